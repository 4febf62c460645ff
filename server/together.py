"""Do together, in one transaction, what is asked for at the same moment.

A transaction costs nearly the same for one call as for fifty. Those that come while another one
is under way wait for it, and share the next, which waits a moment for those who have just been
answered: under load they come again. Where one of them spoils it for all, each is done again
alone, so that none ever suffers for another.
"""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Generic, TypeVar

from sqlalchemy.orm import Session

from server.db import Database
from server.errors import Refusal

Call = TypeVar("Call")
Answer = TypeVar("Answer")

# On SQLite the event loop stands still meanwhile.
MOST = 50
# The longest such wait; who is alone never waits.
_SOON = 0.005  # seconds


class Together(Generic[Call, Answer]):
    """Gathers calls of one kind. Used in the event loop only."""

    def __init__(
        self,
        db: Database,
        do_all: Callable[[Session, Sequence[Call]], Sequence[Answer | Refusal]],
    ) -> None:
        """Wait for calls.

        Args:
            db: The database.
            do_all: Does some calls in a transaction; returns the answer or the refusal of each.
                What it raises rolls all of them back.
        """
        self._db = db
        self._do_all = do_all
        self._waiting: list[tuple[Call, asyncio.Future[Answer]]] = []
        self._draining: asyncio.Task[None] | None = None
        self._likely = 1
        self._enough = asyncio.Event()

    async def do(self, call: Call) -> Answer:
        """Do a call, with those that come at the same time.

        Args:
            call: The call.

        Returns:
            Its answer, after the commit.

        Raises:
            Refusal: It is not granted.
            Exception: What `do_all` raised when it was done alone.
        """
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting.append((call, answer))
        if len(self._waiting) >= self._likely:
            self._enough.set()
        if self._draining is None:
            # A task, for the first caller may go away before the others are answered.
            self._draining = asyncio.create_task(self._drain())
        return await answer

    async def _drain(self) -> None:
        try:
            while self._waiting:
                await self._gathered()
                some, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
                outcomes = await self._outcomes([call for call, _ in some])
                for (_, answer), outcome in zip(some, outcomes, strict=True):
                    _settle(answer, outcome)
                self._likely = min(len(some) + len(self._waiting), MOST)
        finally:
            self._draining = None

    async def _gathered(self) -> None:
        """Wait for as many as are likely to come, if they come soon."""
        self._enough.clear()
        if len(self._waiting) < self._likely:
            with suppress(TimeoutError):
                async with asyncio.timeout(_SOON):
                    await self._enough.wait()

    async def _outcomes(self, calls: list[Call]) -> Sequence[Answer | Exception]:
        try:
            return await self._db.run(self._do_all, calls)
        except Exception as error:
            if len(calls) == 1:
                return [error]
        return [outcome for call in calls for outcome in await self._outcomes([call])]


def _settle(answer: "asyncio.Future[Answer]", outcome: Answer | Exception) -> None:
    if answer.done():  # whoever asked has gone
        return
    if isinstance(outcome, Exception):
        answer.set_exception(outcome)
    else:
        answer.set_result(outcome)
