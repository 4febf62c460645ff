"""Write an event; the commit that holds it wakes the streams of its account and its lead."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from server import bulk, clock, db
from server.accounts.models import User
from server.events import queries
from server.events.models import Event
from server.webhooks import queue as webhooks

_EVENT = db.table(Event)
# What is recorded waits under this key of the session's, where there is one.
_KEPT = "events"


@dataclass(frozen=True)
class Happened:
    """Something that happened.

    Attributes:
        account_id: Whose event it is.
        kind: What happened, such as `lead_taken`.
        data: More about it, JSON.
        lead_id: The lead that it happened to.
        user_id: Who did it; None for a visitor.
    """

    account_id: int
    kind: str
    data: dict[str, Any]
    lead_id: int | None = None
    user_id: int | None = None


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
    user_id = user.id if user else None
    happened = Happened(account_id, kind, data, lead_id, user_id)
    kept = session.info.get(_KEPT)
    if kept is None:
        record_all(session, [happened])
    else:
        kept.append(happened)


@contextmanager
def together(session: Session) -> Iterator[None]:
    """Write what a block records at its end, at once: a database is asked once and not each time.

    Args:
        session: The transaction that makes the changes.
    """
    if _KEPT in session.info:
        yield
        return
    kept: list[Happened] = []
    session.info[_KEPT] = kept
    try:
        yield
    finally:
        del session.info[_KEPT]
    if kept:
        record_all(session, kept)


def record_all(session: Session, happened: Sequence[Happened]) -> None:
    """Add events to the transaction under way.

    Args:
        session: The transaction that makes the changes.
        happened: What they tell.
    """
    # In one order, for two transactions must not wait for each other.
    for account_id in sorted({each.account_id for each in happened}):
        queries.announce(session, account_id)
        db.touch(session, account_topic(account_id))
    now = clock.now()
    rows = [{**vars(each), "at": now} for each in happened]
    written = bulk.insert(session, _EVENT, rows, "id", "lead_id")
    of_leads = [row for row in written if row.lead_id is not None]
    if of_leads:
        webhooks.enqueue(session, [row.id for row in of_leads])
        db.touch(session, *(lead_topic(row.lead_id) for row in of_leads))
