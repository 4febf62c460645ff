"""Calls that come at the same time: one transaction, and nobody suffers for another."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from litestar import Litestar
from sqlalchemy.orm import Session

from server import clock
from server.accounts.models import Account
from server.api import pages
from server.api.pages import Call, means
from server.api.table import ACTIONS
from server.db import Database
from server.errors import Refusal
from server.events.models import Event
from server.leads.models import Lead
from server.qualification import handover, submissions
from server.qualification.models import Qualification
from server.qualification.schemas import NewProspect
from server.qualification.submissions import Submitted
from server.together import MOST, Together
from server.webhooks.models import Delivery, Webhook
from tests.live import live_server
from tests.stores import demo_database

Rows = Callable[[Any], list[Any]]
SUBMISSION = {"action": "lead_submit", "account_key": "demo", "service_id": "1"}


class Counter:
    """Something done together: it writes accounts, and notes who shared a transaction."""

    def __init__(self) -> None:
        self.shared: list[int] = []

    def add(self, session: Session, keys: Sequence[str]) -> list[str | Refusal]:
        """Adds accounts with these keys, all but one that is refused."""
        self.shared.append(len(keys))
        for key in keys:
            if key != "refused":
                session.add(Account(key=key, name=key, created_at=clock.now()))
        session.flush()
        return [Refusal(400, "another") if key == "refused" else key.upper() for key in keys]


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    with demo_database(tmp_path) as db:
        yield db


def asked(db: Database, counter: Counter, *keys: str) -> list[Any]:
    """Asks for some at the same moment; returns the answers and what was raised."""

    async def ask() -> list[Any]:
        together = Together(db, counter.add)
        return await asyncio.gather(*map(together.do, keys), return_exceptions=True)

    return asyncio.run(ask())


def keys(db: Database) -> set[str]:
    return set(db.run_now(lambda session: list(session.scalars(sa.select(Account.key)))))


def test_it_works(db: Database) -> None:
    counter = Counter()
    assert asked(db, counter, "a", "b", "c") == ["A", "B", "C"]
    assert counter.shared == [3]
    assert keys(db) >= {"a", "b", "c"}


def test_not_too_many_at_once(db: Database) -> None:
    counter = Counter()
    many = [f"a{number}" for number in range(MOST + 2)]
    assert asked(db, counter, *many) == [key.upper() for key in many]
    assert counter.shared == [MOST, 2]


def test_a_refusal_is_its_own(db: Database) -> None:
    counter = Counter()
    first, refused, last = asked(db, counter, "a", "refused", "b")
    assert (first, last, counter.shared) == ("A", "B", [3])
    assert isinstance(refused, Refusal)


def test_one_that_fails_harms_nobody(db: Database) -> None:
    counter = Counter()
    first, failed, last = asked(db, counter, "a", "demo", "b")
    assert (first, last, counter.shared) == ("A", "B", [3, 1, 1, 1])
    assert isinstance(failed, sa.exc.IntegrityError)
    assert keys(db) >= {"a", "b"}


def test_under_load_callers_come_together(db: Database) -> None:
    """Each caller asks again once answered; one who is alone at the end is not kept waiting."""
    counter = Counter()

    async def ask_thrice(together: Together[str, str], key: str) -> None:
        for time in range(3):
            await together.do(f"{key}{time}")

    async def ask() -> None:
        together = Together(db, counter.add)
        await asyncio.gather(*(ask_thrice(together, key) for key in "abcd"))
        await together.do("last")

    asyncio.run(ask())
    assert counter.shared == [4, 4, 4, 1]


def test_who_goes_away_takes_nobody_along(db: Database) -> None:
    counter = Counter()

    async def ask() -> list[Any]:
        together = Together(db, counter.add)
        tasks = [asyncio.create_task(together.do(key)) for key in ("a", "b")]
        await asyncio.sleep(0)
        tasks[0].cancel()
        return await asyncio.gather(*tasks, return_exceptions=True)

    gone, answer = asyncio.run(ask())
    assert isinstance(gone, asyncio.CancelledError)
    assert answer == "B"


def submitted(app: Litestar, *forms: dict[str, str]) -> list[Any]:
    """Submits leads at the same moment; returns the answers and what was raised."""
    action = ACTIONS["lead_submit"]

    async def submit() -> list[Any]:
        do = means(app.state.db, app.state.parts.settings).together["lead_submit"].do
        calls = []
        for number, form in enumerate(forms):
            whole: dict[str, Any] = {"phone_number": f"+65 9123 {number:04}", **SUBMISSION, **form}
            command = {**action.read(whole), "address": ""}
            calls.append(Call(whole["account_key"], None, command))
        return await asyncio.gather(*map(do, calls), return_exceptions=True)

    return asyncio.run(submit())


def test_leads_in_one_transaction(
    app: Litestar, stored: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared: list[int] = []
    handled = pages._handled

    def handle(action: Any, session: Session, calls: Sequence[Call]) -> Any:
        shared.append(len(calls))
        return handled(action, session, calls)

    monkeypatch.setattr(pages, "_handled", handle)
    answers = submitted(
        app,
        {"name": "Ada"},
        {"name": "Bela", "service_id": "99"},
        {"name": "Cleo", "account_key": "charlies"},
        {"name": "Dina", "account_key": "nobody"},
        {"name": "Emil", "phone_number": "999"},
        {"name": "Fay", "kiosk_id": "1", "phone_number": "9123 4567"},
    )
    assert shared == [6]
    assert [answer.field for answer in answers if isinstance(answer, Refusal)] == [
        "service_id",
        "account_key",
    ]
    ids = {
        name: answers[number]["validation_id"]
        for number, name in enumerate(["Ada", "", "Cleo", "", "Emil", "Fay"])
        if name
    }
    leads = stored(Lead)
    assert {lead.name: lead.id for lead in leads} == ids
    assert {lead.name: lead.country for lead in leads}["Fay"] == "SG"
    phases = {row.lead_id: row.phase for row in stored(Qualification)}
    assert set(phases) == set(ids.values())
    assert [lead for lead, phase in phases.items() if phase == "rejected"] == [ids["Emil"]]
    accounts = {lead.id: lead.account_id for lead in leads}
    events = [event for event in stored(Event) if event.kind == "qualification_started"]
    assert {event.lead_id: event.account_id for event in events} == accounts


def test_the_same_interaction_twice_at_once(app: Litestar, stored: Rows) -> None:
    first, other, again = submitted(
        app,
        {"interaction_id": "ab", "name": "Ada"},
        {"interaction_id": "cd", "name": "Bela"},
        {"interaction_id": "ab", "name": "Another"},
    )
    assert first == again != other
    assert sorted(lead.name for lead in stored(Lead)) == ["Ada", "Bela"]
    assert submitted(app, {"interaction_id": "ab"}, {"interaction_id": "ef"})[0] == first
    assert len(stored(Lead)) == 3


def test_an_interaction_of_another_call_is_refused_alone(
    app: Litestar, client: Any, stored: Rows
) -> None:
    form = {"name": "Ada", "phone_number": "+65 9123 4567", "interaction_id": "ab"}
    raised = client.post("/api/", data={**SUBMISSION, **form, "action": "raise_lead"})
    assert raised.status_code == 200
    refused, done = submitted(app, {"interaction_id": "ab"}, {"interaction_id": "cd"})
    assert (refused.status_code, refused.field) == (409, "interaction_id")
    assert [lead.id for lead in stored(Lead)][1:] == [done["validation_id"]]


def test_each_has_its_delivery(app: Litestar, stored: Rows) -> None:
    def add(session: Session) -> None:
        account = session.scalar(sa.select(Account).where(Account.key == "demo"))
        assert account
        for url, enabled in (("https://a.example/", True), ("https://b.example/", False)):
            session.add(
                Webhook(
                    account_id=account.id,
                    url=url,
                    secret="whsec_",
                    enabled=enabled,
                    created_at=clock.now(),
                )
            )

    app.state.db.run_now(add)
    submitted(app, {}, {}, {"account_key": "charlies"})
    own = [webhook for webhook in stored(Webhook) if webhook.url == "https://a.example/"]
    events = [event for event in stored(Event) if event.account_id == own[0].account_id]
    found = {row.event_id: row for row in stored(Delivery) if row.webhook_id == own[0].id}
    wanted = {event.id for event in events if event.kind == "qualification_started"}
    assert set(found) == wanted
    assert len(wanted) == 2
    for event in events:
        if event.id in wanted:
            row = found[event.id]
            assert (row.status, row.tries, row.due) == ("waiting", 0, event.at)


def test_who_is_woken(app: Litestar) -> None:
    """Streams and whoever runs turns, but no delivery where there are no webhooks."""

    def submit(session: Session) -> None:
        account = session.scalar(sa.select(Account).where(Account.key == "charlies"))
        assert account
        new = NewProspect("ab", "", "+6591234567", 1, "Sales")
        (found,) = submissions.submit(session, account, [new])
        assert isinstance(found, Submitted)
        assert session.info["topics"] == {
            f"account:{account.id}",
            f"lead:{found.lead_id}",
            handover.TOPIC,
        }

    app.state.db.run_now(submit)


def test_two_hundred_at_once(tmp_path: Path) -> None:
    """A hundred leads, each sent twice."""
    limits = httpx.Limits(max_connections=200)
    with (
        live_server("--submit-limit", "0", data=tmp_path) as live,
        httpx.Client(limits=limits, timeout=60) as client,
        ThreadPoolExecutor(200) as threads,
    ):

        def submit(number: int) -> tuple[int, Any]:
            lead = f"{number % 100:04}"
            form = {**SUBMISSION, "phone_number": f"+65 9123 {lead}", "interaction_id": lead}
            answer = client.post(f"{live.url}/api/", data=form)
            return answer.status_code, answer.json()["validation_id"]

        answers = list(threads.map(submit, range(200)))
    assert {status for status, _ in answers} == {200}
    assert [lead for _, lead in answers[:100]] == [lead for _, lead in answers[100:]]
    assert len({lead for _, lead in answers}) == 100
