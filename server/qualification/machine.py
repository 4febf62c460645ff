"""The state machine of lead qualification: pure, so that time and chance can be walked through.

The outcomes are the documented ones (reference/lucep-api-docs.txt, "Workflow and configuration").
A state that comes back unchanged says that the event came too late to change anything; whoever
calls records it all the same.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from server.campaigns.types import LONGEST_AUDIO, Campaign, Retried
from server.qualification import hours
from server.qualification.types import (
    ENDED,
    Answered,
    CallEnded,
    CallOutcome,
    Due,
    Event,
    MessageChannel,
    MessagesSent,
    OptedOut,
    Phase,
    Prospect,
    State,
)

# How many bytes of a prompt are spoken in a second at least (three characters of Chinese, nine of
# English), and what a carrier may need besides.
_SPOKEN = 9
_CARRIER = 120
# So much before its moment a turn is as good as due.
_EARLY = timedelta(seconds=1)
# How long sending a round of messages may take.
_SENDING = timedelta(minutes=10)
# How much later, in seconds, a message goes out again that nobody could take for the moment.
_AGAIN = (300, 900, 2700)
# What nothing can change any more; somebody who was given up may still say yes.
_FINAL = ("opted_out", "emergency_number")
_COUNTED: dict[CallOutcome, Retried] = {
    "machine": "no_answer",
    "ignored": "ignored",
    "hung_up": "hung_up",
    "no_answer": "no_answer",
    "busy": "busy",
    "unreachable": "unreachable",
    "failed": "failed",
    "unknown": "unknown",
}


def begin(campaign: Campaign, prospect: Prospect, now: datetime) -> State:
    """Decide how the qualification of a lead begins.

    Out of hours it begins with messages, for the prospect to agree to a call in the next slot.

    Args:
        campaign: How its service qualifies leads.
        prospect: Who is to be reached.
        now: The present moment, aware.

    Returns:
        The first state, of turn 0; `rounds_without_calls` is 1 where messages stand in for a call
        that has to wait.
    """
    now = now.astimezone(UTC)
    start = State("waiting_call", now, out_of_hours=not hours.is_working(campaign, now))
    if prospect.emergency:
        return _end(start, "rejected", "emergency_number")
    if _opted_out(prospect):
        return _end(start, "rejected", "opted_out")
    state = _step(start, campaign, prospect, now, 0)
    if state.phase == "waiting_call" and campaign.sequence[state.step].delay == 0:
        closed = state.due != now
        if closed and message_channels(campaign, prospect):
            return replace(state, phase="waiting_messages", due=now, rounds_without_calls=1)
    return state


def advance(
    state: State,
    event: Event,
    campaign: Campaign,
    prospect: Prospect,
    now: datetime,
    *,
    current: bool = True,
) -> State:
    """Decide what an event changes.

    Args:
        state: Where the qualification stands.
        event: What happened. `Due` that comes more than a second early is put off to its moment.
        campaign: How its service qualifies leads, as it is now.
        prospect: What is known of them now; opt-outs and emergency numbers are read from it.
        now: The present moment, aware.
        current: Of `CallEnded` and `MessagesSent`, whether they end the attempt under way; False
            for an earlier attempt's late report, of which only the prospect's own decision counts.

    Returns:
        The new state, its turn one higher; the same state where nothing changes. After `Due` the
        phase says what is to be done now: place a call in `calling`, send on each of
        `round_channels` in `messaging`, nothing in every other. An event may raise the turn
        while a call is under way: the attempt under way is the newest one, whatever its turn.
    """
    now = now.astimezone(UTC)
    new = _react(state, event, campaign, prospect, now, current)
    return state if new is state else replace(new, turn=state.turn + 1)


def message_channels(campaign: Campaign, prospect: Prospect) -> tuple[MessageChannel, ...]:
    """Return the channels that a round of messages goes out on together."""
    switched_on = campaign.messages.channels
    return tuple(channel for channel in switched_on if channel not in prospect.unreachable)


def round_channels(
    state: State, campaign: Campaign, prospect: Prospect
) -> tuple[MessageChannel, ...]:
    """Return those of them that the present round goes out on: all, or where it failed before."""
    usable = message_channels(campaign, prospect)
    return tuple(channel for channel in usable if not state.again or channel in state.again)


def is_early(due: datetime | None, now: datetime) -> bool:
    """Say whether a turn has come before its moment, as where the clocks of two machines differ."""
    return due is not None and due - now > _EARLY


def call_patience(campaign: Campaign) -> timedelta:
    """Return after how long a call whose end nobody told us counts as `unknown`."""
    flow = campaign.flow
    prompt = max(
        [LONGEST_AUDIO, *(len(text.encode()) // _SPOKEN for text in flow.prompts.values())]
    )
    return timedelta(seconds=flow.ring + flow.repeats * (prompt + flow.wait) + _CARRIER)


def _react(
    state: State,
    event: Event,
    campaign: Campaign,
    prospect: Prospect,
    now: datetime,
    current: bool,
) -> State:
    decision = _decision(event)
    if state.phase in ENDED:
        return _afterwards(state, event, decision, campaign, prospect, now)
    if decision == "opted_out" or decision == "declined":
        return _end(state, "rejected", decision)
    if prospect.emergency:
        return _end(state, "rejected", "emergency_number")
    if _opted_out(prospect):
        return _end(state, "rejected", "opted_out")
    if decision:
        return _qualify(state, event, decision, campaign, prospect, now)
    match event:
        case OptedOut(channel=channel) if channel:
            unreachable = {**prospect.unreachable, channel: "opted_out"}
            return _replan(state, campaign, replace(prospect, unreachable=unreachable), now)
        case CallEnded(outcome=outcome) if current and state.phase == "calling":
            return _after_call(state, outcome, campaign, prospect, now)
        case MessagesSent(sent=sent, again=again) if current and state.phase == "messaging":
            later = _resending(state, campaign, prospect, now) if again else None
            if later:
                return _send_again(state, bool(sent), again, later)
            return _after_messages(state, bool(sent), campaign, prospect, now)
        case Due():
            return _due(state, campaign, prospect, now)
    return state


def _decision(event: Event) -> str:
    """Return the reason that a prospect's own decision gives, "" for any other event."""
    match event:
        case OptedOut(channel=None | "voice"):
            return "opted_out"
        case Answered(choice="never") | CallEnded(outcome="opted_out"):
            return "opted_out"
        case Answered(choice="no") | CallEnded(outcome="declined"):
            return "declined"
        case Answered(choice="yes"):
            return "answered_link"
        case CallEnded(outcome="qualified"):
            return "pressed_key"
    return ""


