"""The inbox and the leads: to look at, to take, to finish."""

from typing import Any

from litestar import Request, Response, Router, get, post
from litestar.response import Redirect

from server.accounts.models import LoginSession
from server.console import access, queries
from server.console.frame import page
from server.db import Database
from server.errors import NotFoundError, Refusal
from server.leads import actions
from server.leads.models import Status
from server.leads.schemas import read_finish
from server.settings import Settings

_STATUSES: dict[str, Status | None] = {
    "": None,
    "new": "new",
    "processing": "processing",
    "finished": "finished",
}


@get("/")
async def inbox_page(
    request: Request[Any, Any, Any], db: Database, me: LoginSession
) -> Response[str]:
    """Serve the inbox; `?status=new` narrows it."""
    inbox = await db.run(queries.inbox, me, _status(request))
    return page("inbox.html.j2", {"me": me, "inbox": inbox})


@get("/leads")
async def inbox_part(
    request: Request[Any, Any, Any], db: Database, me: LoginSession
) -> Response[str]:
    """Serve the list in the inbox alone, for htmx after an event."""
    inbox = await db.run(queries.inbox, me, _status(request))
    return page("inbox_leads.html.j2", {"me": me, "inbox": inbox})


@get("/leads/{lead_id:int}")
async def lead_page(
    request: Request[Any, Any, Any], db: Database, me: LoginSession, lead_id: int
) -> Response[str]:
    """Serve a lead; the middle of the page alone where htmx asks."""
    return _lead(request, me, await db.run(queries.detail, me, lead_id))


@post("/leads/{lead_id:int}/take")
async def take(
    request: Request[Any, Any, Any],
    db: Database,
    settings: Settings,
    me: LoginSession,
    lead_id: int,
) -> Response[Any]:
    """Take a lead: first come, first served."""
    await access.own_form(request, settings, me)
    try:
        await db.run(queries.detail, me, lead_id)  # strangers hear 404 whatever their role
        access.refuse_viewers(me.user)
        await db.run(actions.take, me.user, lead_id)
    except Refusal as refusal:
        return await _refused(request, db, me, lead_id, refusal)
    return await _done(request, db, me, lead_id)


@post("/leads/{lead_id:int}/finish")
async def finish(
    request: Request[Any, Any, Any],
    db: Database,
    settings: Settings,
    me: LoginSession,
    lead_id: int,
) -> Response[Any]:
    """Finish a lead with how it ended and a note."""
    form = await access.own_form(request, settings, me)
    try:
        await db.run(queries.detail, me, lead_id)
        access.refuse_viewers(me.user)
        await db.run(actions.finish, me.user, lead_id, *read_finish(form))
    except Refusal as refusal:
        return await _refused(request, db, me, lead_id, refusal)
    return await _done(request, db, me, lead_id)


def _lead(
    request: Request[Any, Any, Any],
    me: LoginSession,
    detail: queries.Detail,
    notice: str = "",
    status_code: int = 200,
) -> Response[str]:
    name = "lead_part.html.j2" if _htmx(request) else "lead.html.j2"
    return page(name, {"me": me, "detail": detail, "notice": notice}, status_code)


async def _done(
    request: Request[Any, Any, Any], db: Database, me: LoginSession, lead_id: int
) -> Response[Any]:
    if not _htmx(request):
        return Redirect(f"/console/leads/{lead_id}", status_code=303)
    return _lead(request, me, await db.run(queries.detail, me, lead_id))


async def _refused(
    request: Request[Any, Any, Any], db: Database, me: LoginSession, lead_id: int, refusal: Refusal
) -> Response[Any]:
    """Show the lead as it is now, with why nothing was done."""
    if isinstance(refusal, NotFoundError):
        raise refusal
    detail = await db.run(queries.detail, me, lead_id)
    notice = f"{refusal.message[:1].upper()}{refusal.message[1:]}."
    return _lead(request, me, detail, notice, refusal.status_code)


def _htmx(request: Request[Any, Any, Any]) -> bool:
    return request.headers.get("hx-request") == "true"


def _status(request: Request[Any, Any, Any]) -> Status | None:
    return _STATUSES.get(request.query_params.get("status", ""))


ROUTES = [
    Router(
        "/console",
        route_handlers=[inbox_page, inbox_part, lead_page, take, finish],
        dependencies=access.ME,
    )
]
