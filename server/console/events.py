"""The console's live stream: each change with what a page needs to show it, drawn."""

import json
from collections.abc import AsyncIterator
from functools import partial
from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from sqlalchemy.orm import Session

from server.accounts.models import LoginSession
from server.console import access, filters, frame, queries, words
from server.console.filters import Filter
from server.db import Database, row_id
from server.events import queries as events
from server.events import streams
from server.events.broker import Broker
from server.events.models import Event
from server.leads import queries as leads


@get("/console/events", dependencies=access.ME)
async def console_events(
    request: Request[Any, Any, Any],
    db: NamedDependency[Database],
    broker: NamedDependency[Broker],
    me: NamedDependency[LoginSession],
) -> Response[Any]:
    """Stream the account's lead events.

    With `?lead=` an event of that lead carries the lead's page, drawn again; else each carries
    the lead's row for the list that `?view=` and `?q=` narrow. `?after=` is the newest event
    that the page shows, so that nothing gets lost between drawing the page and opening the
    stream; a reconnecting browser's `Last-Event-ID` goes before it.
    """
    lead_id = row_id(request.query_params.get("lead", ""))
    newest = await db.run(_newest, me.user.account_id, lead_id)
    seen = streams.last_event_id(request)
    if seen is None:
        seen = row_id(request.query_params.get("after", ""))
    allowed = partial(access.still_logged_in, sent_token=access.token(request))
    start = newest if seen is None else seen
    changes = streams.stream(db, broker, me.user.account_id, start, None, allowed)
    draw = partial(_drawn, me=me, narrowed=filters.read(request.query_params), shown=lead_id)
    return streams.response(_messages(db, changes, draw))


async def _messages(db: Database, changes: AsyncIterator[Any], draw: Any) -> AsyncIterator[bytes]:
    async for event in changes:
        if event is None:
            yield streams.heartbeat()
        elif event.lead_id is not None:
            yield streams.message(json.dumps(await db.run(draw, event)), "lead", event.id)


def _drawn(
    session: Session, event: Event, me: LoginSession, narrowed: Filter, shown: int | None
) -> dict[str, Any]:
    """Draw a lead as it is now, whatever the event was: a repeated event does no harm."""
    lead_id = event.lead_id or 0
    said = {"lead": lead_id, "kind": event.kind, "status": event.data.get("status", "")}
    if shown == lead_id:
        detail = queries.detail(session, me, lead_id)
        context = {"me": me, "detail": detail, "notice": "", "unsaved": ""}
        html = frame.part("lead_part.html.j2", context)
        return {**said, "counts": detail.counts, "says": words.said(detail.lead), "html": html}
    row = queries.row(session, me, lead_id, narrowed)
    said |= {"counts": row.counts, "says": words.said(row.lead)}
    if shown is None:
        context = {"me": me, "lead": row.lead, "closed": row.closed}
        said |= {"fits": row.fits, "html": frame.part("row.html.j2", context)}
    return said


def _newest(session: Session, account_id: int, lead_id: int | None) -> int:
    if lead_id is not None:
        leads.of_account(session, account_id, lead_id)
    return events.newest_id(session, account_id)


ROUTES = [console_events]
