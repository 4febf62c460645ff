"""Read webhooks and their deliveries, of one account."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.db import MAX_ID
from server.errors import NotFoundError
from server.events.models import Event
from server.leads.models import Lead
from server.webhooks.models import Delivery, Webhook


@dataclass(frozen=True)
class Entry:
    """A line of the delivery log.

    Attributes:
        delivery: The delivery.
        event: What it tells.
        lead: Of whom.
    """

    delivery: Delivery
    event: Event
    lead: Lead


def of_account(session: Session, account_id: int) -> Sequence[Webhook]:
    """Return an account's webhooks, the oldest first."""
    query = sa.select(Webhook).where(Webhook.account_id == account_id).order_by(Webhook.id)
    return session.scalars(query).all()


def one(session: Session, account_id: int, webhook_id: int) -> Webhook:
    """Return an account's webhook.

    Raises:
        NotFoundError: There is none with this id, or it is another account's.
    """
    found = session.get(Webhook, webhook_id) if 0 < webhook_id <= MAX_ID else None
    if found is None or found.account_id != account_id:
        raise NotFoundError("there is no such webhook")
    return found


def delivery(session: Session, webhook: Webhook, delivery_id: int) -> Delivery:
    """Return a webhook's delivery.

    Raises:
        NotFoundError: There is none with this id, or it is another webhook's.
    """
    found = session.get(Delivery, delivery_id) if 0 < delivery_id <= MAX_ID else None
    if found is None or found.webhook_id != webhook.id:
        raise NotFoundError("there is no such delivery")
    return found


def log(session: Session, webhook: Webhook, before: int = MAX_ID, limit: int = 50) -> list[Entry]:
    """Return a webhook's deliveries, the newest first.

    Args:
        session: The transaction.
        webhook: Whose.
        before: Only those older than this one.
        limit: At most so many.
    """
    query = (
        sa.select(Delivery, Event, Lead)
        .join(Event, Event.id == Delivery.event_id)
        .join(Lead, Lead.id == Event.lead_id)
        .where(Delivery.webhook_id == webhook.id, Delivery.id < before)
        .order_by(Delivery.id.desc())
        .limit(limit)
    )
    return [Entry(*row) for row in session.execute(query).unique()]


def counts(session: Session, account_id: int) -> dict[tuple[int, str], int]:
    """Return how many deliveries each webhook has in each state."""
    query = (
        sa.select(Delivery.webhook_id, Delivery.status, sa.func.count())
        .join(Webhook)
        .where(Webhook.account_id == account_id)
        .group_by(Delivery.webhook_id, Delivery.status)
    )
    return {(row[0], row[1]): row[2] for row in session.execute(query)}
