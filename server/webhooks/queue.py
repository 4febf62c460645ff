"""Put an event on its way to the account's webhooks, in the transaction that it happened in."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server import db
from server.webhooks.models import Delivery, Webhook

TOPIC = "webhooks"

_WEBHOOK = db.table(Webhook).c
_AT = sa.bindparam("at", type_=db.UtcDateTime())
_COLUMNS: dict[str, sa.ColumnElement[Any]] = {
    "webhook_id": _WEBHOOK.id,
    "event_id": sa.bindparam("event", type_=db.BigInt),
    "status": sa.literal("waiting"),
    "tries": sa.literal(0),
    "due": _AT,
    "answer": sa.literal(0),
    "detail": sa.literal(""),
    "created_at": _AT,
}
_INSERT = sa.insert(db.table(Delivery)).from_select(
    list(_COLUMNS),
    sa.select(*_COLUMNS.values()).where(
        _WEBHOOK.account_id == sa.bindparam("account"), _WEBHOOK.enabled
    ),
)


def enqueue(session: Session, account_id: int, event_id: int, at: datetime) -> None:
    """Queue an event of a lead for every webhook of its account that is switched on.

    Args:
        session: The transaction that wrote the event: both are kept, or neither.
        account_id: Whose event.
        event_id: The event.
        at: When it happened.
    """
    queued = db.execute(session, _INSERT, {"account": account_id, "event": event_id, "at": at})
    if queued.rowcount:
        db.touch(session, TOPIC)
