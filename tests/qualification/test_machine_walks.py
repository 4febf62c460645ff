"""Random walks through the state machine: what holds whatever happens, in whatever order."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from server.campaigns.types import RETRIED, Campaign
from server.qualification import machine
from server.qualification.types import (
    CALL_OUTCOMES,
    CHANNELS,
    ENDED,
    MESSAGE_CHANNELS,
    Answered,
    CallEnded,
    ChannelName,
    Due,
    Event,
    MessagesSent,
    OptedOut,
    Prospect,
    State,
)
from tests.qualification.campaigns import campaign

T = TypeVar("T")
ZONES = ["Asia/Singapore", "Europe/London", "America/New_York", "Australia/Lord_Howe"]
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SPANS = [[["09:00", "18:00"]], [["00:00", "24:00"]], [["01:30", "02:30"], ["22:00", "24:00"]], []]
# Around the changes of clocks of New York, London and Lord Howe, and a year's end.
STARTS = [
    datetime(2026, 3, 8, 5, tzinfo=UTC),
    datetime(2026, 10, 24, 20, tzinfo=UTC),
    datetime(2026, 10, 3, 12, tzinfo=UTC),
    datetime(2026, 12, 31, 9, tzinfo=UTC),
]


def mostly(usual: T, rare: T) -> st.SearchStrategy[T]:
    """One value nine times out of ten."""
    return st.sampled_from([usual] * 9 + [rare])


delays = st.sampled_from([0, 60, 1800, 86400])


@st.composite
def campaigns(draw: st.DrawFn) -> Campaign:
    weekly = {day: draw(st.sampled_from(SPANS)) for day in DAYS}
    weekly["wed"] = weekly["wed"] or SPANS[0]
    rules = st.fixed_dictionaries({"times": st.integers(0, 3), "delay": delays})
    steps = st.fixed_dictionaries(
        {"do": st.sampled_from(["call", "call", "messages"]), "delay": delays}
    )
    changes: dict[str, Any] = {
        "hours": {
            "time_zone": draw(st.sampled_from(ZONES)),
            "weekly": weekly,
            "holidays_of": draw(st.sampled_from([[], ["SG"], ["US", "GB"]])),
        },
        "retries": draw(st.dictionaries(st.sampled_from(RETRIED), rules, min_size=1)),
        "sequence": draw(st.lists(steps, min_size=2, max_size=5)),
        "max_calls": draw(st.sampled_from([5, 4, 3, 2, 1, 0])),
        "messages": {
            name: {"enabled": draw(mostly(True, False))} for name in ("email", "sms", "whatsapp")
        },
    }
    return campaign(**changes)


closed = st.dictionaries(st.sampled_from(CHANNELS), st.just("opted_out"), min_size=1)
prospects = st.builds(
    Prospect,
    mostly("+6591234567", ""),
    st.lists(st.sampled_from(ZONES), max_size=2, unique=True).map(tuple),
    st.just(""),
    mostly(False, True),
    st.integers(0, 4).flatmap(lambda often: closed if often == 4 else st.just({})),
)
moments = st.one_of(st.none(), st.sampled_from(STARTS).map(lambda m: m + timedelta(days=3)))
usual: st.SearchStrategy[Event] = st.one_of(
    st.just(Due()),
    st.builds(CallEnded, st.sampled_from(RETRIED)),
    st.builds(
        MessagesSent,
        st.lists(st.sampled_from(MESSAGE_CHANNELS), unique=True).map(tuple),
        again=st.sampled_from([(), (), ("email",), ("sms", "whatsapp")]),
    ),
)
decisive: st.SearchStrategy[Event] = st.one_of(
    st.builds(CallEnded, st.sampled_from(CALL_OUTCOMES)),
    st.builds(Answered, st.sampled_from(["yes", "no", "never"]), moments),
    st.builds(OptedOut, st.one_of(st.none(), st.sampled_from(CHANNELS))),
)
events = st.integers(0, 9).flatmap(lambda rare: decisive if rare == 9 else usual)
# None: just when the state is due; else so long after the last event.
waits = st.sampled_from([None, None, None, 0, 60, 1800, 40_000, 500_000])
walks = st.lists(st.tuples(events, waits), min_size=4, max_size=40)


def allowed(found: Campaign, prospect: Prospect, now: datetime) -> bool:
    """Whether a call may be placed, by wall clocks alone, not by the code under test."""
    local = now.astimezone(ZoneInfo(found.hours.time_zone))
    clock = local.strftime("%H:%M")
    spans = found.hours.weekly.get(DAYS[local.weekday()], ())
    at_work = any(begin <= clock < end for begin, end in spans)
    zones = prospect.zones if len(prospect.zones) == 1 else ()
    lawful = all(
        "08:00" <= now.astimezone(ZoneInfo(zone)).strftime("%H:%M") < "21:00" for zone in zones
    )
    return at_work and lawful


def check_step(
    old: State, event: Event, new: State, found: Campaign, prospect: Prospect, now: datetime
) -> None:
    """What must hold of every single step."""
    if new.phase == "calling" and new.calls != old.calls:
        assert old.phase == "waiting_call"
        assert isinstance(event, Due)
        assert new.calls == old.calls + 1 <= found.max_calls
        assert allowed(found, prospect, now)
        assert prospect.phone
        assert not prospect.emergency
        assert "voice" not in prospect.unreachable
    if new.phase == "messaging" and old.phase != "messaging":
        assert machine.round_channels(new, found, prospect)
        assert new.message_rounds == old.message_rounds + 1
    assert (new.due is None) == (new.phase in ENDED) == bool(new.reason)
    assert new.turn == old.turn + (new is not old)
    if new is old:
        assert too_late(old, event)
    if event in (OptedOut(), Answered("never"), CallEnded("opted_out")):
        assert new.phase == ("qualified" if old.phase == "qualified" else "rejected")
        assert old.phase == "qualified" or new.reason in ("opted_out", "emergency_number")
    if event in (Answered("no"), CallEnded("declined")) and old.phase not in ENDED:
        assert (new.phase, new.reason) == ("rejected", "declined")
    if new.phase != "qualified":
        listed = close(prospect, OptedOut())
        for yes in (CallEnded("qualified"), Answered("yes")):
            assert machine.advance(new, yes, found, listed, now).phase == "rejected"
    if old.phase == "qualified" or old.reason == "opted_out":
        assert new is old


def too_late(old: State, event: Event) -> bool:
    """Whether an event may leave the state alone."""
    if old.phase in ENDED:
        return True
    match event:
        case CallEnded(outcome=outcome):
            return old.phase != "calling" and outcome not in ("qualified", "declined", "opted_out")
        case MessagesSent():
            return old.phase != "messaging"
        case OptedOut(channel=channel):
            return channel is not None
    return False


def close(prospect: Prospect, event: Event) -> Prospect:
    """The prospect as the do-not-contact list has them after an event."""
    channels: tuple[ChannelName, ...] = ()
    if isinstance(event, OptedOut):
        channels = CHANNELS if event.channel is None else (event.channel,)
    elif event == CallEnded("opted_out") or event == Answered("never"):
        channels = CHANNELS
    shut = dict.fromkeys(map(str, channels), "opted_out")
    return replace(prospect, unreachable={**prospect.unreachable, **shut})


@settings(max_examples=150, deadline=None)
@given(campaigns(), prospects, st.sampled_from(STARTS), walks)
def test_walks(
    found: Campaign,
    prospect: Prospect,
    now: datetime,
    happenings: list[tuple[Event, int | None]],
) -> None:
    state = machine.begin(found, prospect, now)
    assert state.turn == 0
    assert (state.due is None) == (state.phase in ENDED) == bool(state.reason)
    for event, wait in happenings:
        now = max(now, state.due or now) if wait is None else now + timedelta(seconds=wait)
        prospect = close(prospect, event)
        new = machine.advance(state, event, found, prospect, now)
        check_step(state, event, new, found, prospect, now)
        state = new

    # Left to itself it ends: every call is placed or passed over, every answer is waited for.
    steps = 0
    while state.phase not in ENDED:
        assert state.due
        now = max(now, state.due)
        new = machine.advance(state, Due(), found, prospect, now)
        check_step(state, Due(), new, found, prospect, now)
        state, steps = new, steps + 1
        assert steps < 200
    assert state.calls <= found.max_calls


@settings(max_examples=50, deadline=None)
@given(campaigns(), prospects, st.sampled_from(STARTS))
def test_a_call_is_never_waited_for_out_of_hours(
    found: Campaign, prospect: Prospect, now: datetime
) -> None:
    state = machine.begin(found, prospect, now)
    while state.phase not in ENDED:
        assert state.due
        if state.phase == "waiting_call":
            assert allowed(found, prospect, state.due)
            assert state.due - now <= timedelta(days=62)
        now = max(now, state.due)
        state = machine.advance(state, Due(), found, prospect, now)
