"""Server processes that are killed and started again, and what they leave."""

from __future__ import annotations

import re
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import httpx
import sqlalchemy as sa
from sqlalchemy.orm import Session

from server import db as databases
from server.accounts import queries as accounts
from server.campaigns import actions as campaigns
from server.campaigns import files
from server.events.models import Event
from server.qualification.models import Attempt, Qualification
from server.qualification.rows import state_of
from server.qualification.types import ENDED
from tests import clocks
from tests.qualification import forking
from tests.stores import demo_database

PATIENCE = 30.0
SERVICE = 1
MOST_CALLS = 5
# Whoever is written to has three seconds to answer, and whoever is not reached is soon tried again.
CAMPAIGN = """
name: Killed
flow: {repeats: 1, wait: 1s, ring: 5s}
retries:
  busy: {times: 2, delay: 1s}
  no_answer: {times: 1, delay: 2s}
  unreachable: {times: 1, delay: 1s}
  unknown: {times: 1, delay: 1s}
  failed: {times: 1, delay: 1s}
sequence: [call, messages, {do: call, delay: 1s}]
await_answer: 3s
max_calls: 5
"""
CHANNELS = """
[voice]
kind = "recorder"
file = "{folder}/orders"
answers = ["busy", "no_answer", "qualified", "hung_up", "started", "unreachable!", "busy",
  "machine", "ignored", "opted_out", "failed!", "no_answer"]
seconds = 0.3
knows = true
[email]
kind = "recorder"
file = "{folder}/orders"
answers = ["sent", "failed", "sent"]
[sms]
kind = "recorder"
file = "{folder}/orders"
answers = ["sent", "sent", "failed"]
knows = true
[whatsapp]
kind = "recorder"
file = "{folder}/orders"
"""


@dataclass
class Process:
    """A server process with one role, which can be killed and started again."""

    folder: Path
    environment: dict[str, str]
    arguments: tuple[str, ...]
    number: int = 0
    url: str = ""
    process: ForkServerProcess = field(init=False)

    def start(self) -> None:
        """Starts it; returns once it says that it runs."""
        self.number += 1
        said = self.folder / f"said-{'-'.join(self.arguments).strip('-')}-{self.number}"
        command = ["--port", "0", "--data", str(self.folder), *self.arguments]
        command += ["--channels", str(self.folder / "channels.toml"), "--submit-limit", "0"]
        said.touch()
        self.process = forking.start(command, self.environment, said)
        deadline = time.monotonic() + PATIENCE
        while not (found := re.search(r"^working$|^listening (\S+)/$", said.read_text(), re.M)):
            assert time.monotonic() < deadline, said.read_text()
            assert self.process.is_alive(), said.read_text()
            time.sleep(0.02)
        self.url = found[1] or ""

    def kill(self) -> None:
        """Kills it as nothing can be caught."""
        self.process.kill()
        self.process.join()


class House:
    """A database, a clock and a file of orders that outlive every process."""

    def __init__(self, folder: Path, url: str) -> None:
        """Makes the database and the files.

        Args:
            folder: An empty one.
            url: The database's, "" for SQLite.
        """
        self.folder = folder
        self._clock = folder / "clock"
        clocks.move(self._clock, 0)
        (folder / "channels.toml").write_text(CHANNELS.format(folder=folder))
        self.environment = {"LUCEP_CLOCK_FILE": str(self._clock), "DATABASE_URL": url}
        with demo_database(folder, url) as db:
            db.run_now(_save_campaign)
        self._engine = sa.create_engine(
            databases.address(url or f"sqlite:///{folder / 'lucep.sqlite3'}")
        )

    def process(self, *arguments: str) -> Process:
        """Returns a process that has not been started."""
        return Process(self.folder, self.environment, arguments)

    @contextmanager
    def looking(self) -> Iterator[Session]:
        """Looks into the database, beside the processes."""
        with Session(self._engine) as session:
            yield session

    def left(self) -> int:
        """Counts the leads that have not ended."""
        query = sa.select(sa.func.count()).select_from(Qualification)
        with self.looking() as session:
            return session.scalar(query.where(Qualification.phase.not_in(ENDED))) or 0

    def until_all_ended(self, minutes: float) -> None:
        """Lets time go by, four minutes every four seconds, until every lead has ended."""
        deadline = time.monotonic() + 60 * minutes
        while left := self.left():
            assert time.monotonic() < deadline, f"{left} leads have not ended"
            time.sleep(4)
            clocks.move(self._clock, float(self._clock.read_text()) + 240)

    def orders(self) -> list[tuple[str, int, int]]:
        """Returns the channel, attempt and lead of each order that a channel was given."""
        lines = (self.folder / "orders").read_text().splitlines()
        parts = [line.split(" ") for line in lines]
        return [(channel, int(attempt), int(lead)) for channel, attempt, lead, _ in parts]

    def close(self) -> None:
        """Lets go of the database."""
        self._engine.dispose()