def _afterwards(
    state: State,
    event: Event,
    decision: str,
    campaign: Campaign,
    prospect: Prospect,
    now: datetime,
) -> State:
    """Let an opt-out seal a rejection, and a late yes turn one that was not the prospect's."""
    if state.phase == "qualified" or state.reason in _FINAL:
        return state
    if decision == "opted_out":
        return replace(state, reason=decision)
    if decision in ("answered_link", "pressed_key") and not _opted_out(prospect):
        return _qualify(state, event, decision, campaign, prospect, now)
    return state


def _opted_out(prospect: Prospect) -> bool:
    """Say whether nobody may call them: then there is nothing to qualify them for."""
    return prospect.unreachable.get("voice") == "opted_out"


def _qualify(
    state: State,
    event: Event,
    reason: str,
    campaign: Campaign,
    prospect: Prospect,
    now: datetime,
) -> State:
    slot = event.slot if isinstance(event, Answered) else None
    if slot is not None:
        slot = hours.next_slot(campaign, prospect, max(slot.astimezone(UTC), now))
    return replace(_end(state, "qualified", reason), slot=slot)


def _replan(state: State, campaign: Campaign, prospect: Prospect, now: datetime) -> State:
    """Go on without a channel of messages, unless what is under way does not need it."""
    if state.phase == "waiting_messages" and not round_channels(state, campaign, prospect):
        return _after_messages(state, False, campaign, prospect, now)
    return state


def _due(state: State, campaign: Campaign, prospect: Prospect, now: datetime) -> State:
    if is_early(state.due, now):
        return replace(state)
    match state.phase:
        case "waiting_call" if not _calls(state, campaign):
            return _step(state, campaign, prospect, now, state.step)
        case "waiting_call":
            return _call(state, campaign, prospect, now)
        case "waiting_messages" if round_channels(state, campaign, prospect):
            rounds = state.message_rounds + 1
            return replace(state, phase="messaging", due=now + _SENDING, message_rounds=rounds)
        case "waiting_messages":
            return _after_messages(state, False, campaign, prospect, now)
        case "calling":
            return _after_call(state, "unknown", campaign, prospect, now)
        case "messaging":
            return _after_messages(state, False, campaign, prospect, now)
    return _step(state, campaign, prospect, now, state.step + 1)


