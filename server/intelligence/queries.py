"""Read a visitor's intelligence."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.intelligence.models import Intelligence


def of_customer(
    session: Session, account_id: int, customer_id: str | None, limit: int = 100
) -> Sequence[Intelligence]:
    """Return the newest events of an account's visitor, the newest first.

    Args:
        session: The transaction.
        account_id: Whose visitor.
        customer_id: The visitor's profile; None (it was cut, or never made) has no events.
        limit: At most so many.
    """
    if not customer_id:
        return []
    return session.scalars(
        sa.select(Intelligence)
        .where(Intelligence.account_id == account_id, Intelligence.customer_id == customer_id)
        .order_by(Intelligence.id.desc())
        .limit(limit)
    ).all()
