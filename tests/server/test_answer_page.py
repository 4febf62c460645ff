"""The answer page behind the links of messages."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from litestar import Litestar
from sqlalchemy.orm import Session

from server import clock
from server.accounts import queries as accounts
from server.campaigns import actions as campaigns
from server.campaigns.queries import ACCOUNT
from server.events.models import Event
from server.leads.models import Lead
from server.optouts import actions as optouts
from server.optouts.models import OptOut
from server.pages import answer_words
from server.qualification import links, submissions
from server.qualification.models import Qualification
from server.qualification.schemas import NewProspect
from server.qualification.submissions import Submitted
from tests.server.conftest import Client

HOURS = {
    "time_zone": "Asia/Singapore",
    "weekly": {day: [["09:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")},
    "holidays": [],
    "holidays_of": [],
}
# A Monday, 10:00 in Singapore.
MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def monday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: MONDAY)


@pytest.fixture
def token(app: Litestar) -> str:
    """The link of a prospect whose qualification has just begun."""
    return make_link(app)


def make_link(app: Litestar, **fields: Any) -> str:
    def submit(session: Session) -> str:
        account = accounts.account(session, "demo")
        campaigns.put(session, account, ACCOUNT, "Demo", {"hours": HOURS}, origin="")
        wanted = {
            "interaction_id": "a1",
            "customer_id": "b2",
            "phone_number": "+65 9123 4567",
            "service_id": 1,
            "service_name": "Sales & more",
            "name": "Ada",
            "email": "Ada@Example.com",
            "langcode": "eng",
            **fields,
        }
        (found,) = submissions.submit(session, account, [NewProspect(**wanted)])
        assert isinstance(found, Submitted)
        return links.make(session, found.lead_id, MONDAY + timedelta(days=7))

    return str(app.state.db.run_now(submit))


def phase(stored: Callable[..., list[Any]]) -> tuple[str, str]:
    (row,) = stored(Qualification)
    return row.phase, row.state["reason"]


def test_it_works(client: Client, token: str, stored: Callable[..., list[Any]]) -> None:
    page = client.get(f"/answer/{token}")
    assert page.status_code == 200
    assert "Shall we call you?" in page.text
    assert "You asked Harbour Cars for a call about Sales &amp; more." in page.text
    assert '<html lang="en" dir="ltr">' in page.text
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["referrer-policy"] == "no-referrer"
    answered = client.post(f"/answer/{token}", data={"choice": "yes", "slot": ""})
    assert answered.status_code == 303
    assert phase(stored) == ("qualified", "answered_link")
    assert stored(Lead)[0].status == "new"
    after = client.get(answered.headers["location"])
    assert "Harbour Cars will call you soon." in after.text


@pytest.mark.parametrize("query", ["", "?choice=yes", "?choice=no", "?choice=never"])
def test_opening_a_link_changes_nothing(
    client: Client, token: str, stored: Callable[..., list[Any]], query: str
) -> None:
    before = len(stored(Event))
    for _ in range(3):
        assert client.get(f"/answer/{token}{query}").status_code == 200
        client.head(f"/answer/{token}{query}")
    assert phase(stored) == ("waiting_call", "")
    assert stored(OptOut) == []
    assert len(stored(Event)) == before


@pytest.mark.parametrize(
    ("query", "title", "first"),
    [
        ("", "Shall we call you?", "yes"),
        ("?choice=no", "No call after all?", "no"),
        ("?choice=never", "Never contact you again?", "never"),
        ("?choice=<script>", "Shall we call you?", "yes"),
    ],
)
def test_the_button_that_led_here_comes_first(
    client: Client, token: str, query: str, title: str, first: str
) -> None:
    page = client.get(f"/answer/{token}{query}").text
    assert f"<h1>{title}</h1>" in page
    found = re.findall(r'<button class="[^"]+" name="choice" value="([^"]+)"', page)
    assert found[0] == first
    assert sorted(found) == ["never", "no", "yes"]


def test_a_slot_of_the_campaigns_hours(
    client: Client, token: str, stored: Callable[..., list[Any]]
) -> None:
    page = client.get(f"/answer/{token}").text
    slots = re.findall(r'name="slot" value="([^"]+)" aria-label="([^"]+)"', page)
    assert slots[0] == ("2026-11-23T03:00:00+00:00", "Mon, Nov 23, 11:00\u202fAM")
    assert len(slots) == 12
    assert slots[-1][1].startswith("Wed, Nov 25, 5:00")
    client.post(f"/answer/{token}", data={"choice": "yes", "slot": slots[-1][0]})
    assert stored(Qualification)[0].state["slot"] == slots[-1][0]
    assert "Wed, Nov 25, 5:00" in client.get(f"/answer/{token}").text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("slot", "tomorrow"),
        ("slot", "2026-11-24T03:00:00"),
        ("slot", "2036-11-24T03:00:00+00:00"),
        ("slot", "2016-11-24T03:00:00+00:00"),
        ("choice", "maybe"),
        ("choice", ""),
    ],
)
def test_bad_answers(
    client: Client, token: str, stored: Callable[..., list[Any]], field: str, value: str
) -> None:
    form = {"choice": "yes", "slot": "", field: value}
    answer = client.post(f"/answer/{token}", data=form)
    assert answer.status_code == 400
    assert phase(stored) == ("waiting_call", "")


@pytest.mark.parametrize("days", [1, 5, 60])
def test_a_slot_that_is_over_means_the_next_one(
    client: Client, token: str, stored: Callable[..., list[Any]], days: int
) -> None:
    over = (MONDAY - timedelta(days=days)).isoformat()
    answer = client.post(f"/answer/{token}", data={"choice": "yes", "slot": over})
    assert answer.status_code == 303
    assert phase(stored) == ("qualified", "answered_link")
    assert stored(Qualification)[0].state["slot"] == MONDAY.isoformat()


@pytest.mark.parametrize("choice", ["no", "never"])
def test_who_wants_no_call_may_have_marked_any_time(
    client: Client, token: str, stored: Callable[..., list[Any]], choice: str
) -> None:
    form = {"choice": choice, "slot": "2016-11-24T03:00:00+00:00"}
    assert client.post(f"/answer/{token}", data=form).status_code == 303
    assert phase(stored)[0] == "rejected"


def test_no_thanks_and_then_after_all(
    client: Client, token: str, stored: Callable[..., list[Any]]
) -> None:
    client.post(f"/answer/{token}", data={"choice": "no"})
    assert phase(stored) == ("rejected", "declined")
    assert "All right, no call" in client.get(f"/answer/{token}").text
    client.post(f"/answer/{token}", data={"choice": "yes"})
    assert phase(stored) == ("qualified", "answered_link")


def test_never_again(client: Client, token: str, stored: Callable[..., list[Any]]) -> None:
    client.post(f"/answer/{token}", data={"choice": "never"})
    assert phase(stored) == ("rejected", "opted_out")
    listed = {(row.address, row.channel, row.source) for row in stored(OptOut)}
    assert listed == {("+6591234567", "", "link"), ("ada@example.com", "", "link")}
    page = client.get(f"/answer/{token}").text
    assert "You will not hear from us again" in page
    assert "<form" not in page
    client.post(f"/answer/{token}", data={"choice": "yes"})
    assert phase(stored) == ("rejected", "opted_out")


def test_never_again_after_yes(
    client: Client, token: str, stored: Callable[..., list[Any]]
) -> None:
    client.post(f"/answer/{token}", data={"choice": "yes"})
    client.post(f"/answer/{token}", data={"choice": "never"})
    assert phase(stored) == ("qualified", "answered_link")
    assert len(stored(OptOut)) == 2
    assert "You will not hear from us again" in client.get(f"/answer/{token}").text


def test_never_again_after_yes_without_a_number_that_rings(app: Litestar, client: Client) -> None:
    link = make_link(app, phone_number="12")
    client.post(f"/answer/{link}", data={"choice": "yes"})
    client.post(f"/answer/{link}", data={"choice": "never"})
    assert "You will not hear from us again" in client.get(f"/answer/{link}").text


def test_never_again_by_another_lead_of_the_same_number(
    app: Litestar, client: Client, token: str, stored: Callable[..., list[Any]]
) -> None:
    other = make_link(app, interaction_id="c3", email="")
    client.post(f"/answer/{token}", data={"choice": "never"})
    client.post(f"/answer/{other}", data={"choice": "yes"})
    ended = [(row.phase, row.state["reason"]) for row in stored(Qualification)]
    assert ended == [("rejected", "opted_out")] * 2
    assert {lead.status for lead in stored(Lead)} == {"rejected"}
    assert "You will not hear from us again" in client.get(f"/answer/{other}").text


def test_an_expired_link(
    client: Client,
    token: str,
    stored: Callable[..., list[Any]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(clock, "now", lambda: MONDAY + timedelta(days=7, hours=1))
    page = client.get(f"/answer/{token}")
    assert page.status_code == 200
    assert "This link is too old" in page.text
    assert 'value="yes"' not in page.text
    client.post(f"/answer/{token}", data={"choice": "yes"})
    assert phase(stored) == ("waiting_call", "")
    client.post(f"/answer/{token}", data={"choice": "never"})
    assert phase(stored) == ("rejected", "opted_out")


def test_links_that_are_not_ours(client: Client, token: str) -> None:
    changed = token[:-1] + ("A" if token[-1] != "A" else "B")
    other_lead = token[:5] + ("A" if token[5] != "A" else "B") + token[6:]
    for bad in (changed, other_lead, token[:-4], token + "AAAA", "x", "%00", "é", "a" * 500):
        for answer in (
            client.get(f"/answer/{bad}"),
            client.post(f"/answer/{bad}", data={"choice": "never"}),
            client.post(f"/answer/{bad}/unsubscribe"),
        ):
            assert answer.status_code == 404, bad


def test_tokens_are_short_and_last_as_long_as_told(app: Litestar, token: str) -> None:
    assert len(token) <= 20

    def read(session: Session) -> tuple[links.Link | None, int]:
        far = links.make(session, 2**62, MONDAY + timedelta(days=90))
        assert links.read(session, far) == links.Link(2**62, expired=False)
        return links.read(session, token), len(far)

    link, longest = app.state.db.run_now(read)
    assert link is not None
    assert not link.expired
    assert longest <= len(links.longest("")) - len("/answer/")


@pytest.mark.parametrize("body", ["List-Unsubscribe=One-Click", "", "x" * 1000])
def test_one_click_unsubscribe(
    client: Client, token: str, stored: Callable[..., list[Any]], body: str
) -> None:
    for _ in range(2):
        answer = client.post(f"/answer/{token}/unsubscribe", content=body)
        assert (answer.status_code, answer.text) == (200, "You will get no more e-mail from us.")
    (row,) = stored(OptOut)
    assert (row.address, row.channel, row.source) == (
        "ada@example.com",
        "email",
        "list_unsubscribe",
    )
    assert phase(stored) == ("waiting_call", "")
    opened = client.get(f"/answer/{token}/unsubscribe")
    assert (opened.status_code, opened.headers["location"]) == (
        303,
        f"/answer/{token}?choice=never",
    )


def test_unsubscribing_answers_in_their_language(app: Litestar, client: Client) -> None:
    token = make_link(app, langcode="deu")
    answer = client.post(f"/answer/{token}/unsubscribe")
    assert answer.text == "Sie erhalten keine E-Mails mehr von uns."


def test_an_old_link_still_unsubscribes(
    client: Client,
    token: str,
    stored: Callable[..., list[Any]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(clock, "now", lambda: MONDAY + timedelta(days=400))
    assert client.post(f"/answer/{token}/unsubscribe").status_code == 200
    assert len(stored(OptOut)) == 1


def test_who_is_on_the_list_already(app: Litestar, client: Client, token: str) -> None:
    def list_them(session: Session) -> None:
        account = accounts.account(session, "demo")
        optouts.add(session, account.id, "+6591234567", "import")

    app.state.db.run_now(list_them)
    assert "You will not hear from us again" in client.get(f"/answer/{token}").text


@pytest.mark.parametrize(
    ("langcode", "asked", "lang", "direction"),
    [
        ("deu", "", "de", "ltr"),
        ("ara", "", "ar", "rtl"),
        ("isl", "", "en", "ltr"),
        ("deu", "heb", "he", "rtl"),
        ("deu", "<b>", "de", "ltr"),
        ("", "", "en", "ltr"),
    ],
)
def test_its_language(
    app: Litestar, client: Client, langcode: str, asked: str, lang: str, direction: str
) -> None:
    token = make_link(app, langcode=langcode)
    page = client.get(f"/answer/{token}", params={"lang": asked} if asked else {})
    assert f'<html lang="{lang}" dir="{direction}">' in page.text


@pytest.mark.parametrize(
    ("zone", "code", "city"),
    [
        ("Asia/Singapore", "eng", "Singapore"),
        ("Asia/Calcutta", "hin", "कोलकाता"),
        ("Asia/Kolkata", "eng", "Kolkata"),
        ("America/Buenos_Aires", "spa", "Buenos Aires"),
        ("America/Argentina/Buenos_Aires", "rus", "Буэнос-Айрес"),
        ("Europe/Kyiv", "rus", "Киев"),
        ("UTC", "eng", "UTC"),
    ],
)
def test_a_time_zone_is_named_by_its_city(zone: str, code: str, city: str) -> None:
    assert answer_words.place(ZoneInfo(zone), code) == city


def test_every_pack_is_complete() -> None:
    packs = answer_words.packs()
    assert len(packs) >= 10
    for code, pack in packs.items():
        assert pack.keys() == packs["eng"].keys(), code
        for key, text in pack.items():
            assert text.strip() == text
            assert text
            places = set(re.findall(r"\{(\w+)\}", packs["eng"][key]))
            assert set(re.findall(r"\{(\w+)\}", text)) == places, (code, key)
    folder = Path(answer_words.__file__).parent
    assert all(json.loads(file.read_text("utf-8")) for file in folder.glob("*.json"))
