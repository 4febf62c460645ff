"""Put an event on its way to the account's webhooks, in the transaction that it happened in."""

from typing import cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server import db
from server.events.models import Event
from server.webhooks.models import Delivery, Webhook

TOPIC = "webhooks"


def enqueue(session: Session, event: Event) -> None:
    """Queue an event of a lead for every webhook of its account that is switched on.

    Args:
        session: The transaction that wrote the event: both are kept, or neither.
        event: The event, with its id.
    """
    if event.lead_id is None:
        return
    at = sa.literal(event.at, db.UtcDateTime())
    columns = {
        Delivery.webhook_id: Webhook.id,
        Delivery.event_id: sa.literal(event.id),
        Delivery.status: sa.literal("waiting"),
        Delivery.tries: sa.literal(0),
        Delivery.due: at,
        Delivery.answer: sa.literal(0),
        Delivery.detail: sa.literal(""),
        Delivery.created_at: at,
    }
    wanted = sa.select(*columns.values()).where(
        Webhook.account_id == event.account_id, Webhook.enabled
    )
    table = cast("sa.Table", Delivery.__table__)
    names = [column.key for column in columns]
    queued = session.execute(sa.insert(table).from_select(names, wanted))
    if queued.rowcount:  # type: ignore[attr-defined]
        db.touch(session, TOPIC)
