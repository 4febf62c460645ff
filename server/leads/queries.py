"""Read leads: by the visitor's token, or by the account that they belong to."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.db import MAX_ID
from server.errors import NotFoundError, Refusal
from server.leads.models import Lead, Status, Ticket


class UsedOtherwiseError(Refusal):
    """An interaction id is that of a lead which another kind of call has made."""

    def __init__(self) -> None:
        """Say that the id is used."""
        said = "an id of its own for each submission; another kind of call has used this one"
        super().__init__(409, said, "interaction_id")


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
    """Return the ticket of a submission that an account has already got.

    Raises:
        UsedOtherwiseError: It has got the lead by a call that gives no tickets.
    """
    lead_id = session.scalar(
        sa.select(Lead.id).where(
            Lead.account_id == account_id, Lead.interaction_id == interaction_id
        )
    )
    if lead_id is None:
        return None
    ticket = session.scalar(sa.select(Ticket).where(Ticket.lead_id == lead_id))
    if ticket is None:
        raise UsedOtherwiseError
    return ticket


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
