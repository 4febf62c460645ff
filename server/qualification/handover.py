"""Hand the first turns of new leads to the engine, where turns are run.

Taking a lead must be quick, and the engine takes its time with each turn. So `submissions` only
notes that a turn is to be handed over, in the transaction that stores the lead: no turn is lost,
whoever dies. Later turns are handed over by the transaction that decides them.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server import db
from server.db import Database
from server.events.broker import Broker, Subscription
from server.qualification import actions
from server.qualification.models import Qualification

log = logging.getLogger(__name__)

TOPIC = "turns"
# In one transaction: on SQLite everybody else waits meanwhile.
_MOST = 25
# What is new rings the bell; this is for a bell that was not heard.
_POLL_SECONDS = 5.0

_ROWS = db.table(Qualification)
_NEXT = (
    sa.select(_ROWS.c.account_id, _ROWS.c.lead_id, _ROWS.c.phase, _ROWS.c.turn, _ROWS.c.due)
    .where(
        ~_ROWS.c.handed_over,
        _ROWS.c.lead_id.between(sa.bindparam("first"), sa.bindparam("last")),
    )
    .order_by(_ROWS.c.lead_id)
    .limit(_MOST)
)
_MINE = _NEXT.with_for_update(skip_locked=True)
_DONE = (
    sa.update(_ROWS)
    .where(_ROWS.c.lead_id.in_(sa.bindparam("leads", expanding=True)))
    .values(handed_over=True)
)


@asynccontextmanager
async def handing_over(database: Database, broker: Broker) -> AsyncIterator[None]:
    """Hand turns over until the block ends, and close the broker then: the process stops.

    Args:
        database: The database; its process runs turns. Several may: each turn is handed over once.
        broker: Who hears of new leads.
    """
    with broker.subscribe(TOPIC) as bell:
        going = asyncio.create_task(_hand_over(database, broker, bell))
        try:
            yield
        finally:
            broker.close()
            await going


def some(session: Session, first: int = 0, last: int = db.MAX_ID) -> list[int]:
    """Hand over the turns of the next few leads.

    Args:
        session: The transaction, of a process with an engine.
        first: Only of leads from this one on.
        last: Only of leads up to this one.

    Returns:
        Whose they were, in order.
    """
    rows = session.connection().execute(_MINE, {"first": first, "last": last}).all()
    for row in rows:
        actions.enqueue_turn(session, *row)
    leads = [row.lead_id for row in rows]
    if leads:
        db.execute(session, _DONE, {"leads": leads})
    return leads


async def _hand_over(database: Database, broker: Broker, bell: Subscription) -> None:
    while not broker.closed:
        try:
            first = 0
            while leads := await asyncio.to_thread(_some_or_each, database, first):
                if broker.closed:
                    break
                first = leads[-1] + 1
        except Exception:
            # A database that is away for a moment must not end every later turn.
            log.exception("turns could not be handed over and will be tried again")
        await bell.wait(_POLL_SECONDS)


def _some_or_each(database: Database, first: int) -> list[int]:
    """Hand over the turns of the next few leads; where one fails, each by itself."""
    try:
        return database.call(some, first)
    except Exception:
        # Whatever it was meets one of them again, and is logged with it.
        leads = database.call(_waiting, first)
        for lead in leads:
            _one(database, lead)
        return leads


def _one(database: Database, lead: int) -> None:
    try:
        database.call(some, lead, lead)
    except Exception:
        # It must not hold up the leads behind it.
        log.exception("the turn of lead %s could not be handed over and will be tried again", lead)


def _waiting(session: Session, first: int) -> list[int]:
    found = session.connection().execute(_NEXT, {"first": first, "last": db.MAX_ID})
    return [row.lead_id for row in found]
