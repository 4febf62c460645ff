"""Deliver what is due, in the server's event loop, until the server stops."""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from litestar import Litestar

from server.db import Database
from server.events.broker import Broker, Subscription
from server.webhooks import actions
from server.webhooks.actions import Job
from server.webhooks.queue import TOPIC
from server.webhooks.sender import MOST_AT_ONCE, Sender

log = logging.getLogger("server.webhooks")
# How late a next try may be; what is new rings the bell.
_POLL_SECONDS = 5.0


class Runner:
    """Delivers. Several processes may: each delivery is taken by one of them."""

    def __init__(
        self, db: Database, broker: Broker, sender: Sender, poll_seconds: float = _POLL_SECONDS
    ) -> None:
        """Nothing runs yet."""
        self._db = db
        self._broker = broker
        self._sender = sender
        self._poll_seconds = poll_seconds
        self._under_way: Counter[int] = Counter()
        self._bell: Subscription | None = None
        self._stopped = False
        self._tasks: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Deliver until `stop`, or until the broker closes."""
        with self._broker.subscribe(TOPIC) as bell:
            self._bell = bell
            while not (self._stopped or self._broker.closed):
                try:
                    await self._begin(bell)
                except Exception:
                    # A database that is away for a moment must not end every delivery.
                    log.exception("deliveries could not be read")
                await bell.wait(self._poll_seconds)

    async def stop(self) -> None:
        """End what is under way; it is tried again when its lease is over.

        `run` is not cancelled: Python 3.11's `wait_for` can lose a cancellation.
        """
        self._stopped = True
        if self._bell:
            self._bell.ring()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._sender.close()

    async def _begin(self, bell: Subscription) -> None:
        free = MOST_AT_ONCE - len(self._tasks)
        if free <= 0:
            return
        for job in await self._db.run(actions.claim, dict(self._under_way), free):
            self._under_way[job.webhook_id] += 1
            task = asyncio.create_task(self._deliver(job))
            self._tasks.add(task)
            task.add_done_callback(partial(self._over, job, bell))

    def _over(self, job: Job, bell: Subscription, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._under_way[job.webhook_id] -= 1
        bell.ring()

    async def _deliver(self, job: Job) -> None:
        try:
            answer = await self._sender.send(job.url, job.headers, job.body)
            await self._db.run(actions.finish, job, answer)
        except Exception:
            # Its lease runs out, and it is tried again.
            log.exception("a delivery could not be finished")


@asynccontextmanager
async def delivering(app: Litestar) -> AsyncIterator[None]:
    """Deliver while the application runs (a lifespan)."""
    private = app.state.parts.settings.private_webhooks
    runner = Runner(app.state.db, app.state.broker, Sender(private=private))
    running = asyncio.create_task(runner.run())
    try:
        yield
    finally:
        await runner.stop()
        await running
