"""The do-not-contact list in the console."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import quote

import pytest
from litestar import Litestar
from sqlalchemy.orm import Session

from server.accounts import queries as accounts
from server.events.models import Event
from server.leads.models import Lead
from server.optouts import actions
from server.optouts.models import OptOut
from tests.server.conftest import Client, Person

PAGE = "/console/optouts"


@pytest.fixture
def listed(app: Litestar) -> int:
    """An entry of demo's; its id."""

    def add(session: Session) -> None:
        actions.add(session, accounts.account(session, "demo").id, "+6591234567", "key")

    app.state.db.run_now(add)
    return 1


def test_it_works(alice: Person, stored: Callable[..., list[Any]]) -> None:
    assert "Nobody" in alice.get(PAGE).text
    page = alice.post(PAGE, addresses="9123 4567", reason="asked us", channel="")
    assert page.status_code == 200
    assert "1 added" in page.text
    (row,) = stored(OptOut)
    assert (row.address, row.channel, row.source, row.reason) == (
        "+6591234567",
        "",
        "console",
        "asked us",
    )
    assert row.user_id is not None
    assert "+6591234567" in alice.get(PAGE).text


@pytest.mark.parametrize(
    "number",
    ["33612345678", "6591234567", "9123 4567", "0065 9123 4567", "1 (202) 555-0123"],
)
def test_a_listed_number_is_the_one_that_lead_submit_would_dial(
    alice: Person, client: Client, stored: Callable[..., list[Any]], number: str
) -> None:
    assert alice.post(PAGE, addresses=number, channel="").status_code == 200
    sent = {"action": "lead_submit", "account_key": "demo", "service_id": "1"}
    assert client.post("/api/", data={**sent, "phone_number": number}).status_code == 200
    (lead,) = stored(Lead)
    assert stored(OptOut)[0].address == lead.phone_verdict["e164"]
    assert lead.status == "rejected"


def test_many_are_pasted(alice: Person, stored: Callable[..., list[Any]], listed: int) -> None:
    pasted = "+65 9123 4567\r\n+65 9123 4568, ada@example.com;\tbob@example.com\n\n"
    page = alice.post(PAGE, addresses=pasted, channel="")
    assert "3 added, 1 was on the list already" in page.text
    assert {row.source for row in stored(OptOut) if row.id > listed} == {"import"}


def test_what_other_programs_paste_along_does_no_harm(
    alice: Person, stored: Callable[..., list[Any]]
) -> None:
    """A mark of the byte order, a blank of no width, a line end of a word processor."""
    page = alice.post(
        PAGE, addresses="\ufeffada@example.com\u200b\u2028+65\u00a09123\u20104567\x0b"
    )
    assert "2 added" in page.text
    assert [row.address for row in stored(OptOut)] == ["ada@example.com", "+6591234567"]


@pytest.mark.parametrize(
    ("address", "channel", "said"),
    [
        ("+6591234567", "email", "These are not e-mail addresses."),
        ("ada@example.com", "sms", "These are not phone numbers with their +code."),
    ],
)
def test_an_address_is_one_of_the_channel(
    alice: Person, stored: Callable[..., list[Any]], address: str, channel: str, said: str
) -> None:
    """A number that is closed to e-mail alone would still be called."""
    page = alice.post(PAGE, addresses=address, channel=channel)
    assert page.status_code == 422
    assert said in page.text
    assert not stored(OptOut)


