"""Write an event; the commit that holds it wakes the streams of its account and its lead."""

from typing import Any

from sqlalchemy.orm import Session

from server import clock, db
from server.accounts.models import User
from server.events import queries
from server.events.models import Event
from server.webhooks import queue as webhooks


def account_topic(account_id: int) -> str:
    """Name the topic of everything that happens in an account."""
    return f"account:{account_id}"


def lead_topic(lead_id: int) -> str:
    """Name the topic of everything that happens to a lead."""
    return f"lead:{lead_id}"


def record(
    session: Session,
    account_id: int,
    kind: str,
    data: dict[str, Any],
    *,
    lead_id: int | None = None,
    user: User | None = None,
) -> Event:
    """Add an event to the transaction under way.

    Args:
        session: The transaction that makes the change.
        account_id: Whose event it is.
        kind: What happened, such as `lead_taken`.
        data: More about it, JSON.
        lead_id: The lead that it happened to.
        user: Who did it; None for a visitor.

    Returns:
        The event with its id.
    """
    queries.announce(session, account_id)
    event = Event(
        account_id=account_id,
        lead_id=lead_id,
        user_id=user.id if user else None,
        kind=kind,
        data=data,
        at=clock.now(),
    )
    session.add(event)
    session.flush()
    webhooks.enqueue(session, event)
    db.touch(session, account_topic(account_id))
    if lead_id is not None:
        db.touch(session, lead_topic(lead_id))
    return event
