"""Read events, of an account or of one lead in it."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.events.models import Event


def after(
    session: Session, account_id: int, last_id: int, lead_id: int | None = None, limit: int = 100
) -> Sequence[Event]:
    """Return an account's events that are newer than one, oldest first.

    Args:
        session: The transaction.
        account_id: Whose events.
        last_id: The id of the newest event already seen.
        lead_id: Only the events of this lead.
        limit: At most so many.
    """
    query = sa.select(Event).where(Event.account_id == account_id, Event.id > last_id)
    if lead_id is not None:
        query = query.where(Event.lead_id == lead_id)
    return session.scalars(query.order_by(Event.id).limit(limit)).all()


def newest_id(session: Session, account_id: int, lead_id: int | None = None) -> int:
    """Return the id of the newest event of an account, or of a lead in it; 0 when none."""
    query = sa.select(sa.func.max(Event.id)).where(Event.account_id == account_id)
    if lead_id is not None:
        query = query.where(Event.lead_id == lead_id)
    return session.scalar(query) or 0
