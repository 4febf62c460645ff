"""When the server drew a form, signed, so that nobody can claim to have taken longer over it."""

import hashlib
import hmac

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server import clock
from server.suspicion.models import StampKey


def make(session: Session) -> str:
    """Return the stamp of this moment, for the form's hidden `drawn`: `<seconds>.<signature>`."""
    seconds = str(int(clock.now().timestamp()))
    return f"{seconds}.{_signature(session, seconds)}"


def age(session: Session, stamp: str) -> int | None:
    """Return how many seconds ago a form was drawn.

    Args:
        session: The transaction.
        stamp: What the form sent; hostile until checked.

    Returns:
        The seconds, whole; None for a stamp that is not ours.
    """
    seconds, _, signature = stamp.partition(".")
    if not (seconds.isascii() and seconds.isdigit() and len(seconds) < 12):
        return None
    if not hmac.compare_digest(signature.encode(), _signature(session, seconds).encode()):
        return None
    return max(0, int(clock.now().timestamp()) - int(seconds))


def key(session: Session) -> bytes:
    """Return the server's secret; whoever signs something else with it says what first."""
    found = session.scalars(sa.select(StampKey.key).order_by(StampKey.id).limit(1)).one()
    return bytes.fromhex(found)


def _signature(session: Session, text: str) -> str:
    return hmac.new(key(session), text.encode(), hashlib.sha256).hexdigest()[:32]
