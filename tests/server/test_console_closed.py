"""A lead of somebody who is on the do-not-contact list, as sales people see it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from litestar import Litestar
from sqlalchemy.orm import Session

from server.accounts import queries as accounts
from server.optouts import actions
from server.qualification.types import ChannelName
from tests.server.conftest import Client, Person

PAGE = "/console/leads/1"
LISTED = "This person is on the do-not-contact list"
List = Callable[..., None]


@pytest.fixture
def put(app: Litestar) -> List:
    """Puts an address on demo's list, or another account's."""

    def add(address: str, channel: ChannelName | None = None, account: str = "demo") -> None:
        def write(session: Session) -> None:
            theirs = accounts.account(session, account).id
            actions.add(session, theirs, address, "console", channel=channel)

        app.state.db.run_now(write)

    return add


def test_it_works(raise_lead: Any, bob: Person, put: List) -> None:
    raise_lead(country="SG", phone_number="9123 4567")
    for page in (PAGE, "/console/"):
        assert "Do not" not in bob.get(page).text
    put("+6591234567")
    page = bob.get(PAGE).text
    assert "<b>Do not contact.</b>" in page
    assert f"{LISTED}." in page
    assert '<span class="lead-closed">Do not contact</span>' in bob.get("/console/").text


@pytest.mark.parametrize(
    ("channel", "forbidden", "ways"),
    [("voice", "Do not call", "calls"), ("sms", "Do not write", "SMS")],
)
def test_one_channel(
    raise_lead: Any, bob: Person, put: List, channel: ChannelName, forbidden: str, ways: str
) -> None:
    raise_lead(country="SG", phone_number="9123 4567")
    put("+6591234567", channel)
    page = bob.get(PAGE).text
    assert f"<b>{forbidden}.</b>" in page
    assert f"{LISTED} for {ways}." in page
    assert ("lead-closed" in bob.get("/console/").text) == (channel == "voice")


def test_the_e_mail_may_be_open(client: Client, bob: Person, put: List) -> None:
    sent = {"action": "lead_submit", "account_key": "demo", "service_id": "1", "name": "Ada"}
    client.post("/api/", data={**sent, "phone_number": "+6591234567", "email": "ada@example.com"})
    put("+6591234567")
    assert f"{LISTED} for calls, SMS, and WhatsApp." in bob.get(PAGE).text
    put("ADA@example.com")
    assert "<b>Do not contact.</b>" in bob.get(PAGE).text


def test_another_accounts_list_is_its_own(raise_lead: Any, bob: Person, put: List) -> None:
    raise_lead(country="SG", phone_number="9123 4567")
    put("+6591234567", account="charlies")
    assert "Do not" not in bob.get(PAGE).text


def test_a_row_that_could_not_be_taken_says_so_too(
    raise_lead: Any, alice: Person, bob: Person, put: List
) -> None:
    raise_lead(country="SG", phone_number="9123 4567")
    put("+6591234567")
    alice.post(f"{PAGE}/take")
    asked = {"HX-Request": "true", "HX-Target": "lead-1"}
    refused = bob.client.post(f"{PAGE}/take", data={"csrf": bob.csrf}, headers=asked)
    assert refused.status_code == 409
    assert "lead-closed" in refused.text
