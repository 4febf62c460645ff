"""Put events on their way to the account's webhooks, in the transaction that they happened in."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server import db
from server.events.models import Event
from server.webhooks.models import Delivery, Webhook

TOPIC = "webhooks"

_WEBHOOK, _EVENT = db.table(Webhook).c, db.table(Event).c
_COLUMNS: dict[str, sa.ColumnElement[Any]] = {
    "webhook_id": _WEBHOOK.id,
    "event_id": _EVENT.id,
    "status": sa.literal("waiting"),
    "tries": sa.literal(0),
    "due": _EVENT.at,
    "answer": sa.literal(0),
    "detail": sa.literal(""),
    "created_at": _EVENT.at,
}
_INSERT = (
    sa.insert(db.table(Delivery))
    .from_select(
        list(_COLUMNS),
        sa.select(*_COLUMNS.values())
        .where(
            _WEBHOOK.account_id == _EVENT.account_id,
            _WEBHOOK.enabled,
            _EVENT.id.in_(sa.bindparam("events", expanding=True)),
        )
        .order_by(_EVENT.id, _WEBHOOK.id),
    )
    .execution_options(preserve_rowcount=True)
)


def enqueue(session: Session, events: Sequence[int]) -> None:
    """Queue events of leads for every webhook of their accounts that is switched on.

    Args:
        session: The transaction that wrote the events: both are kept, or neither.
        events: Their ids.
    """
    queued = db.execute(session, _INSERT, {"events": events})
    if queued.rowcount:
        db.touch(session, TOPIC)