def test_a_long_list_lets_others_in_between(
    alice: Person, app: Litestar, stored: Callable[..., list[Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    run, longest = app.state.db.run_now, 0

    async def measured(function: Any, *arguments: Any, **named: Any) -> Any:
        nonlocal longest
        before = len(stored(OptOut))
        result = run(function, *arguments, **named)
        longest = max(longest, len(stored(OptOut)) - before)
        return result

    monkeypatch.setattr(app.state.db, "run", measured)
    many = [f"+6591{number:06}" for number in range(180)]
    page = alice.post(PAGE, addresses="\n".join([*many, "nobody", many[0]]))
    assert page.status_code == 422
    assert "180 added." in page.text
    assert (len(stored(OptOut)), longest) == (180, 50)
    assert {row.source for row in stored(OptOut)} == {"import"}


def test_what_is_no_address_stays_in_the_form(
    alice: Person, stored: Callable[..., list[Any]]
) -> None:
    page = alice.post(PAGE, addresses="+6591234567\nJohn <Smith>\n12", channel="sms")
    assert page.status_code == 422
    assert ">John &lt;Smith&gt;\n12</textarea>" in page.text
    assert '<option value="sms" selected>' in page.text
    assert [row.channel for row in stored(OptOut)] == ["sms"]


@pytest.mark.parametrize("addresses", ["", " \n,;"])
def test_nothing_was_written(alice: Person, addresses: str) -> None:
    page = alice.post(PAGE, addresses=addresses)
    assert page.status_code == 422
    assert "at least one" in page.text


def test_an_unknown_channel(alice: Person, stored: Callable[..., list[Any]]) -> None:
    assert alice.post(PAGE, addresses="+6591234567", channel="fax").status_code == 400
    assert stored(OptOut) == []


def test_removing(alice: Person, stored: Callable[..., list[Any]], listed: int) -> None:
    answer = alice.post(f"{PAGE}/{listed}/remove")
    assert (answer.status_code, answer.headers["location"]) == (303, PAGE)
    assert stored(OptOut) == []
    removed = stored(Event)[-1]
    assert (removed.kind, removed.user.email) == ("opt_out_removed", "alice@demo.example")
    assert alice.post(f"{PAGE}/{listed}/remove").status_code == 404
    assert alice.post(f"{PAGE}/{10**30}/remove").status_code == 404


def test_who_may(
    bob: Person, vera: Person, charlie: Person, listed: int, stored: Callable[..., list[Any]]
) -> None:
    for person in (bob, vera):
        assert person.get(PAGE).status_code == 403
        assert person.post(PAGE, addresses="+6591234568").status_code == 403
        assert person.post(f"{PAGE}/{listed}/remove").status_code == 403
        assert PAGE not in person.get("/console/").text
    assert "+6591234567" not in charlie.get(PAGE).text
    assert charlie.post(f"{PAGE}/{listed}/remove").status_code == 404
    assert len(stored(OptOut)) == 1


def test_two_add_an_address_at_the_same_moment(
    app: Litestar, stored: Callable[..., list[Any]]
) -> None:
    begun = threading.Event()

    def add(session: Session, seconds: float) -> bool:
        account = accounts.account(session, "demo")
        added = actions.add(session, account.id, "+6591234567", "key")
        begun.set()
        time.sleep(seconds)
        return added

    with ThreadPoolExecutor() as threads:
        first = threads.submit(app.state.db.run_now, add, 0.5)
        begun.wait(5)
        second = threads.submit(app.state.db.run_now, add, 0)
    assert (first.result(), second.result()) == (True, False)
    assert len(stored(OptOut)) == 1


def test_only_from_our_own_pages(alice: Person, stored: Callable[..., list[Any]]) -> None:
    alice.csrf = "wrong"
    assert alice.post(PAGE, addresses="+6591234567").status_code == 403
    assert stored(OptOut) == []


@pytest.mark.parametrize("query", ["?before=x", "?before=-1", f"?before={10**30}", "?q=%25"])
def test_odd_queries(alice: Person, query: str) -> None:
    assert alice.get(PAGE + query).status_code == 200


def test_the_search_narrows(alice: Person, listed: int) -> None:
    assert listed
    assert "+6591234567" in alice.get(f"{PAGE}?q=4567").text
    assert "Nothing found" in alice.get(f"{PAGE}?q=9999").text


@pytest.mark.parametrize(
    "written",
    ["+65 9123 4567", "9123 4567", "+65 (9123) 45-67", "91 23", "0065 9123 4567", " +6591234567 "],
)
def test_a_number_is_found_in_any_form(alice: Person, listed: int, written: str) -> None:
    assert listed
    # The page itself writes it with spaces.
    page = alice.get(f"{PAGE}?q={quote(written)}").text
    assert 'aria-label="Remove +6591234567"' in page


def test_a_reason_with_characters_that_no_database_takes(
    app: Litestar, stored: Callable[..., list[Any]]
) -> None:
    def add(session: Session) -> None:
        account = accounts.account(session, "demo")
        actions.add(session, account.id, "+6591234567", "reply", reason="STOP\x00 please\n")

    app.state.db.run_now(add)
    assert [row.reason for row in stored(OptOut)] == ["STOP please"]


def test_a_search_for_what_no_address_holds(alice: Person, listed: int) -> None:
    assert listed
    assert "+65 9123 4567" in alice.get(f"{PAGE}?q=%006591%00").text
