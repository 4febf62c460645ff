"""A message that nobody could take for the moment goes out again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from server.qualification import machine
from server.qualification.types import MessagesSent, OptedOut
from tests.qualification.campaigns import ADA, MONDAY
from tests.qualification.machine_story import SATURDAY, Story

FAILED = MessagesSent((), {"email": "451"}, again=("email",))
LATER = MessagesSent(("sms",), {"email": "451", "whatsapp": "no"}, again=("email",))


def test_a_message_that_nobody_could_take_for_the_moment_goes_out_again() -> None:
    story = Story()
    story.call("hung_up")
    story.due()
    state = story.tell(LATER)
    assert (state.phase, state.due) == ("waiting_messages", story.now + timedelta(minutes=5))
    assert story.due().phase == "messaging"
    assert machine.round_channels(story.state, story.campaign, ADA) == ("email",)
    state = story.tell(MessagesSent(("email",)))
    assert (state.phase, state.again, state.resent) == ("awaiting", (), 0)


@pytest.mark.parametrize(("first", "phase"), [(LATER, "awaiting"), (FAILED, "rejected")])
def test_a_message_is_tried_four_times(first: MessagesSent, phase: str) -> None:
    story = Story()
    story.call("hung_up")
    story.due()
    story.tell(first)
    for minutes in (15, 45):
        story.due()
        state = story.tell(FAILED)
        assert state.due == story.now + timedelta(minutes=minutes)
    story.due()
    assert story.tell(FAILED).phase == phase


def test_no_call_waits_for_a_message_to_go_out_again() -> None:
    story = Story(now=SATURDAY + timedelta(days=1, hours=22, minutes=45))  # Monday, 8:45
    story.due()
    assert story.tell(FAILED).due == story.now + timedelta(minutes=5)
    story.due()
    state = story.tell(FAILED)  # 15 minutes more would be 9:05
    assert (state.phase, state.due) == ("waiting_call", MONDAY + timedelta(days=7, hours=-1))


def test_who_opts_out_before_a_message_goes_out_again_gets_none() -> None:
    story = Story()
    story.call("hung_up")
    story.due()
    story.tell(LATER)
    story.prospect = replace(ADA, unreachable={"email": "opted_out"})
    assert story.tell(OptedOut("email")).phase == "awaiting"
