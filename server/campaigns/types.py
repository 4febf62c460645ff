"""What a campaign says, with every section filled: durations are whole seconds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from server.qualification.types import MESSAGE_CHANNELS, CallOutcome, Choice, MessageChannel

# Templates by ISO 639-2 language code; `render` falls back to the campaign's language.
Texts = Mapping[str, str]

StepKind = Literal["call", "messages"]
STEP_KINDS: tuple[StepKind, ...] = get_args(StepKind)

# The outcomes that a retry rule may name: the other two are the prospect's own decision, and
# `machine` counts as `no_answer`.
Retried = Literal["ignored", "hung_up", "no_answer", "busy", "unreachable", "failed", "unknown"]
RETRIED: tuple[Retried, ...] = get_args(Retried)


# Of a recording in a prompt's place, in seconds: a call that says nothing for longer is given up.
LONGEST_AUDIO = 60


@dataclass(frozen=True)
class Flow:
    """The call flow.

    Attributes:
        prompts: What is said once they answer, a template by language.
        keys: What each key means, such as `{"1": "yes", "2": "never"}`.
        thanks: What is said after a choice: by choice, then by language.
        audio: WAV files to play in the prompt's place, absolute paths by language.
        repeats: How often the prompt is said in all.
        wait: How long to wait for a key after each time.
        ring: How long to let it ring.
        machine_detection: Whether to ask the carrier if a machine answered.
    """

    prompts: Texts
    keys: Mapping[str, Choice]
    thanks: Mapping[Choice, Texts]
    audio: Texts = field(default_factory=dict)
    repeats: int = 2
    wait: int = 5
    ring: int = 30
    machine_detection: bool = False


@dataclass(frozen=True)
class Email:
    """The e-mail; without HTML it is plain text alone."""

    enabled: bool
    subject: Texts
    text: Texts
    html: Texts = field(default_factory=dict)


@dataclass(frozen=True)
class Sms:
    """The text message; it must fit one, 160 characters or 70 by its alphabet."""

    enabled: bool
    text: Texts


@dataclass(frozen=True)
class WhatsApp:
    """The WhatsApp message.

    Attributes:
        enabled: Whether it is sent.
        text: Free text, also what is kept of a message that a template makes.
        template: The provider's name of an approved template, by language; empty for free text.
        variables: Templates of what fills its places 1, 2, 3 and so on.
    """

    enabled: bool
    text: Texts
    template: Texts = field(default_factory=dict)
    variables: tuple[str, ...] = ()


@dataclass(frozen=True)
class Messages:
    """What goes out together when a call did not do."""

    email: Email
    sms: Sms
    whatsapp: WhatsApp

    @property
    def channels(self) -> tuple[MessageChannel, ...]:
        """The channels that are switched on."""
        switched: dict[MessageChannel, bool] = {
            "email": self.email.enabled,
            "sms": self.sms.enabled,
            "whatsapp": self.whatsapp.enabled,
        }
        return tuple(channel for channel in MESSAGE_CHANNELS if switched[channel])


@dataclass(frozen=True)
class Retry:
    """How often a call is placed again after an outcome, and how much later."""

    times: int
    delay: int


@dataclass(frozen=True)
class Step:
    """One step of the sequence, begun `delay` seconds after the one before it is over."""

    do: StepKind
    delay: int = 0


@dataclass(frozen=True)
class Hours:
    """When people work.

    Attributes:
        time_zone: IANA name.
        weekly: Spans of wall clock by day, such as `{"mon": (("09:00", "18:00"),)}`.
        holidays: Days off, ISO 8601.
        holidays_of: Whose public holidays are days off too: ISO 3166 codes such as `SG`, `US-CA`.
    """

    time_zone: str
    weekly: Mapping[str, tuple[tuple[str, str], ...]]
    holidays: tuple[str, ...] = ()
    holidays_of: tuple[str, ...] = ()


@dataclass(frozen=True)
class Window:
    """From when until when somebody may lawfully be called, by the clock where they are."""

    begin: str = "08:00"
    end: str = "21:00"


@dataclass(frozen=True)
class Campaign:
    """How the leads of a service are qualified.

    Attributes:
        id: Its row, None for the account's own configuration or the product's.
        name: For people.
        company: Who calls, in texts; "" for the account's name.
        language: ISO 639-2 code that texts fall back to.
        flow: The call.
        messages: The e-mail, SMS and WhatsApp message.
        retries: The rule for each outcome; an outcome without one is not retried.
        messages_after: The outcomes after whose last retry the next step of messages follows,
            whatever calls lie between.
        sequence: What is tried, one after the other.
        hours: When calls are placed.
        lawful: When the called party may be called, in their own time zone.
        max_calls: The most calls in all.
        await_answer: How long an answer to messages is hoped for.
        link_valid: How long a link to the answer page works.
    """

    id: int | None
    name: str
    company: str
    language: str
    flow: Flow
    messages: Messages
    retries: Mapping[Retried, Retry]
    messages_after: frozenset[CallOutcome]
    sequence: tuple[Step, ...]
    hours: Hours
    lawful: Window
    max_calls: int
    await_answer: int
    link_valid: int