def check(house: House, leads: list[int]) -> None:
    """Asserts that every lead has ended, and that what was ordered is what was written down."""
    orders = house.orders()
    assert [order for order, times in Counter(orders).items() if times > 1] == []
    with house.looking() as session:
        rows = list(session.scalars(sa.select(Qualification)).unique())
        attempts = list(session.scalars(sa.select(Attempt)))
        events = list(session.scalars(sa.select(Event).where(Event.lead_id.is_not(None))))
    assert {row.lead_id for row in rows if row.phase in ENDED} == set(leads)
    tried = {
        (found.channel, found.id, found.lead_id): found
        for found in attempts
        if found.status != "skipped"
    }
    assert set(orders) <= set(tried)
    assert [found.id for found in attempts if found.status == "started"] == []
    for order in set(tried) - set(orders):
        lost = tried[order]
        assert (lost.outcome == "unknown") if lost.channel == "voice" else lost.detail, order
    _check_counts(rows, list(tried.values()))
    _check_events(events, leads, list(tried.values()))


def _check_counts(rows: list[Qualification], tried: list[Attempt]) -> None:
    calls = Counter(found.lead_id for found in tried if found.channel == "voice")
    rounds: dict[int, set[int]] = defaultdict(set)
    for found in tried:
        if found.channel != "voice":
            rounds[found.lead_id].add(found.turn)
    written = Counter((found.lead_id, found.channel) for found in tried)
    for row in rows:
        state = state_of(row)
        assert state.calls == calls[row.lead_id] <= MOST_CALLS
        assert state.message_rounds == len(rounds[row.lead_id]) <= 1
    assert {times for (_, channel), times in written.items() if channel != "voice"} <= {1}


def _check_events(events: list[Event], leads: list[int], tried: list[Attempt]) -> None:
    """No event is lost: a beginning and an end of each lead and each attempt."""
    kinds = Counter((event.kind, event.lead_id) for event in events)
    about = Counter(
        (event.kind, event.data["attempt"]) for event in events if "attempt" in event.data
    )
    for lead in leads:
        assert kinds["qualification_started", lead] == 1
        assert kinds["qualified", lead] + kinds["rejected", lead] >= 1
    for found in tried:
        assert about["attempt_started", found.id] == 1
        assert about["attempt_ended", found.id] >= 1


def _save_campaign(session: Session) -> None:
    account = accounts.account(session, "demo")
    found = files.load(CAMPAIGN)
    campaigns.put(session, account, SERVICE, found.name, found.config, origin="http://127.0.0.1:1")


def submit(url: str, count: int) -> list[int]:
    """Submits leads by the API, each with a number of its own; returns their ids."""
    leads = []
    with httpx.Client(timeout=PATIENCE) as client:
        for number in range(count):
            form = {
                "action": "lead_submit",
                "account_key": "demo",
                "name": "Ada Lovelace",
                "phone_number": f"+65 9123 {number:04}",
                "email": f"ada-{number}@prospect.example",
                "service_id": str(SERVICE),
                "customer_id": f"{number:040x}",
                "interaction_id": f"{number:040x}",
            }
            answer = client.post(f"{url}/api/", data=form)
            assert answer.status_code == 200, answer.text
            leads.append(int(answer.json()["validation_id"]))
    return leads
