"""Hear of other processes' commits: one LISTEN for all streams of this one, on PostgreSQL."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import psycopg
import sqlalchemy as sa

from server.db import NOTIFY_CHANNEL, Database
from server.events.broker import Broker

_AGAIN_SECONDS = 1.0
# Streams wait for what is heard here, so a connection that has died in silence is noticed soon:
# after 25 seconds.
_ALIVE: dict[str, Any] = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3}

log = logging.getLogger(__name__)


@asynccontextmanager
async def hearing(db: Database, broker: Broker) -> AsyncIterator[None]:
    """Wake the streams of this event loop after each commit, until the block ends.

    Args:
        db: The database.
        broker: Who knows the streams; it is closed at the end.
    """
    db.attach(asyncio.get_running_loop())
    listening = None if db.embedded else asyncio.create_task(listen(db.address, broker))
    try:
        yield
    finally:
        broker.close()
        if listening:
            listening.cancel()
            with suppress(asyncio.CancelledError):
                await listening


async def listen(address: sa.URL, broker: Broker) -> None:
    """Wake streams until cancelled; a lost connection is made again, and everyone looks then.

    Args:
        address: The database's.
        broker: Who knows the streams.
    """
    plain = address.set(drivername="postgresql").render_as_string(hide_password=False)
    while True:
        try:
            connecting = psycopg.AsyncConnection.connect(plain, autocommit=True, **_ALIVE)
            async with await connecting as connection:
                await connection.execute(f"LISTEN {NOTIFY_CHANNEL}".encode())
                broker.wake_all()
                async for notice in connection.notifies():
                    topics = set(json.loads(notice.payload))
                    if topics:
                        broker.wake(topics)
                    else:
                        broker.wake_all()
        except psycopg.Error as error:
            log.warning("the database cannot be listened to, trying again: %s", error)
        await asyncio.sleep(_AGAIN_SECONDS)
