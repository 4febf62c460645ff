"""Consent: asked for by the kiosk, stored with its wording, language and time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from litestar import Litestar
from sqlalchemy.orm import Session

from server import clock
from server.kiosks.models import Kiosk
from server.leads.models import Lead
from tests.server.conftest import Client
from tests.server.test_kiosk_page import FORM

Rows = Callable[[Any], list[Any]]
NOON = datetime(2026, 3, 31, 12, tzinfo=UTC)
ENGLISH = {
    "given": True,
    "text": "I agree to the privacy policy.",
    "lang": "eng",
    "link": "https://demo.example/privacy",
    "at": "2026-03-31T12:00:00+00:00",
}


@pytest.fixture
def asking(app: Litestar, monkeypatch: pytest.MonkeyPatch) -> None:
    """The demo's kiosk asks for consent."""
    text = {"eng": "I agree to the [privacy policy].", "deu": "Ich stimme zu."}
    asked = {"text": text, "required": True, "link": "https://demo.example/privacy"}

    def change(session: Session) -> None:
        session.execute(sa.update(Kiosk).values(settings={"consent": asked}))

    app.state.db.run_now(change)
    monkeypatch.setattr(clock, "now", lambda: NOON)


@pytest.mark.usefixtures("asking")
def test_it_works(client: Client, stored: Rows) -> None:
    page = client.get("/kiosk/demo/1").text
    assert 'name="consent" value="yes"' in page
    assert '<a href="https://demo.example/privacy"' in page
    assert client.post("/kiosk/demo/1", data={**FORM, "consent": "yes"}).status_code == 303
    assert stored(Lead)[0].consent == ENGLISH


@pytest.mark.usefixtures("asking")
def test_without_it_the_form_comes_back_whole(client: Client, stored: Rows) -> None:
    answer = client.post("/kiosk/demo/1", data=FORM)
    assert answer.status_code == 422
    assert "Please tick this box" in answer.text
    assert "Ada Lovelace" in answer.text
    assert stored(Lead) == []


@pytest.mark.usefixtures("asking")
def test_the_wording_is_in_the_language_that_was_read(raise_lead: Any, stored: Rows) -> None:
    raise_lead(consent="true", langcode="deu")
    assert stored(Lead)[0].consent == ENGLISH | {"text": "Ich stimme zu.", "lang": "deu"}


@pytest.mark.usefixtures("asking")
@pytest.mark.parametrize("sent", ["", "no", "false", "0"])
def test_a_call_without_it_is_a_lead_that_says_so(raise_lead: Any, stored: Rows, sent: str) -> None:
    assert raise_lead(consent=sent).status_code == 200
    assert stored(Lead)[0].consent == ENGLISH | {"given": False}


def test_a_site_may_ask_by_itself(raise_lead: Any, stored: Rows) -> None:
    raise_lead(consent=" Call me about <b>offers</b>. ")
    found = stored(Lead)[0].consent
    assert (found["given"], found["text"]) == (True, "Call me about <b>offers</b>.")


@pytest.mark.parametrize("sent", ["", "yes", "no"])
def test_where_nothing_is_asked_nothing_is_recorded(
    raise_lead: Any, stored: Rows, sent: str
) -> None:
    raise_lead(consent=sent)
    assert stored(Lead)[0].consent == {}


def test_a_kiosk_that_asks_for_nothing_draws_nothing(client: Client) -> None:
    assert 'name="consent"' not in client.get("/kiosk/demo/1").text


@pytest.mark.usefixtures("asking")
def test_the_sales_person_reads_what_was_agreed_to(raise_lead: Any, bob: Any) -> None:
    raise_lead(consent="yes")
    raise_lead(langcode="deu")
    agreed, refused = (bob.get(f"/console/leads/{number}").text for number in (1, 2))
    assert "Agreed to" in agreed
    assert "I agree to the privacy policy." in agreed
    assert "https://demo.example/privacy" in agreed
    assert "Did not agree to" in refused
    assert "Ich stimme zu." in refused
