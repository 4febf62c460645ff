"""The simulator: the channel of whoever has no carrier; its pages are in the console.

A call rings on the page until somebody plays the prospect or its time is over; a message lies in
the outbox.
"""

import logging
import threading
from typing import Any

import sqlalchemy as sa

from server import clock
from server.channels import options as channel_options
from server.channels import simulated
from server.channels.base import Order, Report, Sent
from server.channels.services import Services
from server.qualification.types import CallEnded, ChannelName

log = logging.getLogger(__name__)

# Another process may have let a call be answered, which puts its end off.
_LONGEST_SLEEP = 30.0
_SHORTEST_SLEEP = 0.05


def create(
    name: ChannelName, options: dict[str, Any], report: Report, services: Services
) -> "Simulator":
    """Make the channel.

    Args:
        name: Any channel.
        options: There are none.
        report: Called when a call ends that nobody ended: nobody answered, or pressed a key.
        services: The database.

    Raises:
        server.channels.options.OptionError: An option was given.
    """
    for key in options:
        raise channel_options.OptionError(key, "unknown; the simulator has no options")
    return Simulator(name, report, services)


class Simulator:
    """Takes the orders of one channel for the pages in the console."""

    kind = "simulator"

    def __init__(self, name: ChannelName, report: Report, services: Services) -> None:
        """Begin to watch the clock of calls, also of those from before a restart."""
        self.name = name
        self._report = report
        self._db = services.db
        self._changed = threading.Event()
        self._closed = threading.Event()
        self._watch = threading.Thread(target=self._keep_time, name="simulator", daemon=True)
        if name == simulated.CALLS:
            self._watch.start()

    def why_not(self, order: Order) -> str:
        """Say why an order cannot be taken, "" when it can."""
        wanted = order.script if self.name == simulated.CALLS else order.message
        return "" if wanted else "there is nothing to say"

    def send(self, order: Order) -> Sent:
        """Let a call ring, or put a message into the outbox."""
        row = self._db.call(simulated.take, order, self.name)
        if self.name != simulated.CALLS:
            return Sent("sent", str(row.id))
        self._changed.set()
        return Sent("started", str(row.id))

    def find(self, order: Order, provider_id: str) -> Sent | CallEnded | None:  # noqa: ARG002
        """Say what became of an attempt: this table always knows."""
        row = self._db.call(simulated.of_attempt, order.attempt_id)
        if row is None:
            # The order and its row are one: it was never taken.
            return Sent("failed", detail="the server stopped before it rang", temporary=True)
        if self.name != simulated.CALLS:
            return Sent("sent", str(row.id))
        self._changed.set()
        return simulated.outcome(row) or Sent("started", str(row.id))

    def close(self) -> None:
        """Stop watching the clock; calls go on ringing for the next process."""
        self._closed.set()
        self._changed.set()
        if self._watch.is_alive():
            self._watch.join()

    def _keep_time(self) -> None:
        while not self._closed.is_set():
            self._changed.clear()
            try:
                seconds = self._end_overdue()
            except sa.exc.SQLAlchemyError:
                log.exception("the simulator could not look at its calls")
                seconds = _LONGEST_SLEEP
            self._changed.wait(seconds)

    def _end_overdue(self) -> float | None:
        ended, next_due = self._db.call(simulated.end_overdue)
        for attempt_id, how in ended:
            self._report(attempt_id, how)
        if next_due is None:
            return None
        left = (next_due - clock.now()).total_seconds()
        return min(max(left, _SHORTEST_SLEEP), _LONGEST_SLEEP)
