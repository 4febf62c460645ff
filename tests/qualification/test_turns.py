"""What a turn does where its order cannot be made."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from server import clock
from server.accounts import queries as accounts
from server.campaigns.models import Campaign
from server.console import history
from server.events.models import Event
from server.parts import Parts
from server.qualification import actions, rows, submissions
from server.qualification.models import Attempt, Qualification
from server.qualification.schemas import NewProspect
from server.qualification.submissions import Submitted
from server.qualification.types import ENDED, CallEnded, State
from server.settings import Settings
from tests.stores import fill

# It passes no check of now: as it would lie in a database for years.
TEXT = {"eng": "Hello{% if name == 'Bob' %}{{ name < 5 }}{% endif %}"}
STORED = {
    "flow": {"prompts": TEXT},
    "messages": {
        "email": {"subject": {"eng": "Hello"}, "text": TEXT},
        "sms": {"text": TEXT},
        "whatsapp": {"text": TEXT},
    },
    "retries": {"failed": {"times": 1, "delay": 0}},
    "sequence": [{"do": "call", "delay": 0}, {"do": "messages", "delay": 0}],
}


@pytest.fixture
def parts(tmp_path: Path) -> Iterator[Parts]:
    fill(tmp_path)
    made = Parts(Settings(data=tmp_path, demo=True))
    made.db.run_now(store)
    yield made
    made.close()


def store(session: Session) -> None:
    account = accounts.account(session, "demo")
    session.add(
        Campaign(
            account_id=account.id,
            service_id=1,
            name="Old",
            config=STORED,
            enabled=True,
            updated_at=clock.now(),
        )
    )


def submit(session: Session, name: str, number: str = "+6591234567") -> int:
    account = accounts.account(session, "demo")
    new = NewProspect("ab", "", number, 1, "Sales", name=name, email="a@b.example")
    (found,) = submissions.submit(session, account, [new])
    assert isinstance(found, Submitted)
    return found.lead_id


def state(session: Session, lead: int) -> State:
    return rows.state_of(session.get_one(Qualification, lead))


def attempts(session: Session) -> list[tuple[str, str, str, str]]:
    found = session.scalars(sa.select(Attempt).order_by(Attempt.id))
    return [(each.channel, each.status, each.outcome, each.detail) for each in found]


def until_the_end(parts: Parts, lead: int) -> State:
    for _ in range(9):
        now = parts.db.run_now(state, lead)
        if now.phase in ENDED:
            break
        parts.turns.run(lead, now.turn)
    return now


def test_a_text_that_cannot_be_written_is_a_failed_attempt(parts: Parts) -> None:
    now = until_the_end(parts, parts.db.run_now(submit, "Bob"))
    assert (now.phase, now.reason) == ("rejected", "exhausted")
    tried = parts.db.run_now(attempts)
    assert [each[:3] for each in tried] == [
        ("voice", "ended", "failed"),
        ("voice", "ended", "failed"),
        ("email", "failed", ""),
        ("sms", "failed", ""),
        ("whatsapp", "failed", ""),
    ]
    for *_, detail in tried:
        assert detail.startswith("a text cannot be written for this prospect: ")


def test_the_history_tells_why_a_message_does_not_go_out(parts: Parts) -> None:
    landline = "+6561234567"
    until_the_end(parts, parts.db.run_now(submit, "Bob", landline))
    happened = parts.db.run_now(lambda session: session.scalars(sa.select(Event)).all())
    told = [(step.title, step.detail) for step in history.steps(happened)]
    assert ("SMS", "Not sent: fixed line") in told
    assert ("WhatsApp", "Not sent: fixed line") in told


def test_a_calls_end_is_not_lost_while_the_database_is_away(
    parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    lead = parts.db.run_now(submit, "Ada")
    parts.turns.run(lead, 0)
    attempt = parts.db.run_now(lambda session: session.scalars(sa.select(Attempt.id)).one())
    call, fails = parts.db.call, [True, True, False]

    def sometimes(function: Any, *arguments: Any) -> Any:
        # The simulator looks at its calls meanwhile.
        if function is actions.call_ended and fails.pop(0):
            raise sa.exc.OperationalError("", None, Exception("the database restarts"))
        return call(function, *arguments)

    monkeypatch.setattr(parts.db, "call", sometimes)
    monkeypatch.setattr("server.parts._PAUSES", (0, 0))
    parts._report(attempt, CallEnded("opted_out", "2"))
    assert fails == []
    assert parts.db.run_now(state, lead).reason == "opted_out"


def test_everybody_else_is_called(parts: Parts) -> None:
    lead = parts.db.run_now(submit, "Ada")
    parts.turns.run(lead, 0)
    assert parts.db.run_now(state, lead).phase == "calling"