def _call(state: State, campaign: Campaign, prospect: Prospect, now: datetime) -> State:
    """Place the call, or wait for the hours, or go on where it can no longer be placed."""
    slot = _callable(state, campaign, prospect, now)
    if slot is None:
        return _step(state, campaign, prospect, now, state.step + 1)
    if slot > now:
        return replace(state, phase="waiting_call", due=slot)
    due = now + call_patience(campaign)
    return replace(state, phase="calling", due=due, calls=state.calls + 1)


def _after_call(
    state: State, outcome: CallOutcome, campaign: Campaign, prospect: Prospect, now: datetime
) -> State:
    counted = _COUNTED[outcome]
    rule, used = campaign.retries.get(counted), state.retries.get(counted, 0)
    if rule and used < rule.times:
        due = _callable(state, campaign, prospect, now + timedelta(seconds=rule.delay))
        if due:
            retries = {**state.retries, counted: used + 1}
            return replace(state, phase="waiting_call", due=due, retries=retries)
    following = state.step + 1
    if not campaign.messages_after.isdisjoint((outcome, counted)):
        rest = range(following, len(campaign.sequence))
        following = next((at for at in rest if campaign.sequence[at].do == "messages"), following)
    return _step(state, campaign, prospect, now, following)


def _resending(
    state: State, campaign: Campaign, prospect: Prospect, now: datetime
) -> datetime | None:
    """Return when a round goes out again, None where it does not: no call is to wait for it."""
    if state.resent >= len(_AGAIN):
        return None
    later = now + timedelta(seconds=_AGAIN[state.resent])
    call = _callable(state, campaign, prospect, now) if _calls(state, campaign) else None
    return later if call is None or call > later else None


def _send_again(
    state: State, any_sent: bool, again: tuple[MessageChannel, ...], due: datetime
) -> State:
    return replace(
        state,
        phase="waiting_messages",
        due=due,
        again=again,
        resent=state.resent + 1,
        any_sent=state.any_sent or any_sent,
    )


def _after_messages(
    state: State, any_sent: bool, campaign: Campaign, prospect: Prospect, now: datetime
) -> State:
    any_sent = any_sent or state.any_sent
    state = replace(state, again=(), resent=0, any_sent=False)
    if _calls(state, campaign) or not any_sent:
        return _without_messages(state, campaign, prospect, now)
    return replace(state, phase="awaiting", due=now + timedelta(seconds=campaign.await_answer))


def _without_messages(state: State, campaign: Campaign, prospect: Prospect, now: datetime) -> State:
    """Go on without an answer to hope for: a round of messages may have begun a step that calls."""
    following = state.step if _calls(state, campaign) else state.step + 1
    return _step(state, campaign, prospect, now, following)


def _calls(state: State, campaign: Campaign) -> bool:
    """Say whether the step is a call; the campaign may have lost steps since it began."""
    return state.step < len(campaign.sequence) and campaign.sequence[state.step].do == "call"


def _step(state: State, campaign: Campaign, prospect: Prospect, now: datetime, index: int) -> State:
    """Begin the first step from an index on that can be done; end where there is none."""
    for at in range(index, len(campaign.sequence)):
        step = campaign.sequence[at]
        begun = now + timedelta(seconds=step.delay)
        if step.do == "call":
            slot = _callable(state, campaign, prospect, begun)
            if slot:
                return replace(state, phase="waiting_call", due=slot, step=at, retries={})
        elif message_channels(campaign, prospect):
            return replace(state, phase="waiting_messages", due=begun, step=at, retries={})
    return _end(state, "rejected", _why_over(state, campaign, prospect))


def _callable(
    state: State, campaign: Campaign, prospect: Prospect, after: datetime
) -> datetime | None:
    """Return the next moment for a call; None where they are not to be called any more."""
    if "voice" in prospect.unreachable or not prospect.phone or state.calls >= campaign.max_calls:
        return None
    return hours.next_slot(campaign, prospect, after)


def _why_over(state: State, campaign: Campaign, prospect: Prospect) -> str:
    reachable = "voice" not in prospect.unreachable or message_channels(campaign, prospect)
    if not reachable and "opted_out" in prospect.unreachable.values():
        return "opted_out"
    return "exhausted" if state.calls or state.message_rounds else "no_channel"


def _end(state: State, phase: Phase, reason: str) -> State:
    return replace(state, phase=phase, due=None, reason=reason)
