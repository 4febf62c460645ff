"""Server-sent events from the event table."""

from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any

from litestar import Request
from litestar.response import Stream
from litestar.response.sse import ServerSentEventMessage
from sqlalchemy.orm import Session

from server.db import Database, row_id
from server.errors import Refusal
from server.events import actions, queries
from server.events.broker import Broker
from server.events.models import Event

HEARTBEAT = 15.0
RETRY_MILLISECONDS = 2000
# A ticket is one visitor's: more readers than tabs are somebody else's idea.
MAX_READERS_OF_A_LEAD = 30


async def stream(
    db: Database,
    broker: Broker,
    account_id: int,
    last_id: int,
    lead_id: int | None = None,
    allowed: Callable[[Session], bool] | None = None,
) -> AsyncIterator[Event | None]:
    """Yield an account's events, or those of one lead in it, as they are committed.

    Args:
        db: The database.
        broker: Who wakes us.
        account_id: Whose events.
        last_id: The newest event that the reader has seen.
        lead_id: Only the events of this lead.
        allowed: Asked before each look and each heartbeat, so that a stream ends when its reader
            logs out; None for who may always read.

    Yields:
        Each event in order, or None when it is time for a heartbeat.
    """
    everything = actions.account_topic(account_id)
    topic = everything if lead_id is None else actions.lead_topic(lead_id)

    def look(session: Session) -> Sequence[Event] | None:
        if allowed and not allowed(session):
            return None
        return queries.after(session, account_id, last_id, lead_id) if rung else ()

    with broker.subscribe(topic) as subscription:
        rung = True
        while not broker.closed:
            # Thousands wait in silence: they ask the database nothing.
            events = await db.run(look) if rung or allowed else ()
            if events is None:
                return
            for event in events:
                last_id = event.id
                yield event
            rung = bool(events) or await subscription.wait(HEARTBEAT)
            if not rung and not broker.closed:
                yield None


def refuse_a_crowd(broker: Broker, lead_id: int) -> None:
    """Refuse one more reader of a lead that has too many.

    Raises:
        Refusal: 429.
    """
    if broker.count(actions.lead_topic(lead_id)) >= MAX_READERS_OF_A_LEAD:
        raise Refusal(
            429, "too many streams are open for this ticket", headers={"Retry-After": "30"}
        )


def last_event_id(request: Request[Any, Any, Any]) -> int | None:
    """Read the `Last-Event-ID` header; None when it is missing or not one of our ids."""
    return row_id(request.headers.get("last-event-id", ""))


def message(data: str, event: str, event_id: int) -> bytes:
    """Encode one server-sent event."""
    return ServerSentEventMessage(data=data, event=event, id=event_id, sep="\n").encode()


def heartbeat() -> bytes:
    """Encode a comment that keeps proxies from closing a silent stream."""
    return b": \n\n"


def response(messages: AsyncIterator[bytes]) -> Stream:
    """Answer with a stream of encoded messages; the first bytes go out at once."""

    async def opened() -> AsyncIterator[bytes]:
        yield f"retry: {RETRY_MILLISECONDS}\n\n".encode()
        async for encoded in messages:
            yield encoded

    return Stream(
        opened(),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )
