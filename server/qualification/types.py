"""The words that qualification, campaigns, channels and the engine share."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, get_args

ChannelName = Literal["voice", "email", "sms", "whatsapp"]
CHANNELS: tuple[ChannelName, ...] = get_args(ChannelName)
MessageChannel = Literal["email", "sms", "whatsapp"]
MESSAGE_CHANNELS: tuple[MessageChannel, ...] = get_args(MessageChannel)

# How a call ended. The first three are keys that the prospect pressed; `ignored`: they answered and
# pressed nothing until the end; `hung_up`: before the end; `machine` counts as `no_answer` in the
# rules; `unreachable`: no such number; `unknown`: nobody could tell us.
CallOutcome = Literal[
    "qualified",
    "declined",
    "opted_out",
    "ignored",
    "hung_up",
    "no_answer",
    "machine",
    "busy",
    "unreachable",
    "failed",
    "unknown",
]
CALL_OUTCOMES: tuple[CallOutcome, ...] = get_args(CallOutcome)

Phase = Literal[
    "waiting_call",  # a call is due at `due`
    "calling",  # a call is under way; at `due` it counts as `unknown`
    "waiting_messages",  # messages are due at `due`
    "messaging",  # they are being sent; what is not known to be sent at `due` counts as failed
    "awaiting",  # an answer is hoped for until `due`
    "qualified",
    "rejected",
]
ENDED: tuple[Phase, ...] = ("qualified", "rejected")

Choice = Literal["yes", "no", "never"]
# How a call ends by the key that means a choice.
CHOSEN: dict[str, CallOutcome] = {"yes": "qualified", "no": "declined", "never": "opted_out"}


@dataclass(frozen=True)
class State:
    """Where the qualification of one lead stands; kept as JSON in the lead's row.

    Attributes:
        phase: What happens next, or how it ended.
        due: When; aware, UTC. None once it has ended.
        turn: Grows with every change: the engine's unit of work is (lead, turn).
        step: The index in the campaign's sequence.
        calls: Calls placed so far, in all steps.
        retries: How often each outcome has been retried in this step.
        message_rounds: How often messages went out.
        again: The channels that a round is to go out on once more, for they could not be used for
            the moment; none for one that goes out on all.
        resent: How often this round has gone out again.
        any_sent: Whether something of this round was sent before it went out again.
        rounds_without_calls: Rounds that began with messages for nobody could be called;
            `skip_ivr_call_counter` of the API.
        out_of_hours: Whether the lead came outside of the campaign's hours, whatever follows from
            it; `out_of_working_hours` of the API.
        slot: The moment that the prospect chose to be called at, aware.
        reason: Why it ended, a word such as `pressed_key`, `answered_link`, `opted_out`,
            `exhausted`, `emergency_number`, `no_channel`; "" before.
    """

    phase: Phase
    due: datetime | None
    turn: int = 0
    step: int = 0
    calls: int = 0
    retries: dict[str, int] = field(default_factory=dict)
    message_rounds: int = 0
    again: tuple[MessageChannel, ...] = ()
    resent: int = 0
    any_sent: bool = False
    rounds_without_calls: int = 0
    out_of_hours: bool = False
    slot: datetime | None = None
    reason: str = ""


@dataclass(frozen=True)
class Due:
    """The moment of `State.due` has come."""


@dataclass(frozen=True)
class CallEnded:
    """A call is over.

    Attributes:
        outcome: How.
        keys: What was pressed, in order.
        detail: For people, such as the SIP status `486 Busy Here`.
    """

    outcome: CallOutcome
    keys: str = ""
    detail: str = ""


@dataclass(frozen=True)
class MessagesSent:
    """A round of messages is over.

    Attributes:
        sent: The channels that took theirs.
        failed: The others that were tried, with a word for people.
        again: Those of them that may take it a little later.
    """

    sent: tuple[MessageChannel, ...] = ()
    failed: dict[str, str] = field(default_factory=dict)
    again: tuple[MessageChannel, ...] = ()


@dataclass(frozen=True)
class Answered:
    """The prospect chose on the answer page, or by a reply.

    Attributes:
        choice: `yes`, call me; `no`, thanks; `never` contact me again.
        slot: For `yes`, the moment they chose, aware; None for as soon as possible.
    """

    choice: Choice
    slot: datetime | None = None


@dataclass(frozen=True)
class OptedOut:
    """The prospect is on the do-not-contact list now, for all channels or for one.

    Attributes:
        channel: The channel, None for all.
    """

    channel: ChannelName | None = None


Event = Due | CallEnded | MessagesSent | Answered | OptedOut


@dataclass(frozen=True)
class Prospect:
    """What is known of who is to be reached.

    Attributes:
        phone: E.164, "" where the number plans know no such number.
        zones: IANA time zones of the number; empty where unknown (use the account's).
        region: ISO 3166 alpha-2 of the number, "" where unknown.
        emergency: Whether the number is an emergency number in its region.
        unreachable: Why not, by channel that cannot or may not be used now: opted out, no
            address, switched off, a fixed line for an SMS. A channel that is missing can be used.
    """

    phone: str
    zones: tuple[str, ...] = ()
    region: str = ""
    emergency: bool = False
    unreachable: dict[str, str] = field(default_factory=dict)
