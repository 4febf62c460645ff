"""The inbox and the leads: to look at, to take, to finish."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from server import forms
from server.accounts.models import LoginSession
from server.console import access, filters, queries
from server.console.frame import page, sentence
from server.console.routers import console_router
from server.db import Database
from server.errors import NotFoundError, Refusal
from server.leads import actions
from server.leads.schemas import MAX_NOTE, read_finish
from server.settings import Settings
from widget.core import curation


@get("/")
async def inbox_page(
    request: Request[Any, Any, Any],
    db: NamedDependency[Database],
    me: NamedDependency[LoginSession],
) -> Response[str]:
    """Serve the inbox; `?view=mine` and `?q=` narrow it. The list alone where htmx asks."""
    inbox = await db.run(queries.inbox, me, filters.read(request.query_params))
    name = "inbox_part.html.j2" if _htmx(request) else "inbox.html.j2"
    return page(name, {"me": me, "inbox": inbox})


@get("/leads/{lead_id:int}")
async def lead_page(
    request: Request[Any, Any, Any],
    db: NamedDependency[Database],
    me: NamedDependency[LoginSession],
    lead_id: FromPath[int],
) -> Response[str]:
    """Serve a lead; the middle of the page alone where htmx asks."""
    return _lead(request, me, await db.run(queries.detail, me, lead_id))


@get(["/leads/{lead_id:int}/take", "/leads/{lead_id:int}/finish"])
async def back_to_lead(lead_id: FromPath[int]) -> Redirect:
    """Go to the lead: a refused form leaves its own address in the address bar."""
    return Redirect(f"/console/leads/{lead_id}", status_code=303)


@get("/{path:path}")
async def nowhere(path: FromPath[str]) -> Response[str]:  # noqa: ARG001
    """Say so in the console's own words."""
    raise NotFoundError


@post("/leads/{lead_id:int}/take")
async def take(
    request: Request[Any, Any, Any],
    db: NamedDependency[Database],
    settings: NamedDependency[Settings],
    me: NamedDependency[LoginSession],
    lead_id: FromPath[int],
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
    db: NamedDependency[Database],
    settings: NamedDependency[Settings],
    me: NamedDependency[LoginSession],
    lead_id: FromPath[int],
) -> Response[Any]:
    """Finish a lead with how it ended and a note."""
    form = await access.own_form(request, settings, me)
    try:
        await db.run(queries.detail, me, lead_id)
        access.refuse_viewers(me.user)
        await db.run(actions.finish, me.user, lead_id, *read_finish(form))
    except Refusal as refusal:
        note = curation.text(forms.one(form, "note"), MAX_NOTE)
        return await _refused(request, db, me, lead_id, refusal, note)
    return await _done(request, db, me, lead_id)


def _lead(
    request: Request[Any, Any, Any],
    me: LoginSession,
    detail: queries.Detail,
    notice: str = "",
    status_code: int = 200,
    unsaved: str = "",
) -> Response[str]:
    name = "lead_part.html.j2" if _htmx(request) else "lead.html.j2"
    context = {"me": me, "detail": detail, "notice": notice, "unsaved": unsaved}
    return page(name, context, status_code)


async def _done(
    request: Request[Any, Any, Any], db: Database, me: LoginSession, lead_id: int
) -> Response[Any]:
    address = f"/console/leads/{lead_id}"
    if not _htmx(request):
        return Redirect(address, status_code=303)
    if _from_list(request):
        return Response(None, status_code=204, headers={"HX-Redirect": address})
    return _lead(request, me, await db.run(queries.detail, me, lead_id))


async def _refused(
    request: Request[Any, Any, Any],
    db: Database,
    me: LoginSession,
    lead_id: int,
    refusal: Refusal,
    unsaved: str = "",
) -> Response[Any]:
    """Show the lead as it is now, with why nothing was done and the note that was not kept."""
    if isinstance(refusal, NotFoundError):
        raise refusal
    detail = await db.run(queries.detail, me, lead_id)
    notice = sentence(refusal.message)
    if _htmx(request) and _from_list(request):
        context = {"me": me, "lead": detail.lead, "closed": detail.closed, "notice": notice}
        return page("row_refused.html.j2", context, refusal.status_code)
    return _lead(request, me, detail, notice, refusal.status_code, unsaved)


def _htmx(request: Request[Any, Any, Any]) -> bool:
    return request.headers.get("hx-request") == "true"


def _from_list(request: Request[Any, Any, Any]) -> bool:
    return request.headers.get("hx-target", "").startswith("lead-")


ROUTES = [console_router("/console", [inbox_page, lead_page, back_to_lead, take, finish, nowhere])]
