"""What happened to a lead, as its page tells it: an attempt is one step, however it ended."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from server.console import words
from server.events.models import Event

_CHANNELS = {"voice": "Call", "email": "E-mail", "sms": "SMS", "whatsapp": "WhatsApp"}
_OUTCOMES = {
    "qualified": "Pressed the key for yes",
    "declined": "Pressed the key for no",
    "opted_out": "Pressed the key for never again",
    "ignored": "Answered, pressed nothing",
    "hung_up": "Answered, hung up",
    "no_answer": "No answer",
    "machine": "A machine answered",
    "busy": "Busy",
    "unreachable": "No such number",
    "failed": "The call failed",
    "unknown": "Nobody could tell how it ended",
    "delivered": "Delivered",
    "read": "Read",
}
_STATUSES = {"sent": "Sent", "skipped": "Not sent", "failed": "Failed", "ended": "Ended"}
_CHOICES = {"yes": "Yes, call me", "no": "No, thank you", "never": "Never contact me again"}
REASONS = {
    "pressed_key": "By a key in the call",
    "answered_link": "By a link or a reply",
    "opted_out": "Wants no contact",
    "declined": "Wants no call",
    "exhausted": "Not reached, whatever was tried",
    "no_channel": "Nothing to reach them by",
    "emergency_number": "An emergency number is never called",
}
_CAME_OF = ("attempt_ended", "attempt_updated")
# The kinds whose outcome is worth a colour.
_TONES = {"qualified": "good", "declined": "bad", "opted_out": "bad", "rejected": "bad"}


@dataclass
class Step:
    """One thing that happened.

    Attributes:
        title: What, in a few words.
        at: When it began.
        by: Who did it, "" for nobody of the account.
        to: The address that was tried, "" for none.
        detail: What came of it.
        tone: `good`, `bad`, "" for neither.
        channel: Of an attempt, on which.
        tail: More of the title, which comes after who did it.
        slot: When they want to be called, None where they said nothing.
    """

    title: str
    at: datetime
    by: str = ""
    to: str = ""
    detail: str = ""
    tone: str = ""
    channel: str = ""
    tail: str = ""
    slot: datetime | None = None


def steps(happened: Iterable[Event]) -> list[Step]:
    """Lay a lead's events out.

    Args:
        happened: The events, the oldest first.

    Returns:
        The steps, the newest first.
    """
    found: list[Step] = []
    attempts: dict[Any, Step] = {}
    qualified = False
    for event in happened:
        data = event.data
        if event.kind in ("attempt_started", *_CAME_OF):
            step = attempts.get(data["attempt"])
            if step is None:
                step = attempts[data["attempt"]] = _attempt(event)
                found.append(step)
            if event.kind in _CAME_OF:
                _end(step, data)
        elif event.kind != "lead_raised" or not qualified:
            # A prospect who is qualified becomes a lead at the same moment: told once.
            found.append(_step(event))
        qualified = qualified or event.kind == "qualified"
    return found[::-1]


def _attempt(event: Event) -> Step:
    channel = event.data["channel"]
    to = words.number(event.data.get("address", ""))
    title = _CHANNELS.get(channel, channel)
    return Step(title, event.at, to=to, detail="Under way", channel=channel)


def _end(step: Step, data: dict[str, Any]) -> None:
    outcome, status = data["outcome"], data["status"]
    step.detail = _OUTCOMES.get(outcome) or _STATUSES.get(status, status)
    if status in ("failed", "skipped") and data["detail"]:
        step.detail += f": {data['detail'].replace('_', ' ')}"
    step.tone = _TONES.get(outcome, "bad" if status == "failed" else "")


def _step(event: Event) -> Step:
    data = event.data
    by = event.user.name if event.user else ""
    step = Step(words.event(event), event.at, by=by, tone=_TONES.get(event.kind, ""))
    if "disposition" in data:
        step.tail = f": {words.disposition(data['disposition']).lower()}"
    elif event.kind in ("qualified", "rejected"):
        step.detail = REASONS.get(data["reason"], data["reason"])
        step.tone = "good" if event.kind == "qualified" else "bad"
        step.slot = words.when(data["slot"]) if data.get("slot") else None
    elif event.kind == "qualification_answered":
        step.detail = _CHOICES[data["choice"]]
    elif event.kind == "replied":
        step.tail = f" by {_CHANNELS[data['channel']]}"
        step.detail = data["text"]
    elif event.kind == "qualification_started":
        step.detail = data.get("campaign", "")
    elif event.kind in ("opted_out", "opt_out_removed"):
        step.to = words.number(data["address"])
    return step
