"""The console's live stream: which lead changed, so that a page can draw it again."""

import json
from collections.abc import AsyncIterator
from functools import partial
from typing import Any

from litestar import Request, Response, get
from sqlalchemy.orm import Session

from server.accounts.models import LoginSession
from server.console import access
from server.db import MAX_ID, Database
from server.events import queries as events
from server.events import streams
from server.events.broker import Broker
from server.leads import queries as leads


@get("/console/events", dependencies=access.ME)
async def console_events(
    request: Request[Any, Any, Any], db: Database, broker: Broker, me: LoginSession
) -> Response[Any]:
    """Stream the account's lead events, or with `?lead=` those of one lead.

    `?after=` is the newest event that the page shows, so that nothing gets lost between drawing
    the page and opening the stream; a reconnecting browser's `Last-Event-ID` goes before it.
    """
    lead_id = _number(request.query_params.get("lead"))
    newest = await db.run(_newest, me.user.account_id, lead_id)
    seen = streams.last_event_id(request)
    if seen is None:
        seen = _number(request.query_params.get("after"))
    allowed = partial(access.still_logged_in, sent_token=access.token(request))
    start = newest if seen is None else seen
    changes = streams.stream(db, broker, me.user.account_id, start, lead_id, allowed)
    return streams.response(_messages(changes))


async def _messages(changes: AsyncIterator[Any]) -> AsyncIterator[bytes]:
    async for event in changes:
        if event is None:
            yield streams.heartbeat()
        else:
            data = {"lead": event.lead_id, "kind": event.kind, **event.data}
            yield streams.message(json.dumps(data), "lead", event.id)


def _newest(session: Session, account_id: int, lead_id: int | None) -> int:
    if lead_id is not None:
        leads.of_account(session, account_id, lead_id)
    return events.newest_id(session, account_id, lead_id)


def _number(text: str | None) -> int | None:
    if not text or not text.isascii() or not text.isdigit() or len(text) > 19:
        return None
    return min(int(text), MAX_ID)


ROUTES = [console_events]
