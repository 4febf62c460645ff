"""What a lead's page tells of its qualification: each attempt once, with what came of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from server.console import history
from server.events.models import Event

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def told(*events: tuple[str, dict[str, Any]]) -> list[history.Step]:
    """The steps of events that happened a minute after one another."""
    rows = [
        Event(kind=kind, data=data, at=NOON + timedelta(minutes=minute))
        for minute, (kind, data) in enumerate(events)
    ]
    return history.steps(rows)


def begun(channel: str = "voice", address: str = "+6591234567") -> tuple[str, dict[str, Any]]:
    return "attempt_started", {"attempt": 1, "channel": channel, "address": address}


def ended(channel: str, status: str, outcome: str = "", detail: str = "") -> Any:
    data = {"attempt": 1, "channel": channel, "status": status, "outcome": outcome}
    return "attempt_ended", {**data, "detail": detail}


def test_it_works() -> None:
    steps = told(
        ("qualification_started", {"status": "qualifying", "campaign": "Test drives"}),
        begun(),
        ended("voice", "ended", "qualified"),
        ("qualified", {"status": "new", "reason": "pressed_key"}),
        ("lead_raised", {"status": "new"}),
    )
    assert [(step.title, step.to, step.detail, step.tone) for step in steps] == [
        ("Qualified", "", "By a key in the call", "good"),
        ("Call", "+65 9123 4567", "Pressed the key for yes", "good"),
        ("Sent in to be qualified", "", "Test drives", ""),
    ]
    assert steps[1].at == NOON + timedelta(minutes=1)  # when it began


@pytest.mark.parametrize(
    ("end", "detail", "tone"),
    [
        (ended("voice", "ended", "no_answer"), "No answer", ""),
        (ended("voice", "ended", "opted_out"), "Pressed the key for never again", "bad"),
        (ended("voice", "ended", "declined"), "Pressed the key for no", "bad"),
        (ended("email", "sent"), "Sent", ""),
        (ended("sms", "sent", "delivered"), "Delivered", ""),
        (ended("sms", "failed", "", "no such number"), "Failed: no such number", "bad"),
        (ended("sms", "skipped", "", "opted_out"), "Not sent: opted out", ""),
    ],
)
def test_each_way_that_an_attempt_ends(end: Any, detail: str, tone: str) -> None:
    (step,) = told(begun(end[1]["channel"]), end)
    assert (step.detail, step.tone, step.channel) == (detail, tone, end[1]["channel"])


def test_one_that_has_not_ended_and_one_that_never_began() -> None:
    assert [step.detail for step in told(begun())] == ["Under way"]
    assert [step.detail for step in told(ended("sms", "skipped", "", "no_email"))] == [
        "Not sent: no email"
    ]


def test_a_message_that_is_delivered_is_one_step() -> None:
    _, data = ended("sms", "sent", "delivered")
    steps = told(begun("sms"), ended("sms", "sent"), ("attempt_updated", data))
    assert [step.detail for step in steps] == ["Delivered"]


def test_a_visitor_of_a_site_and_the_time_that_was_chosen() -> None:
    assert [step.title for step in told(("lead_raised", {"status": "new"}))] == [
        "Asked for a callback"
    ]
    chosen = {"status": "new", "reason": "answered_link", "slot": NOON.isoformat()}
    (step,) = told(("qualified", chosen))
    assert step.slot == NOON


def test_answers_and_words_of_a_prospect() -> None:
    chosen = {"choice": "yes", "slot": None}
    steps = told(
        ("replied", {"channel": "sms", "text": "Who are you?"}),
        ("qualification_answered", {**chosen, "by": "reply"}),
        ("qualification_answered", {**chosen, "by": "link"}),
    )
    assert [(step.title + step.tail, step.detail) for step in steps] == [
        ("Answered by link", "Yes, call me"),
        ("Answered by a reply", "Yes, call me"),
        ("Wrote back by SMS", "Who are you?"),
    ]


def test_every_reason_to_end_has_words() -> None:
    reasons = ("opted_out", "declined", "exhausted", "no_channel", "emergency_number")
    for reason in reasons:
        (step,) = told(("rejected", {"status": "rejected", "reason": reason}))
        assert step.detail != reason
        assert step.tone == "bad"
