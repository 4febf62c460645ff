"""Keep what a site tells about a visitor, and forget whom it was about."""

import secrets
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from server import clock
from server.accounts.models import Account
from server.intelligence.models import Intelligence
from server.leads import actions as leads


def receive(
    session: Session, account: Account, customer_id: str, events: list[dict[str, Any]]
) -> int:
    """Store a visitor's events; an id that the account has already got is not stored again.

    Args:
        session: The transaction.
        account: Whose visitor.
        customer_id: The visitor's profile.
        events: Checked `{"id", "event_type", "payload"}`.

    Returns:
        How many were received, repeats included: the sender need not keep them any longer.
    """
    for event in events:
        known = sa.select(Intelligence.id).where(
            Intelligence.account_id == account.id, Intelligence.interaction_id == event["id"]
        )
        if session.scalar(known) is None:
            _store(session, account, customer_id, event)
    return len(events)


def create_profile(session: Session, account: Account, old_customer_id: str) -> str:
    """Cut an old profile from everything that was kept under it.

    Args:
        session: The transaction.
        account: Whose visitor.
        old_customer_id: The profile to forget, or "".

    Returns:
        A new profile's id.
    """
    if old_customer_id:
        session.execute(
            sa.update(Intelligence)
            .where(
                Intelligence.account_id == account.id, Intelligence.customer_id == old_customer_id
            )
            .values(customer_id=None)
        )
        leads.forget_customer(session, account, old_customer_id)
    return secrets.token_hex(20)


def _store(session: Session, account: Account, customer_id: str, event: dict[str, Any]) -> None:
    row = Intelligence(
        account_id=account.id,
        interaction_id=event["id"],
        customer_id=customer_id,
        event_type=event["event_type"],
        payload=event["payload"],
        received_at=clock.now(),
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        # The same event, in another process, at the same moment.
        return
