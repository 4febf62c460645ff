"""Wake the streams of this process: no data goes through here, only "look again"."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class Subscription:
    """One stream's bell."""

    def __init__(self) -> None:
        """Start silent."""
        self._bell = asyncio.Event()

    def ring(self) -> None:
        """Wake the stream, or keep it from its next sleep."""
        self._bell.set()

    async def wait(self, seconds: float) -> bool:
        """Sleep until rung.

        Args:
            seconds: The longest sleep.

        Returns:
            Whether it was rung.
        """
        with suppress(TimeoutError):
            await asyncio.wait_for(self._bell.wait(), seconds)
        rung = self._bell.is_set()
        self._bell.clear()
        return rung


class Broker:
    """Knows which stream waits for which topic. Used in the event loop only."""

    def __init__(self) -> None:
        """Start with nobody waiting."""
        self._waiting: dict[str, set[Subscription]] = {}
        self.closed = False

    @contextmanager
    def subscribe(self, topic: str) -> Iterator[Subscription]:
        """Listen to a topic until the block ends."""
        subscription = Subscription()
        self._waiting.setdefault(topic, set()).add(subscription)
        try:
            yield subscription
        finally:
            self._waiting[topic].discard(subscription)
            if not self._waiting[topic]:
                del self._waiting[topic]

    def count(self, topic: str) -> int:
        """Return how many streams listen to a topic."""
        return len(self._waiting.get(topic, ()))

    def wake(self, topics: set[str]) -> None:
        """Wake everyone who listens to one of these topics."""
        for topic in topics:
            for subscription in self._waiting.get(topic, ()):
                subscription.ring()

    def wake_all(self) -> None:
        """Wake everyone."""
        self.wake(set(self._waiting))

    def close(self) -> None:
        """End every stream, for the process is about to stop."""
        self.closed = True
        self.wake_all()
