"""The phone simulator: calls that ring on a page, messages that lie in an outbox."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from litestar import Litestar
from sqlalchemy.orm import Session

from server import clock
from server.accounts import queries as accounts
from server.channels import simulated
from server.channels.base import Message, Order, Script
from server.channels.models import Simulated
from server.channels.options import OptionError
from server.channels.services import Services
from server.channels.simulator import Simulator, create
from server.console.linked import linked
from server.demo_logins import API_KEY
from server.leads.models import QUALIFYING, Lead
from server.qualification import rows
from server.qualification.models import Attempt, Qualification
from server.qualification.types import CallEnded, ChannelName, MessageChannel, State

# The demo's fixtures and people.
from tests.server.conftest import (  # noqa: F401
    Client,
    Person,
    app,
    bob,
    charlie,
    client,
    demo_file,
    raise_lead,
    settings,
    started,
    store,
    stored,
    vera,
)

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)  # a Tuesday; 20:00 in Singapore
SCRIPT = Script(
    "en",
    "Press one <now>",
    keys={"1": "yes", "2": "never", "3": "no"},
    thanks={"yes": "Thank you"},
    ring_seconds=30,
    wait_seconds=5,
)
MESSAGE = Message(
    "Hello, see https://a.example/x?a=1&b=2.",
    "A subject",
    '<html><head lang="en"></head><body><a href="https://a.example">Yes</a></body></html>',
    unsubscribe="https://a.example/u",
)
Stored = Callable[[type[Any]], list[Any]]


@pytest.fixture
def taken(app: Litestar, raise_lead: Callable[..., Any]) -> Callable[..., int]:  # noqa: F811
    """Gives an order to a simulator without a clock of its own; returns the id of its row."""

    def give(channel: ChannelName, content: Script | Message) -> int:
        raise_lead(interaction_id=f"{time.time_ns():x}")

        def write(session: Session) -> int:
            lead = session.query(Lead).order_by(Lead.id.desc()).first()
            assert lead
            attempt = Attempt(
                account_id=lead.account_id,
                lead_id=lead.id,
                turn=1,
                channel=channel,
                address="+6591234567",
                status="started",
                started_at=clock.now(),
            )
            session.add(attempt)
            session.flush()
            order = Order(attempt.id, "demo", lead.id, attempt.address, "eng")
            if isinstance(content, Script):
                order = replace(order, script=content)
            else:
                order = replace(order, message=content)
            return simulated.take(session, order, channel).id

        return int(app.state.db.run_now(write))

    return give


def test_whole_flow(
    monkeypatch: pytest.MonkeyPatch,
    app: Litestar,  # noqa: F811
    client: Client,  # noqa: F811
    bob: Person,  # noqa: F811
    stored: Stored,  # noqa: F811
) -> None:
    """A submitted lead rings, somebody presses 1, and sales people see the lead."""
    monkeypatch.setattr(clock, "now", lambda: NOON)
    form = {
        "action": "lead_submit",
        "account_key": "demo",
        "name": "Grace Hopper",
        "phone_number": "+6591234567",
        "service_id": "1",
        "service_name": "Sales",
        "langcode": "eng",
    }
    token = {
        "action": "token_create",
        "account_key": "demo",
        "apikey": API_KEY,
        "for_action": "lead_submit",
    }
    form["auth"] = client.post("/api/", data=token).json()["token"]
    assert client.post("/api/", data=form).json()["status"] == "ok"
    [waiting] = stored(Qualification)
    assert "Grace Hopper" not in bob.get("/console/").text
    app.state.parts.turns.run(waiting.lead_id, waiting.turn)
    [call] = stored(Simulated)
    page = bob.get("/console/phone/").text
    assert "Grace Hopper" in page
    assert "Incoming call" in page
    assert bob.post(f"/console/phone/{call.id}/answer").status_code == 303
    assert "Press 1 if you would like us to call you" in bob.get("/console/phone/").text
    bob.post(f"/console/phone/{call.id}/key", key="7")
    bob.post(f"/console/phone/{call.id}/key", key="1")
    page = bob.get("/console/phone/").text
    assert "Qualified" in page
    assert "pressed 7 1" in page
    [attempt] = stored(Attempt)
    assert (attempt.status, attempt.outcome, attempt.keys) == ("ended", "qualified", "71")
    assert "Grace Hopper" in bob.get("/console/").text


@pytest.mark.parametrize(
    ("deeds", "outcome"),
    [
        ([("busy", "")], "busy"),
        ([("answer", ""), ("end", "")], "hung_up"),
        ([("answer", ""), ("key", "2")], "opted_out"),
        ([("answer", ""), ("key", "3")], "declined"),
        ([("answer", ""), ("key", "9"), ("key", "1")], "qualified"),
    ],
)
def test_how_calls_end(
    bob: Person,  # noqa: F811
    stored: Stored,  # noqa: F811
    taken: Callable[..., int],
    deeds: list[tuple[str, str]],
    outcome: str,
) -> None:
    call = taken("voice", SCRIPT)
    for deed, key in deeds:
        assert bob.post(f"/console/phone/{call}/{deed}", key=key).status_code == 303
    [row] = stored(Simulated)
    ended = simulated.outcome(row)
    assert ended
    assert ended.outcome == outcome
    page = bob.get("/console/phone/")
    assert page.status_code == 200
    assert f'data-outcome="{outcome}"' in page.text
    assert bob.post(f"/console/phone/{call}/answer").status_code == 409


@pytest.mark.parametrize(("answered", "outcome"), [(False, "no_answer"), (True, "ignored")])
def test_time_runs_out_though_nobody_looks(
    monkeypatch: pytest.MonkeyPatch,
    app: Litestar,  # noqa: F811
    bob: Person,  # noqa: F811
    taken: Callable[..., int],
    answered: bool,
    outcome: str,
) -> None:
    call = taken("voice", SCRIPT)
    if answered:
        bob.post(f"/console/phone/{call}/answer")
    over, due = app.state.db.run_now(simulated.end_overdue)
    assert (over, due is None) == ([], False)
    monkeypatch.setattr(clock, "now", lambda late=due + timedelta(seconds=1): late)
    [(_, ended)], next_due = app.state.db.run_now(simulated.end_overdue)
    assert ended == CallEnded(outcome)  # type: ignore[arg-type]
    assert next_due is None
    assert bob.get("/console/phone/").status_code == 200


def test_clock_of_the_channel_reports(app: Litestar, taken: Callable[..., int]) -> None:  # noqa: F811
    """A call from before a restart ends too, without an order that would wake anybody."""
    told: list[CallEnded] = []
    taken("voice", replace(SCRIPT, ring_seconds=1))
    services = Services(app.state.db, app.state.parts.settings)
    simulator = create("voice", {}, lambda _, ended: told.append(ended), services)
    try:
        until = time.monotonic() + 10
        while not told and time.monotonic() < until:
            time.sleep(0.05)
    finally:
        simulator.close()
    assert told == [CallEnded("no_answer")]


def test_what_became_of_an_attempt(app: Litestar, stored: Stored, taken: Any) -> None:  # noqa: F811
    services = Services(app.state.db, app.state.parts.settings)
    outbox = Simulator("sms", lambda *_: None, services)
    taken("sms", MESSAGE)
    [attempt] = stored(Attempt)
    order = Order(attempt.id, "demo", attempt.lead_id, attempt.address, "eng", message=MESSAGE)
    found = outbox.find(order, "")
    assert found == outbox.send(order)
    assert len(stored(Simulated)) == 1
    never = outbox.find(replace(order, attempt_id=99), "")
    assert never
    assert never.status == "failed"  # type: ignore[union-attr]
    with pytest.raises(OptionError, match="lines: unknown"):
        create("sms", {"lines": 1}, lambda *_: None, services)


def test_charlie_and_viewers_and_forgers(
    bob: Person,  # noqa: F811
    vera: Person,  # noqa: F811
    charlie: Person,  # noqa: F811
    client: Client,  # noqa: F811
    stored: Stored,  # noqa: F811
    taken: Callable[..., int],
) -> None:
    call, mail = taken("voice", SCRIPT), taken("email", MESSAGE)
    answer = f"/console/phone/{call}/answer"
    assert charlie.post(answer).status_code == 404
    assert charlie.get(f"/console/outbox/{mail}/html").status_code == 404
    for page in ("/console/phone/", "/console/outbox/"):
        assert "Ada Lovelace" not in charlie.get(page).text
        assert "Ada Lovelace" in vera.get(page).text
        assert client.get(page).status_code in (303, 401)
    assert vera.post(answer).status_code == 403
    bob.csrf = "forged"
    assert bob.post(answer).status_code == 403
    assert {row.status for row in stored(Simulated)} == {"ringing", "sent"}


@pytest.mark.parametrize(
    ("path", "key", "status"),
    [
        ("{call}/key", "", 400),
        ("{call}/key", "11", 400),
        ("{call}/key", "A", 400),
        ("{call}/explode", "", 404),
        ("999/answer", "", 404),
        (f"{2**63}/answer", "", 404),
        ("{mail}/answer", "", 404),
    ],
)
def test_bad_input(
    bob: Person,  # noqa: F811
    taken: Callable[..., int],
    path: str,
    key: str,
    status: int,
) -> None:
    call, mail = taken("voice", SCRIPT), taken("email", MESSAGE)
    bob.post(f"/console/phone/{call}/answer")
    address = f"/console/phone/{path.format(call=call, mail=mail)}"
    assert bob.post(address, key=key).status_code == status


@pytest.mark.parametrize("deed", ["answer", "busy", "key", "end"])
def test_a_call_that_is_over_takes_nothing_more(
    bob: Person,  # noqa: F811
    taken: Callable[..., int],
    deed: str,
) -> None:
    call = taken("voice", SCRIPT)
    bob.post(f"/console/phone/{call}/answer")
    assert bob.post(f"/console/phone/{call}/end").status_code == 303
    answer = bob.post(f"/console/phone/{call}/{deed}", key="1")
    assert answer.status_code == 409
    assert "over" in answer.text


def test_outbox(bob: Person, taken: Callable[..., int]) -> None:  # noqa: F811
    mail = taken("email", MESSAGE)
    taken("sms", MESSAGE)
    taken("whatsapp", replace(MESSAGE, template="callback_offer"))
    page = bob.get("/console/outbox/").text
    link = "https://a.example/x?a=1&amp;b=2"
    assert f'<a href="{link}" target="_blank" rel="noopener">{link}</a>.' in page
    assert f"{len(MESSAGE.text)} of 160 characters" in page
    assert "callback_offer" in page
    assert "frame-src 'self'" in bob.get("/console/outbox/").headers["Content-Security-Policy"]
    shown = bob.get(f"/console/outbox/{mail}/html")
    assert '<head lang="en"><base target="_blank"></head>' in shown.text
    assert bob.get(f"/console/outbox/{2**63}/html").status_code == 404
    policy = shown.headers["Content-Security-Policy"]
    assert policy.startswith("sandbox allow-popups")
    assert "default-src 'none'" in policy


@pytest.mark.parametrize(
    ("again", "minutes", "said"),
    [
        ((), 0, "Messages go out now."),
        ((), 60, "Messages go out <time"),
        (("email",), 5, "Some messages go out again <time"),
    ],
)
def test_when_messages_go_out(
    app: Litestar,  # noqa: F811
    bob: Person,  # noqa: F811
    taken: Callable[..., int],
    again: tuple[MessageChannel, ...],
    minutes: int,
    said: str,
) -> None:
    taken("sms", MESSAGE)

    def wait(session: Session) -> None:
        lead = session.get_one(Lead, 1)
        lead.status = QUALIFYING
        due = clock.now() + timedelta(minutes=minutes)
        row = Qualification(lead=lead, account_id=lead.account_id, created_at=due)
        rows.put(row, State("waiting_messages", due, again=again))
        session.add(row)

    app.state.db.run_now(wait)
    assert said in bob.get("/console/leads/1").text


def test_who_gave_no_name_is_called_by_their_number(
    app: Litestar,  # noqa: F811
    bob: Person,  # noqa: F811
    taken: Callable[..., int],
) -> None:
    taken("voice", SCRIPT)
    taken("sms", MESSAGE)
    app.state.db.run_now(lambda session: session.execute(sa.update(Lead).values(name="")))
    assert 'data-says="Incoming call for +65 9123 4567"' in bob.get("/console/phone/").text
    pages = {"/console/phone/": 1, "/console/outbox/": 1, "/console/?view=all": 2}
    for page, times in {**pages, "/console/leads/1": 1}.items():
        text = bob.get(page).text
        assert not re.search(r"<(a|h1|h2|bdi)\b[^>]*></\1>", text)
        head = text.partition('id="history"')[0]
        assert len(re.findall(r">\+65 9123 4567</(?!title)", head)) == times, page


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("<b> & javascript:alert(1)", "&lt;b&gt; &amp; javascript:alert(1)"),
        ('https://a.example"onclick="x', None),
        ("(http://a.example/b).", None),
    ],
)
def test_links_in_plain_text(text: str, html: str | None) -> None:
    found = str(linked(text))
    assert html is None or found == html
    assert 'onclick="' not in found
    assert ("<a " in found) == ("http" in text)


def test_names_in_the_bar(bob: Person, app: Litestar) -> None:  # noqa: F811
    assert '<a href="/console/phone/">Phone</a>' in bob.get("/console/").text

    def channels(session: Session) -> frozenset[str]:
        return simulated.channels(session, accounts.account(session, "demo").key)

    assert app.state.db.run_now(channels) == {"voice", "email", "sms", "whatsapp"}
