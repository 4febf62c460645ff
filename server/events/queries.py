"""Read events, of an account or of one lead in it."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.db import execute, on_postgresql
from server.events.models import Event

# The first half of the key of the locks below.
_LOCK = 1_702_258_030
_ANNOUNCE = sa.text("SELECT pg_advisory_xact_lock_shared(:kind, :account)")


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
    if on_postgresql(session):
        if session.scalar(sa.select(query.exists())) is not True:
            return []
        settle(session, account_id)
    return session.scalars(query.order_by(Event.id).limit(limit)).all()


def announce(session: Session, account_id: int) -> None:
    """Note that a transaction is about to take an event's id, before it takes it.

    On PostgreSQL ids are taken in one order and committed in another. Writers share this lock
    until their commit, so that `settle` can wait for those that are before a reader.
    """
    if on_postgresql(session):
        execute(session, _ANNOUNCE, {"kind": _LOCK, "account": account_id})


def settle(session: Session, account_id: int) -> None:
    """Wait until every event of an account with an id already taken is committed or given up.

    What this transaction reads next has no gap that is filled later.
    """
    if on_postgresql(session):
        session.execute(
            sa.text("SELECT pg_advisory_xact_lock(:kind, :account)"),
            {"kind": _LOCK, "account": account_id},
        )


def newest_id(session: Session, account_id: int, lead_id: int | None = None) -> int:
    """Return the id of the newest event of an account, or of a lead in it; 0 when none."""
    settle(session, account_id)
    query = sa.select(sa.func.max(Event.id)).where(Event.account_id == account_id)
    if lead_id is not None:
        query = query.where(Event.lead_id == lead_id)
    return session.scalar(query) or 0
