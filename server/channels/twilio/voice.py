"""Calls through the carrier, which fetches each step of the call flow from us."""

from datetime import UTC, timedelta
from pathlib import Path
from typing import Any

from twilio.base.exceptions import TwilioException

from server.channels.base import Order, Report, Sent
from server.channels.services import Services
from server.channels.twilio import calls, flow
from server.channels.twilio.client import (
    Carrier,
    LostError,
    UnreachableError,
    failed,
    sender,
)
from server.channels.twilio.options import TwilioOptions
from server.qualification.types import CallEnded, ChannelName

PATH = "/carriers/twilio/calls"
_MAX_SECONDS = 600
# Our clock and the carrier's.
_SLACK = timedelta(minutes=2)


class Voice:
    """A carrier's telephone line."""

    name: ChannelName = "voice"
    kind = "twilio"

    def __init__(self, options: TwilioOptions, report: Report, services: Services) -> None:
        """Nothing is connected yet."""
        self.options = options
        self.report = report
        self._services = services
        self._carrier = Carrier(options)

    def why_not(self, order: Order) -> str:
        """Say why an order cannot be taken, "" when it can."""
        if order.script is None:
            return "there is no call flow"
        if not order.to.startswith("+"):
            return "the number has no country"
        if order.script.audio and not Path(order.script.audio).is_file():
            return "the recording of the prompt is not there"
        return ""

    def address(self, attempt_id: int) -> str:
        """Return where the carrier asks for the steps of a call."""
        return f"{self._services.settings.origin}{PATH}/{attempt_id}"

    def send(self, order: Order) -> Sent:
        """Place a call; see `server.channels.base.Channel.send`."""
        refused = self.why_not(order)
        if refused or order.script is None:
            return Sent("failed", detail=refused, outcome="failed")
        self._services.db.call(calls.begin, order.attempt_id, order.script)
        address = self.address(order.attempt_id)
        detection = {"machine_detection": "Enable"} if order.script.machine_detection else {}
        try:
            call = self._carrier.api.calls.create(
                to=order.to,
                from_=sender(self.options.from_numbers, order.to),
                url=address,
                method="POST",
                status_callback=f"{address}/status",
                status_callback_method="POST",
                status_callback_event=["answered", "completed"],
                timeout=order.script.ring_seconds,
                time_limit=_MAX_SECONDS,
                **detection,
            )
        except LostError as error:
            # It may ring by now: the callbacks tell, else the watchdog.
            return Sent("started", detail=str(error))
        except (TwilioException, UnreachableError) as error:
            return failed(error)
        return Sent("started", str(call.sid))

    def find(self, order: Order, provider_id: str) -> Sent | CallEnded | None:
        """Ask the carrier for a call, by its id, else by its number and time."""
        kept = self._services.db.call(calls.find, order.attempt_id)
        if kept is None:
            return None
        try:
            found = self._found(order, kept, provider_id or kept.provider_id)
        except (TwilioException, LostError, UnreachableError):
            return None
        if found is None:
            return None
        if found.status not in flow.OVER:
            return Sent("started", str(found.sid))
        kept.answered_by = kept.answered_by or found.answered_by or ""
        return calls.ended(kept, found.status)

    def _found(self, order: Order, kept: Any, provider_id: str) -> Any:
        if provider_id:
            return self._carrier.api.calls(provider_id).fetch()
        since = kept.created_at - _SLACK
        mine = [
            call
            for call in self._carrier.api.calls.list(
                to=order.to,
                from_=sender(self.options.from_numbers, order.to),
                start_time_after=since,
                limit=50,
            )
            if call.date_created is None or call.date_created.astimezone(UTC) >= since
        ]
        taken = self._services.db.call(calls.others, [call.sid for call in mine], order.attempt_id)
        mine = [call for call in mine if call.sid not in taken]
        return mine[0] if len(mine) == 1 else None

    def close(self) -> None:
        """Close the connections."""
        self._carrier.close()
