"""The first turns of new leads come to the engine: each once, at once, whoever died before."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from dbos import EnqueueOptions
from sqlalchemy.orm import Session

from server.accounts import queries as accounts
from server.engine.engine import workflow_id
from server.events.listener import hearing
from server.parts import Parts
from server.qualification import handover, submissions
from server.qualification.models import Qualification
from server.qualification.schemas import NewProspect
from server.qualification.submissions import Submitted
from server.settings import Settings
from tests.stores import fill
from tools import postgresql
from tools.postgresql import Cluster


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A server of databases with one, `demo`, to be copied."""
    with postgresql.running() as made:
        data = tmp_path_factory.mktemp("cluster")
        Parts(Settings(data=data, demo=True, database_url=made.create("demo"))).close()
        yield made


@pytest.fixture(params=["sqlite", "postgresql"])
def parts(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Parts]:
    url = ""
    if request.param == "sqlite":
        fill(tmp_path)
    else:
        cluster: Cluster = request.getfixturevalue("cluster")
        url = cluster.create("handover", template="demo")
    made = Parts(Settings(data=tmp_path, demo=True, database_url=url))
    yield made
    made.close()


def submit(session: Session, *numbers: str) -> list[int]:
    account = accounts.account(session, "demo")
    new = [NewProspect(number[-4:], "", number, 1, "Sales") for number in numbers]
    found = submissions.submit(session, account, new)
    return [each.lead_id for each in found if isinstance(each, Submitted)]


def waiting(parts: Parts) -> set[int]:
    """Returns the leads whose turn has not been handed over."""
    query = sa.select(Qualification.lead_id).where(~Qualification.handed_over)
    return set(parts.db.run_now(lambda session: list(session.scalars(query))))


def workflows(parts: Parts) -> set[str]:
    return {found.workflow_id for found in parts.engine.client.list_workflows()}


def test_it_works(parts: Parts) -> None:
    leads = parts.db.run_now(submit, "+6591230001", "+6591230002")
    assert (waiting(parts), workflows(parts)) == (set(leads), set())
    assert parts.db.run_now(handover.some) == leads
    assert waiting(parts) == set()
    assert workflows(parts) == {workflow_id(lead, 0) for lead in leads}
    assert parts.db.run_now(handover.some) == []


def test_what_has_ended_has_no_turn(parts: Parts) -> None:
    parts.db.run_now(submit, "+65999")
    assert (waiting(parts), parts.db.run_now(handover.some)) == (set(), [])


def test_one_that_dies_meanwhile_has_handed_nothing_over(parts: Parts) -> None:
    leads = parts.db.run_now(submit, "+6591230001")

    def die(session: Session) -> None:
        assert handover.some(session) == leads
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        parts.db.run_now(die)
    assert (waiting(parts), workflows(parts)) == (set(leads), set())


# SQLite has one process.
@pytest.mark.parametrize("parts", ["postgresql"], indirect=True)
def test_two_processes_take_different_turns(parts: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handover, "_MINE", handover._MINE.limit(1))
    leads = parts.db.run_now(submit, "+6591230001", "+6591230002")

    def both(session: Session) -> None:
        assert handover.some(session) == leads[:1]
        assert parts.db.run_now(handover.some) == leads[1:]
        assert parts.db.run_now(handover.some) == []

    parts.db.run_now(both)
    assert workflows(parts) == {workflow_id(lead, 0) for lead in leads}


def test_it_hears_of_new_leads_at_once(parts: Parts) -> None:
    earlier = parts.db.run_now(submit, "+6591230001")

    async def later() -> tuple[float, list[int]]:
        async with hearing(parts.db, parts.broker), handover.handing_over(parts.db, parts.broker):
            await until(lambda: not waiting(parts))
            await asyncio.sleep(0.2)
            leads = await parts.db.run(submit, "+6591230002")
            began = time.monotonic()
            await until(lambda: not waiting(parts))
            return time.monotonic() - began, leads

    seconds, leads = asyncio.run(later())
    assert workflows(parts) == {workflow_id(lead, 0) for lead in earlier + leads}
    assert seconds < handover._POLL_SECONDS / 2


def test_one_that_fails_holds_up_nobody(parts: Parts, caplog: pytest.LogCaptureFixture) -> None:
    leads = parts.db.run_now(submit, *(f"+6591230{number:03}" for number in range(60)))
    bad, last = leads[30], leads[-1]
    other = EnqueueOptions(
        workflow_name="another", queue_name="elsewhere", workflow_id=workflow_id(bad, 0)
    )
    parts.engine.client.enqueue(other)

    async def hand_over() -> None:
        async with handover.handing_over(parts.db, parts.broker):
            await until(lambda: last not in waiting(parts))

    asyncio.run(hand_over())
    assert waiting(parts) == {bad}
    assert f"the turn of lead {bad} could not be handed over" in caplog.text


async def until(met: Any) -> None:
    deadline = time.monotonic() + 20
    while not await asyncio.to_thread(met):
        assert time.monotonic() < deadline
        await asyncio.sleep(0.01)
