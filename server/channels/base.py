"""What every channel is: something that an order can be given to."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, Protocol

from server.qualification.types import CallEnded, ChannelName, Choice


@dataclass(frozen=True)
class Script:
    """A call flow, its words drawn for one prospect.

    Attributes:
        bcp47: The language to speak, such as `en`.
        prompt: What is said once they answer, with the keys to press.
        audio: A file to play in its place, an absolute path to a WAV; "" to speak the prompt.
        keys: What each key means, such as `{"1": "yes", "2": "never"}`.
        thanks: What is said after a choice, by choice.
        repeats: How often the prompt is said in all.
        wait_seconds: How long to wait for a key after each time.
        ring_seconds: How long to let it ring.
        machine_detection: Whether to ask the carrier if a machine answered.
    """

    bcp47: str
    prompt: str
    audio: str = ""
    keys: dict[str, Choice] = field(default_factory=dict)
    thanks: dict[str, str] = field(default_factory=dict)
    repeats: int = 2
    wait_seconds: int = 5
    ring_seconds: int = 30
    machine_detection: bool = False


@dataclass(frozen=True)
class Message:
    """A message, drawn for one prospect.

    Attributes:
        text: Plain text; of an SMS all there is.
        subject: Of an e-mail.
        html: Of an e-mail.
        link: The answer page.
        unsubscribe: The address for `List-Unsubscribe`, which takes a POST as RFC 8058 has it.
        template: The provider's name of an approved WhatsApp template, "" for free text.
        variables: What fills that template in, by number.
        bcp47: The language that it is written in, such as `en`.
    """

    text: str
    subject: str = ""
    html: str = ""
    link: str = ""
    unsubscribe: str = ""
    template: str = ""
    variables: dict[str, str] = field(default_factory=dict)
    bcp47: str = ""


@dataclass(frozen=True)
class Order:
    """One attempt that is to be made.

    Attributes:
        attempt_id: Its row in `attempt`, written already; the same on a second try of the
            same attempt after a crash, so a provider's idempotency key.
        account_key: Whose.
        to: E.164, or an e-mail address.
        langcode: The prospect's language, ISO 639-2.
        script: Of a call.
        message: Of a message.
        number_type: What the number plans say, such as `mobile` or `fixed_line`.
    """

    attempt_id: int
    account_key: str
    lead_id: int
    to: str
    langcode: str
    script: Script | None = None
    message: Message | None = None
    number_type: str = "unknown"


@dataclass(frozen=True)
class Sent:
    """What came of an order.

    Attributes:
        status: `started`, a call whose end is reported later; `sent`; `failed`.
        provider_id: The provider's own id of it.
        detail: For people: why it failed.
        temporary: Whether a failure may go away by itself.
        outcome: Of a call that failed at once, such as `busy` or `unreachable`.
    """

    status: Literal["started", "sent", "failed"]
    provider_id: str = ""
    detail: str = ""
    temporary: bool = False
    outcome: str = ""


# Called from any thread when a call is over; the attempt's id first. It may be called twice.
Report = Callable[[int, CallEnded], None]


class Channel(Protocol):
    """A way to reach a prospect. Every method may be called from any thread and may block."""

    name: ChannelName
    # `simulator`, `sip`, `twilio`, `smtp`: `attempt.provider`.
    kind: str

    def why_not(self, order: Order) -> str:
        """Say why an order cannot be taken, "" when it can; asks no network."""
        ...

    def send(self, order: Order) -> Sent:
        """Take an order; never raises for what a network or a provider does."""
        ...

    def find(self, order: Order, provider_id: str) -> Sent | CallEnded | None:
        """Ask what became of an attempt whose maker died.

        Args:
            order: The attempt.
            provider_id: The provider's id, "" where we died before we had it.

        Returns:
            What is known; None where it cannot be known, and then it is not tried again.
        """
        ...

    def close(self) -> None:
        """Let go of connections and child processes."""
        ...
