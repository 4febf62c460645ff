"""The state machine, story by story (reference/lucep-api-docs.txt, workflow section)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, get_args

import pytest

from server.campaigns.types import RETRIED
from server.qualification import machine
from server.qualification.types import (
    CALL_OUTCOMES,
    Answered,
    CallEnded,
    CallOutcome,
    Event,
    MessagesSent,
    OptedOut,
    Prospect,
)
from tests.qualification.campaigns import ADA, MONDAY, campaign
from tests.qualification.machine_story import DUE, SATURDAY, Story

NOON = timedelta(hours=2)
SENT = MessagesSent(("email", "sms", "whatsapp"))


def test_in_hours_it_begins_with_a_call_at_once() -> None:
    state = Story().state
    assert (state.phase, state.due, state.turn, state.step) == ("waiting_call", MONDAY, 0, 0)
    assert state.rounds_without_calls == 0


def test_qualified_by_a_key() -> None:
    state = Story().call("qualified")
    assert (state.phase, state.reason, state.due, state.calls) == (
        "qualified",
        "pressed_key",
        None,
        1,
    )


def test_opted_out_by_a_key() -> None:
    state = Story().call("opted_out")
    assert (state.phase, state.reason) == ("rejected", "opted_out")


def test_never_reached_is_redialled_then_written_to_then_rejected() -> None:
    story = Story(campaign(retries={"no_answer": {"times": 2, "delay": "30m"}}))
    for retry in (1, 2):
        state = story.call("no_answer")
        assert state.phase == "waiting_call"
        assert state.due == story.now + timedelta(minutes=30)
        assert state.retries == {"no_answer": retry}
    state = story.call("no_answer")
    assert (state.phase, state.due, state.calls) == ("waiting_messages", story.now, 3)
    assert story.due().phase == "messaging"
    state = story.tell(SENT)
    assert (state.phase, state.due) == ("awaiting", story.now + timedelta(days=2))
    state = story.due()
    assert (state.phase, state.reason, state.message_rounds) == ("rejected", "exhausted", 1)


@pytest.mark.parametrize("outcome", ["hung_up", "ignored"])
def test_messages_follow_at_once_when_they_hang_up_or_ignore(outcome: CallOutcome) -> None:
    story = Story(campaign(sequence=["call", {"do": "call", "delay": "1d"}, "messages"]))
    state = story.call(outcome)
    assert (state.phase, state.due, state.step) == ("waiting_messages", story.now, 2)


def test_an_outcome_without_messages_after_it_goes_to_the_next_step() -> None:
    story = Story(
        campaign(
            sequence=["call", {"do": "call", "delay": "1d"}, "messages"],
            retries={"busy": {"times": 0, "delay": 0}},
        )
    )
    state = story.call("busy")
    assert (state.phase, state.step) == ("waiting_call", 1)
    assert state.due == story.now + timedelta(days=1)


@pytest.mark.parametrize("outcome", RETRIED)
def test_each_outcome_has_its_own_rule(outcome: Any) -> None:
    story = Story(campaign(retries={outcome: {"times": 1, "delay": "7m"}}))
    state = story.call(outcome)
    assert (state.phase, state.due) == ("waiting_call", story.now + timedelta(minutes=7))
    assert story.call(outcome).phase != "waiting_call"


def test_a_machine_counts_as_no_answer() -> None:
    assert Story().call("machine").retries == {"no_answer": 1}


@pytest.mark.parametrize("named", ["no_answer", "machine"])
def test_messages_follow_a_machine_as_they_follow_no_answer(named: str) -> None:
    found = campaign(sequence=["call", "call", "messages"], messages_after=[named])
    story = Story(replace(found, retries={}))
    assert story.call("machine").phase == "waiting_messages"


def test_no_more_calls_than_allowed() -> None:
    story = Story(campaign(max_calls=2))
    assert story.call("no_answer").phase == "waiting_call"
    assert story.call("no_answer").phase == "waiting_messages"


def test_out_of_hours_messages_go_first_then_the_call_in_the_next_slot() -> None:
    story = Story(now=SATURDAY)
    assert (story.state.phase, story.state.due) == ("waiting_messages", SATURDAY)
    assert (story.state.rounds_without_calls, story.state.step) == (1, 0)
    assert story.due().phase == "messaging"
    state = story.tell(SENT, timedelta(seconds=2))
    assert (state.phase, state.step) == ("waiting_call", 0)
    assert state.due == datetime(2026, 11, 30, 1, 0, tzinfo=UTC)  # Monday, nine in Singapore
    assert story.call("no_answer").phase == "waiting_call"


def test_out_of_hours_without_messages_the_call_waits() -> None:
    without = dict.fromkeys(("email", "sms", "whatsapp"), "opted_out")
    state = Story(prospect=replace(ADA, unreachable=without), now=SATURDAY).state
    assert (state.phase, state.rounds_without_calls) == ("waiting_call", 0)
    assert state.out_of_hours
    assert state.due == datetime(2026, 11, 30, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "zone", "more", "out", "rounds"),
    [
        (MONDAY, "Asia/Singapore", {}, False, 0),
        (SATURDAY, "Asia/Singapore", {}, True, 1),
        # Nobody works: so it is, whether a message can stand in for the call or not.
        (SATURDAY, "Asia/Singapore", {"sequence": [{"do": "call", "delay": "1h"}]}, True, 0),
        (SATURDAY, "Asia/Singapore", {"sequence": ["messages"]}, True, 0),
        # We work, and where they are it is night.
        (MONDAY, "Europe/London", {}, False, 1),
    ],
)
def test_the_hours_that_the_api_tells_of_are_those_of_work(
    now: datetime, zone: str, more: dict[str, Any], out: bool, rounds: int
) -> None:
    state = Story(campaign(**more), replace(ADA, zones=(zone,)), now).state
    assert (state.out_of_hours, state.rounds_without_calls) == (out, rounds)


def test_a_redial_that_falls_out_of_hours_waits_for_them() -> None:
    story = Story(now=MONDAY + timedelta(hours=7, minutes=50))  # 17:50 in Singapore
    state = story.call("no_answer")
    assert state.due == datetime(2026, 11, 24, 1, 0, tzinfo=UTC)


def test_a_turn_that_runs_too_late_does_not_dial_out_of_hours() -> None:
    story = Story()
    state = story.tell(DUE, timedelta(hours=12))
    assert (state.phase, state.calls, state.turn) == ("waiting_call", 0, 1)
    assert state.due == datetime(2026, 11, 24, 1, 0, tzinfo=UTC)


def test_a_turn_that_runs_too_early_is_put_off() -> None:
    story = Story()
    story.call("no_answer")
    due, turn = story.state.due, story.state.turn
    state = story.tell(DUE, timedelta(minutes=1))
    assert (state.phase, state.due, state.turn) == ("waiting_call", due, turn + 1)


@pytest.mark.parametrize(("text", "spoken"), [("words and " * 150, 90), ("您好海港汽车" * 50, 102)])
def test_a_long_prompt_is_waited_for(text: str, spoken: int) -> None:
    # So many seconds as espeak-ng takes for it.
    flow = {"prompts": text, "repeats": 5, "wait": 5, "ring": 30}
    found = machine.call_patience(campaign(flow=flow))
    assert found >= timedelta(seconds=30 + 5 * (spoken + 5))


def test_the_watchdog_counts_a_silent_call_as_unknown() -> None:
    story = Story()
    story.due()
    state = story.due()
    assert (state.phase, state.retries) == ("waiting_call", {"unknown": 1})


@pytest.mark.parametrize("outcome", CALL_OUTCOMES)
def test_a_call_that_ends_after_its_watchdog(outcome: CallOutcome) -> None:
    story = Story()
    story.due()
    before = story.due()
    state = story.tell(CallEnded(outcome), current=False)
    ended = {"qualified": "qualified", "declined": "rejected", "opted_out": "rejected"}.get(outcome)
    assert state.phase == (ended or before.phase)
    assert (state is before) == (ended is None)


def test_an_earlier_calls_end_does_not_end_the_call_under_way() -> None:
    story = Story()
    story.due()
    story.due()  # the watchdog
    calling = story.due()
    assert calling.phase == "calling"
    assert story.tell(CallEnded("hung_up"), current=False) is calling
    assert story.tell(CallEnded("qualified"), current=False).phase == "qualified"


def test_qualified_by_the_link_in_the_mail() -> None:
    story = Story()
    story.call("hung_up")
    story.due()
    story.tell(SENT)
    state = story.tell(Answered("yes"), timedelta(hours=5))
    assert (state.phase, state.reason, state.slot) == ("qualified", "answered_link", None)


def test_a_chosen_slot_in_hours_is_kept() -> None:
    slot = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
    assert Story().tell(Answered("yes", slot)).slot == slot


def test_a_chosen_slot_out_of_hours_is_the_next() -> None:
    slot = datetime(2026, 11, 28, 6, 0, tzinfo=UTC)
    expected = datetime(2026, 11, 30, 1, 0, tzinfo=UTC)
    assert Story().tell(Answered("yes", slot)).slot == expected


def test_a_chosen_slot_that_is_over_is_now() -> None:
    assert Story().tell(Answered("yes", MONDAY - timedelta(days=3))).slot == MONDAY


@pytest.mark.parametrize("event", [Answered("no"), CallEnded("declined")])
def test_no_thanks_rejects(event: Event) -> None:
    state = Story().tell(event)
    assert (state.phase, state.reason) == ("rejected", "declined")


PHASES: list[tuple[str, list[tuple[Event, timedelta]]]] = [
    ("waiting_call", []),
    ("calling", [(DUE, timedelta())]),
    ("waiting_messages", [(DUE, timedelta()), (CallEnded("hung_up"), timedelta())]),
    ("messaging", [(DUE, timedelta()), (CallEnded("hung_up"), timedelta()), (DUE, timedelta())]),
    (
        "awaiting",
        [
            (DUE, timedelta()),
            (CallEnded("hung_up"), timedelta()),
            (DUE, timedelta()),
            (SENT, timedelta()),
        ],
    ),
]


def in_phase(phase: str, events: list[tuple[Event, timedelta]]) -> Story:
    story = Story()
    for each, after in events:
        story.tell(each, after)
    assert story.state.phase == phase
    return story


@pytest.mark.parametrize(("phase", "events"), PHASES)
@pytest.mark.parametrize("event", [OptedOut(), Answered("never")])
def test_an_opt_out_ends_every_phase(
    phase: str, events: list[tuple[Event, timedelta]], event: Event
) -> None:
    story = in_phase(phase, events)
    state = story.tell(event)
    assert (state.phase, state.reason, state.due) == ("rejected", "opted_out", None)
    for late in (CallEnded("qualified"), Answered("yes"), SENT, DUE, Answered("no")):
        assert story.tell(late) is state


@pytest.mark.parametrize(("phase", "events"), PHASES)
@pytest.mark.parametrize("event", [CallEnded("qualified"), Answered("yes")])
def test_who_was_listed_meanwhile_is_not_qualified(
    phase: str, events: list[tuple[Event, timedelta]], event: Event
) -> None:
    story = in_phase(phase, events)
    closed = dict.fromkeys(("voice", "sms", "whatsapp"), "opted_out")
    story.prospect = replace(ADA, unreachable=closed)
    state = story.tell(event)
    assert (state.phase, state.reason, state.due) == ("rejected", "opted_out", None)


def test_an_opt_out_after_qualified_changes_nothing() -> None:
    story = Story()
    qualified = story.call("qualified")
    for event in (OptedOut(), Answered("never"), Answered("no"), CallEnded("hung_up"), DUE):
        assert story.tell(event) is qualified


def test_who_was_given_up_may_still_say_yes() -> None:
    story = Story(campaign(sequence=["call"], retries={"no_answer": {"times": 0, "delay": 0}}))
    rejected = story.call("no_answer")
    assert (rejected.phase, rejected.reason) == ("rejected", "exhausted")
    state = story.tell(Answered("yes"))
    assert (state.phase, state.turn) == ("qualified", rejected.turn + 1)


def test_who_was_given_up_and_opted_out_may_not() -> None:
    story = Story(campaign(sequence=["call"], retries={"no_answer": {"times": 0, "delay": 0}}))
    story.call("no_answer")
    assert story.tell(OptedOut()).reason == "opted_out"
    assert story.tell(Answered("yes")).phase == "rejected"


def test_an_opt_out_of_calls_ends_it() -> None:
    story = Story()
    state = story.tell(OptedOut("voice"))
    assert (state.phase, state.reason) == ("rejected", "opted_out")


def test_an_opt_out_of_messages_goes_on_with_calls() -> None:
    story = Story(now=SATURDAY)
    for channel in ("email", "sms"):
        closed = {**story.prospect.unreachable, channel: "opted_out"}
        story.prospect = replace(story.prospect, unreachable=closed)
    assert story.tell(OptedOut("whatsapp")).phase == "waiting_call"


def test_emergency_numbers_are_rejected() -> None:
    assert Story(prospect=replace(ADA, emergency=True)).state.reason == "emergency_number"


def test_a_number_that_became_an_emergency_number_is_not_dialled() -> None:
    story = Story()
    story.prospect = replace(ADA, emergency=True)
    assert story.due().reason == "emergency_number"


def test_nothing_reachable_is_rejected() -> None:
    nothing = dict.fromkeys(("voice", "sms", "whatsapp"), "no_number") | {"email": "no_address"}
    state = Story(prospect=Prospect("", unreachable=nothing)).state
    assert (state.phase, state.reason) == ("rejected", "no_channel")


def test_everything_opted_out_is_rejected() -> None:
    closed = dict.fromkeys(("voice", "email", "sms", "whatsapp"), "opted_out")
    state = Story(prospect=replace(ADA, unreachable=closed)).state
    assert (state.phase, state.reason) == ("rejected", "opted_out")


def test_messages_that_all_failed_are_not_waited_for() -> None:
    story = Story()
    story.call("hung_up")
    story.due()
    state = story.tell(MessagesSent((), {"email": "refused"}))
    assert (state.phase, state.reason) == ("rejected", "exhausted")


def test_messages_of_nobody_knows_what_became_are_not_waited_for() -> None:
    story = Story()
    story.call("hung_up")
    story.due()
    assert story.due().phase == "rejected"


def test_a_campaign_that_lost_steps_meanwhile() -> None:
    story = Story(campaign(sequence=["call", "call", "messages"]))
    story.call("hung_up")
    story.campaign = campaign(sequence=["call"])
    story.due()
    assert story.tell(SENT).phase == "awaiting"
    assert story.due().phase == "rejected"


def test_a_campaign_that_calls_no_more_calls_nobody_who_waits() -> None:
    story = Story(campaign(sequence=[{"do": "call", "delay": "1h"}]))
    story.campaign = campaign(sequence=["messages"])
    assert story.due().phase == "waiting_messages"
    assert (story.due().phase, story.state.calls) == ("messaging", 0)


def test_channels_of_a_round() -> None:
    found = campaign(messages={"sms": {"enabled": False}})
    prospect = replace(ADA, unreachable={"email": "no_address"})
    assert machine.message_channels(found, prospect) == ("whatsapp",)


def test_retry_rules_name_every_undecided_outcome() -> None:
    decided = {"qualified", "declined", "opted_out", "machine"}
    assert set(RETRIED) | decided == set(get_args(CallOutcome))
