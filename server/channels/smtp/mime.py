"""Lay a message out as RFC 5322 has it; pure."""

import hashlib
from datetime import datetime
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any

from server.channels.base import Message, Order
from widget.core import curation

_MAX_SUBJECT = 250


class _WholeHeader(UnstructuredHeader, BaseHeader):
    """A header that is never folded: Python would break and encode a long address in it."""

    max_count = 1

    def fold(self, *, policy: Any) -> str:
        """Return it on one line."""
        return f"{self.name}: {self}{policy.linesep}"


_headers = HeaderRegistry()
_headers.map_to_type("list-unsubscribe", _WholeHeader)
_headers.map_to_type("message-id", _WholeHeader)
# Quoted-printable or base64, whichever is shorter: no server on the way needs 8 bits.
_POLICY = SMTP.clone(cte_type="7bit", header_factory=_headers)


def message_id(order: Order, domain: str) -> str:
    """Name a message by its attempt, so that a repeat of the attempt is recognised as one.

    Args:
        order: The attempt.
        domain: The sender's.

    Returns:
        What goes into `Message-ID`, angle brackets included.
    """
    named = f"{order.account_key} {order.lead_id} {order.attempt_id} {order.to}"
    digest = hashlib.sha256(named.encode()).hexdigest()[:16]
    return f"<attempt-{order.attempt_id}.{digest}@{domain}>"


def lay_out(
    order: Order, message: Message, to: str, sender: Address, reply_to: Address | None, at: datetime
) -> EmailMessage:
    """Lay a message out with every header that it needs.

    Args:
        order: The attempt.
        message: What is to be said.
        to: The address with an ASCII domain.
        sender: From whom.
        reply_to: Where answers go, None for the sender.
        at: The moment for `Date`, aware.

    Returns:
        The mail; text alone, or text and HTML.
    """
    mail = EmailMessage(_POLICY)
    mail["From"] = sender
    mail["To"] = Address("", *to.split("@"))
    if reply_to:
        mail["Reply-To"] = reply_to
    mail["Subject"] = _unencoded(curation.line(message.subject, _MAX_SUBJECT))
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = message_id(order, sender.domain)
    # RFC 3834: keeps holiday notices from answering.
    mail["Auto-Submitted"] = "auto-generated"
    if _is_address(message.unsubscribe):
        mail["List-Unsubscribe"] = f"<{message.unsubscribe}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail.set_content(message.text)
    if message.html:
        mail.add_alternative(message.html, subtype="html")
    # Last: setting the content takes every header that begins with Content away.
    if message.bcp47:
        mail["Content-Language"] = message.bcp47
    return mail


def encoded(mail: EmailMessage) -> bytes:
    """Return a mail as it goes over the wire; in UTF-8 only where an address needs it."""
    return mail.as_bytes(policy=_POLICY.clone(utf8=not str(mail["To"]).isascii()))


def _unencoded(text: str) -> str:
    """Take encoded words (RFC 2047) apart: Python would decode them, and with them a line's end."""
    return text.replace("=?", "= ?")


def _is_address(url: str) -> bool:
    return (
        url.startswith(("https://", "http://"))
        and url.isascii()
        and url.isprintable()
        and not any(ch in url for ch in "<> ")
    )
