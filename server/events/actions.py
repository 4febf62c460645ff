"""Write an event; the commit that holds it wakes the streams of its account and its lead."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server import clock, db
from server.accounts.models import User
from server.events import queries
from server.events.models import Event
from server.webhooks import queue as webhooks

_INSERT = sa.insert(db.table(Event))


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
) -> None:
    """Add an event to the transaction under way.

    Args:
        session: The transaction that makes the change.
        account_id: Whose event it is.
        kind: What happened, such as `lead_taken`.
        data: More about it, JSON.
        lead_id: The lead that it happened to.
        user: Who did it; None for a visitor.
    """
    queries.announce(session, account_id)
    now = clock.now()
    values = {
        "account_id": account_id,
        "lead_id": lead_id,
        "user_id": user.id if user else None,
        "kind": kind,
        "data": data,
        "at": now,
    }
    (event_id,) = db.execute(session, _INSERT, values).inserted_primary_key or (0,)
    db.touch(session, account_topic(account_id))
    if lead_id is not None:
        webhooks.enqueue(session, account_id, event_id, now)
        db.touch(session, lead_topic(lead_id))
