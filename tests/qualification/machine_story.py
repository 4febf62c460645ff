"""A qualification for tests of the state machine, told event by event."""

from __future__ import annotations

from datetime import datetime, timedelta

from server.campaigns.types import Campaign
from server.qualification import machine
from server.qualification.types import CallEnded, CallOutcome, Due, Event, Prospect, State
from tests.qualification.campaigns import ADA, MONDAY, campaign

DUE = Due()
SATURDAY = MONDAY + timedelta(days=5)


class Story:
    """One qualification, told event by event."""

    def __init__(
        self, found: Campaign | None = None, prospect: Prospect = ADA, now: datetime = MONDAY
    ) -> None:
        self.campaign = found or campaign()
        self.prospect = prospect
        self.now = now
        self.state = machine.begin(self.campaign, prospect, now)

    def tell(self, event: Event, after: timedelta = timedelta(), current: bool = True) -> State:
        """Lets an event happen, so long after the last."""
        self.now += after
        self.state = machine.advance(
            self.state, event, self.campaign, self.prospect, self.now, current=current
        )
        return self.state

    def due(self) -> State:
        """Lets the moment come that it waits for."""
        assert self.state.due
        self.now = max(self.now, self.state.due)
        return self.tell(DUE)

    def call(self, outcome: CallOutcome) -> State:
        """Places the call that is waited for and ends it a minute later."""
        assert self.due().phase == "calling"
        return self.tell(CallEnded(outcome), timedelta(minutes=1))
