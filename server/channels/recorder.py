"""A channel for tests: it writes down what it was told, in a file that outlives the process.

Its option `answers` says what comes of each order in turn, by the attempt's number, so that a
run can be repeated: `sent` or `failed` of a message, an outcome or `started` of a call.
"""

import os
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from server.channels import options as channel_options
from server.channels.base import Order, Report, Sent
from server.channels.services import Services
from server.qualification.types import CALL_OUTCOMES, CallEnded, CallOutcome, ChannelName


@dataclass(frozen=True)
class Options:
    """The options.

    Attributes:
        file: What was told is appended here, a line each: `channel attempt lead address`.
        answers: What comes of attempt n is answer n, counted around. Of a call `started` reports
            nothing ever; a word of CALL_OUTCOMES is reported after `seconds`, or with an
            exclamation mark is how it fails at once.
        seconds: How long a call takes until its end is reported.
        knows: Whether `find` remembers an attempt, from the file, as a provider would.
    """

    file: str
    answers: list[str] = field(default_factory=lambda: ["sent"])
    seconds: float = 0.05
    knows: bool = False


class Recorder:
    """The channel."""

    kind = "recorder"

    def __init__(self, name: ChannelName, options: Options, report: Report) -> None:
        """Write to a file, answer as told."""
        self.name = name
        self._options = options
        self._report = report

    def why_not(self, order: Order) -> str:  # noqa: ARG002
        """Nothing stands against any order."""
        return ""

    def send(self, order: Order) -> Sent:
        """Write the order down, and answer."""
        line = f"{self.name} {order.attempt_id} {order.lead_id} {order.to}\n"
        descriptor = os.open(self._options.file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(descriptor, line.encode())
        finally:
            os.close(descriptor)
        return self._answer(order)

    def find(self, order: Order, provider_id: str) -> Sent | CallEnded | None:  # noqa: ARG002
        """Look into the file where the options say so."""
        if not self._options.knows or not Path(self._options.file).exists():
            return None
        mine = f"{self.name} {order.attempt_id} "
        if not any(
            line.startswith(mine) for line in Path(self._options.file).read_text().splitlines()
        ):
            return None
        answer = self._word(order).removesuffix("!")
        outcome = _outcome(answer)
        return CallEnded(outcome) if outcome else self._answer(order)

    def close(self) -> None:
        """Nothing to let go of."""

    def _word(self, order: Order) -> str:
        return self._options.answers[order.attempt_id % len(self._options.answers)]

    def _answer(self, order: Order) -> Sent:
        answer = self._word(order)
        provider_id = f"recorded-{order.attempt_id}"
        if answer in ("sent", "failed"):
            return Sent("sent" if answer == "sent" else "failed", provider_id, "as told")
        if answer.endswith("!"):
            return Sent("failed", provider_id, "as told", outcome=answer.removesuffix("!"))
        if outcome := _outcome(answer):
            threading.Thread(
                target=self._end, args=(order.attempt_id, outcome), daemon=True
            ).start()
        return Sent("started", provider_id)

    def _end(self, attempt_id: int, outcome: CallOutcome) -> None:
        time.sleep(self._options.seconds)
        self._report(attempt_id, CallEnded(outcome, detail="as told"))


def create(
    name: ChannelName,
    options: dict[str, Any],
    report: Report,
    services: Services,  # noqa: ARG001
) -> Recorder:
    """Make the channel."""
    return Recorder(name, channel_options.read(Options, options), report)


def _outcome(word: str) -> CallOutcome | None:
    return next((outcome for outcome in CALL_OUTCOMES if outcome == word), None)
