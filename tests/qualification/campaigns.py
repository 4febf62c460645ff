"""Campaigns and prospects for tests: the product's own, with what a test changes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from server.campaigns import config, queries, schema
from server.campaigns.types import Campaign
from server.qualification import machine
from server.qualification.types import Event, Prospect, State

# A Monday, 10:00 in Singapore.
MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
ADA = Prospect("+6591234567", ("Asia/Singapore",), "SG")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")
SINGAPORE = {
    "time_zone": "Asia/Singapore",
    "weekly": {day: [["09:00", "18:00"]] for day in WEEKDAYS},
}


def campaign(**changes: Any) -> Campaign:
    """The product's campaign in Singapore's hours, with other settings."""
    given = schema.read({"hours": SINGAPORE, **changes})
    return config.campaign(config.merged(queries.product(), given), "Test")


def walk(
    state: State, found: Campaign, prospect: Prospect, *events: tuple[timedelta, Event]
) -> list[State]:
    """Advances a state by events, each so long after the one before."""
    states, now = [state], MONDAY
    for after, event in events:
        now += after
        states.append(machine.advance(states[-1], event, found, prospect, now))
    return states
