"""SMS and WhatsApp through the carrier."""

import json
import re
from typing import Any

from twilio.base.exceptions import TwilioException

from server.accounts import queries as accounts
from server.channels import sms_length
from server.channels.base import Message, Order, Sent
from server.channels.services import Services
from server.channels.twilio.client import (
    OPTED_OUT,
    Carrier,
    LostError,
    UnreachableError,
    failed,
    sender,
)
from server.channels.twilio.options import TwilioOptions
from server.qualification.types import CallEnded, ChannelName

PATH = "/carriers/twilio/messages"
_TEMPLATE = re.compile(r"^HX[0-9a-fA-F]{32}$")
_MAX_TEXT = 1600
# Telephones that show no text.
_NO_SMS = {
    "fixed_line": "a landline",
    "toll_free": "a toll-free number",
    "premium_rate": "a premium-rate number",
    "shared_cost": "a shared-cost number",
    "uan": "a company's number",
    "voicemail": "a voicemail box",
}


class Messages:
    """A carrier's way to send short messages, or WhatsApp's."""

    kind = "twilio"

    def __init__(self, name: ChannelName, options: TwilioOptions, services: Services) -> None:
        """Nothing is connected yet."""
        self.name = name
        self.options = options
        self._services = services
        self._carrier = Carrier(options)

    def why_not(self, order: Order) -> str:
        """Say why an order cannot be taken, "" when it can."""
        if order.message is None:
            return "there is no message to send"
        if not order.to.startswith("+"):
            return "the number has no country"
        if self.name == "sms":
            if order.number_type in _NO_SMS:
                return f"{_NO_SMS[order.number_type]} takes no SMS"
            return sms_length.why_not(order.message.text)
        return _why_no_whatsapp(order.message)

    def send(self, order: Order) -> Sent:
        """Send a message; see `server.channels.base.Channel.send`."""
        refused = self.why_not(order)
        if refused or order.message is None:
            return Sent("failed", detail=refused)
        origin = self._services.settings.origin
        try:
            sent = self._carrier.api.messages.create(
                **self._ends(order.to),
                **_content(order.message, self.name),
                status_callback=f"{origin}{PATH}/{order.attempt_id}/status",
            )
        except LostError as error:
            return Sent("failed", detail=f"{error}; the carrier may have taken it")
        except (TwilioException, UnreachableError) as error:
            if getattr(error, "code", None) == OPTED_OUT:
                self._services.db.call(_opted_out, order, self.name)
            return failed(error)
        return Sent("sent", str(sent.sid))

    def find(self, order: Order, provider_id: str) -> Sent | CallEnded | None:  # noqa: ARG002
        """Ask the carrier for a message by its id; without one nothing can be known."""
        if not provider_id:
            return None
        try:
            found = self._carrier.api.messages(provider_id).fetch()
        except (TwilioException, LostError, UnreachableError):
            return None
        if found.status in ("failed", "undelivered", "canceled"):
            detail = f"{found.error_code or found.status} {found.error_message or ''}".strip()
            return Sent("failed", provider_id, detail)
        return Sent("sent", provider_id)

    def close(self) -> None:
        """Close the connections."""
        self._carrier.close()

    def _ends(self, to: str) -> dict[str, str]:
        if self.name == "whatsapp":
            return {"from_": f"whatsapp:{self.options.whatsapp_from}", "to": f"whatsapp:{to}"}
        return {"from_": sender(self.options.from_numbers, to), "to": to}


def _why_no_whatsapp(message: Message) -> str:
    if message.template:
        good = _TEMPLATE.match(message.template)
        return "" if good else "the template is named by its ContentSid, HX and 32 digits"
    if not message.text.strip():
        return "the text is empty"
    if len(message.text) > _MAX_TEXT:
        return f"the text has {len(message.text)} characters, the carrier takes {_MAX_TEXT}"
    return ""


def _content(message: Message, name: ChannelName) -> dict[str, str]:
    if name == "whatsapp" and message.template:
        filled = json.dumps(message.variables, ensure_ascii=False)
        return {"content_sid": message.template, "content_variables": filled}
    return {"body": message.text}


def _opted_out(session: Any, order: Order, name: ChannelName) -> None:
    """Put on our list who told the carrier to stop."""
    from server.optouts import actions

    account = accounts.account(session, order.account_key)
    actions.add(
        session,
        account.id,
        order.to,
        "carrier",
        channel=name,
        reason="told the carrier to stop",
        lead_id=order.lead_id,
    )
