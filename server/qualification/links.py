"""The signed links of answer pages, short enough for an SMS."""

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from server import clock
from server.db import MAX_ID
from server.suspicion import stamps

PATH = "/answer/"
_HOUR = timedelta(hours=1)
_MAC = 10
_EXPIRY = 3
_LEAD = 8
_LONGEST = -(-(_LEAD + _EXPIRY + _MAC) * 4 // 3)


@dataclass(frozen=True)
class Link:
    """Whose answer page a token opens, and until when."""

    lead_id: int
    expired: bool


def make(session: Session, lead_id: int, expires: datetime) -> str:
    """Make the token of a prospect's answer page.

    Args:
        session: The transaction.
        lead_id: Whose.
        expires: Until when it works, aware; rounded up to a full hour.

    Returns:
        About 20 characters that need no escaping in an address.
    """
    hours = -(-int(expires.timestamp()) // int(_HOUR.total_seconds()))
    number = lead_id.to_bytes((lead_id.bit_length() + 7) // 8, "big")
    payload = hours.to_bytes(_EXPIRY, "big") + number
    return _written(payload + _mac(session, payload))


def read(session: Session, token: str) -> Link | None:
    """Say whose answer page a token opens.

    Args:
        session: The transaction.
        token: What the address holds; hostile until checked.

    Returns:
        The lead and whether the link is too old; None for a token that is not ours.
    """
    if not token.isascii() or len(token) > _LONGEST:
        return None
    try:
        raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    if _written(raw) != token:
        return None  # the last character holds spare bits: one link has one spelling
    payload, mac = raw[:-_MAC], raw[-_MAC:]
    if len(payload) <= _EXPIRY or not hmac.compare_digest(mac, _mac(session, payload)):
        return None
    hours, lead_id = payload[:_EXPIRY], int.from_bytes(payload[_EXPIRY:], "big")
    until = int.from_bytes(hours, "big") * _HOUR.total_seconds()
    return Link(min(lead_id, MAX_ID), clock.now().timestamp() >= until)


def address(origin: str, token: str) -> str:
    """Return the address of the answer page."""
    return origin + PATH + token


def unsubscribe_address(origin: str, token: str) -> str:
    """Return the address that takes the one-click POST of RFC 8058."""
    return origin + PATH + token + "/unsubscribe"


def longest(origin: str) -> str:
    """Return an address as long as one can become, to see what fits."""
    return address(origin, "x" * _LONGEST)


def _written(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _mac(session: Session, payload: bytes) -> bytes:
    return hmac.new(stamps.key(session), b"answer:" + payload, hashlib.sha256).digest()[:_MAC]
