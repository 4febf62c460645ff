"""Read leads: by the visitor's token, or by the account that they belong to."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.db import MAX_ID
from server.errors import NotFoundError
from server.leads.models import Lead, Status, Ticket


def by_token(session: Session, token: str) -> Ticket:
    """Return the ticket with a token.

    Raises:
        NotFoundError: There is none.
    """
    ticket = session.get(Ticket, token) if token.isalnum() else None
    if ticket is None:
        raise NotFoundError("there is no such ticket", "token")
    return ticket


def of_account(session: Session, account_id: int, lead_id: int) -> Lead:
    """Return an account's lead.

    Raises:
        NotFoundError: There is none with this id, or it is another account's.
    """
    lead = session.get(Lead, lead_id, populate_existing=True) if 0 < lead_id <= MAX_ID else None
    if lead is None or lead.account_id != account_id:
        raise NotFoundError("there is no such lead")
    return lead


def by_interaction(session: Session, account_id: int, interaction_id: str) -> Ticket | None:
    """Return the ticket of a submission that an account has already got."""
    return session.scalar(
        sa.select(Ticket)
        .join(Lead, Ticket.lead_id == Lead.id)
        .where(Lead.account_id == account_id, Lead.interaction_id == interaction_id)
    )


def inbox(
    session: Session, account_id: int, status: Status | None = None, limit: int = 100
) -> Sequence[Lead]:
    """Return an account's leads, the newest first.

    Args:
        session: The transaction.
        account_id: Whose leads.
        status: Only those in this state.
        limit: At most so many.
    """
    query = sa.select(Lead).where(Lead.account_id == account_id)
    if status is not None:
        query = query.where(Lead.status == status)
    return session.scalars(query.order_by(Lead.id.desc()).limit(limit)).unique().all()


def counts(session: Session, account_id: int) -> dict[str, int]:
    """Return how many leads an account has in each state."""
    rows = session.execute(
        sa.select(Lead.status, sa.func.count())
        .where(Lead.account_id == account_id)
        .group_by(Lead.status)
    ).all()
    return {"new": 0, "processing": 0, "finished": 0} | {row[0]: row[1] for row in rows}
