"""What a turn does with what the turn before it left under way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from server import clock
from server.campaigns import queries as campaigns
from server.parts import Parts
from server.qualification import turns
from server.qualification.types import State
from tests.qualification import test_turns as story

parts = story.parts
CALL, MESSAGES = {"do": "call", "delay": 0}, {"do": "messages", "delay": 0}


@pytest.fixture(autouse=True)
def true_clock() -> Iterator[None]:
    yield
    clock.reset()


def campaign(session: Session, *sequence: dict[str, Any]) -> None:
    row = campaigns.stored(session, 1, 1)
    assert row
    row.config = {"sequence": list(sequence)}


def begun(parts: Parts, *sequence: dict[str, Any]) -> int:
    """Submits a lead and runs its first turn."""
    parts.db.run_now(campaign, *sequence)
    lead = parts.db.run_now(story.submit, "Ada")
    parts.turns.run(lead, 0)
    return lead


def state(parts: Parts, lead: int) -> State:
    return parts.db.run_now(story.state, lead)


def channels(parts: Parts) -> list[tuple[str, str]]:
    return [each[:2] for each in parts.db.run_now(story.attempts)]


@pytest.mark.parametrize(
    ("step", "tried"),
    [
        (CALL, [("voice", "started")]),
        (MESSAGES, [("email", "sent"), ("sms", "sent"), ("whatsapp", "sent")]),
    ],
)
def test_a_watchdog_that_comes_early_repeats_nothing(
    parts: Parts, monkeypatch: pytest.MonkeyPatch, step: dict[str, Any], tried: Any
) -> None:
    monkeypatch.setattr(turns, "_finish", lambda *_: None)
    lead = begun(parts, step)
    before = state(parts, lead)
    parts.turns.run(lead, 1)
    after = state(parts, lead)
    assert (after.phase, after.due, after.turn) == (before.phase, before.due, 2)
    assert channels(parts) == tried


def test_messages_that_went_out_before_a_long_stop_are_waited_for(
    parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as killed:
        killed.setattr(turns, "_finish", lambda *_: None)
        lead = begun(parts, MESSAGES)
    # Both turns run once the server is back: the watchdog, and the one that it watches.
    clock.move(timedelta(minutes=11))
    parts.turns.run(lead, 1)
    parts.turns.run(lead, 0)
    assert state(parts, lead).phase == "awaiting"
    assert channels(parts) == [("email", "sent"), ("sms", "sent"), ("whatsapp", "sent")]


def test_messages_of_which_nothing_is_known_are_given_up(
    parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts.turns, "_give", lambda _: False)
    monkeypatch.setattr(turns, "_finish", lambda *_: None)
    lead = begun(parts, MESSAGES)
    clock.move(timedelta(minutes=11))
    parts.turns.run(lead, 1)
    assert state(parts, lead).reason == "exhausted"
    assert {status for _, status in channels(parts)} == {"failed"}
