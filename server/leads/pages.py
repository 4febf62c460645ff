"""A ticket, for the visitor who holds its token: its status, and its changes as they happen."""

import json
from collections.abc import AsyncIterator
from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlalchemy.orm import Session

from server.db import Database
from server.events import queries as events
from server.events import streams
from server.events.broker import Broker
from server.leads import queries
from server.leads.models import Lead


@get("/api/tickets/{token:str}")
async def ticket(db: NamedDependency[Database], token: FromPath[str]) -> Response[dict[str, str]]:
    """Serve a ticket's status, for polling."""
    found = await db.run(queries.by_token, token)
    answer = {"status": "ok", "ticket-status": found.lead.status}
    return Response(answer, headers={"Cache-Control": "no-store"})


@get("/api/tickets/{token:str}/events")
async def ticket_events(
    request: Request[Any, Any, Any],
    db: NamedDependency[Database],
    broker: NamedDependency[Broker],
    token: FromPath[str],
) -> Response[Any]:
    """Stream a ticket's status: the present one or what was missed, then every change."""
    seen = streams.last_event_id(request)
    lead, newest = await db.run(_present, token)
    if lead.status == "finished" and seen is not None and seen >= newest:
        return Response(b"", status_code=204)  # tells an EventSource to stop asking
    streams.refuse_a_crowd(broker, lead.id)
    return streams.response(_changes(db, broker, lead, newest, seen))


async def _changes(
    db: Database, broker: Broker, lead: Lead, newest: int, seen: int | None
) -> AsyncIterator[bytes]:
    if seen is None or seen >= newest:
        yield _message(lead.status, newest)
        seen = newest
        if lead.status == "finished":
            return
    async for event in streams.stream(db, broker, lead.account_id, seen, lead.id):
        if event is None:
            yield streams.heartbeat()
            continue
        yield _message(event.data["status"], event.id)
        if event.data["status"] == "finished":
            return


def _present(session: Session, token: str) -> tuple[Lead, int]:
    lead = queries.by_token(session, token).lead
    event_id = events.newest_id(session, lead.account_id, lead.id)
    session.refresh(lead)
    return lead, event_id


def _message(status: str, event_id: int) -> bytes:
    return streams.message(
        json.dumps({"ticket-status": status, "server": True}), "ticket", event_id
    )


ROUTES = [ticket, ticket_events]
