"""An account's webhooks: owners and managers add them, read their log, send again, switch off."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from sqlalchemy.orm import Session

from server import forms
from server.accounts.models import LoginSession, User
from server.console import access
from server.console import queries as console
from server.console.frame import page, sentence
from server.console.routers import console_router
from server.db import MAX_ID, Database, row_id
from server.errors import Refusal
from server.settings import Settings
from server.webhooks import actions, payload, queries
from widget.core import curation

ADDRESS = "/console/webhooks"
_LIMIT = 50
_MAX_URL = 2000


@get("/")
async def webhooks_page(
    db: NamedDependency[Database], me: NamedDependency[LoginSession]
) -> Response[str]:
    """Serve the list of webhooks and the form for one more."""
    _refuse_others(me.user)
    return await _list(db, me)


@post("/")
async def add(
    request: Request[Any, Any, Any],
    db: NamedDependency[Database],
    settings: NamedDependency[Settings],
    me: NamedDependency[LoginSession],
) -> Response[Any]:
    """Add a webhook, and show its secret."""
    form = await access.own_form(request, settings, me)
    _refuse_others(me.user)
    # Not curated as a name is: a dash of another kind is another address.
    url = curation.harmless(forms.one(form, "url"))[: _MAX_URL + 1]
    try:
        made = await db.run(actions.add, me.user, url, private=settings.private_webhooks)
    except Refusal as refusal:
        return await _list(db, me, refusal, url)
    return _to(made.id)


@get("/{webhook_id:int}")
async def webhook_page(
    request: Request[Any, Any, Any],
    db: NamedDependency[Database],
    me: NamedDependency[LoginSession],
    webhook_id: FromPath[int],
) -> Response[str]:
    """Serve a webhook with its secret and its delivery log; `?before=` goes back in it."""
    _refuse_others(me.user)
    before = row_id(request.query_params.get("before", ""))
    return await _one(db, me, webhook_id, before=MAX_ID if before is None else before)


@post("/{webhook_id:int}/switch")
async def switch(
    request: Request[Any, Any, Any],
    db: NamedDependency[Database],
    settings: NamedDependency[Settings],
    me: NamedDependency[LoginSession],
    webhook_id: FromPath[int],
) -> Response[Any]:
    """Switch a webhook on or off, as the form says."""
    form = await access.own_form(request, settings, me)
    _refuse_others(me.user)
    try:
        await db.run(actions.switch, me.user, webhook_id, on=forms.one(form, "on") == "1")
    except Refusal as refusal:
        return await _refused(db, me, webhook_id, refusal)
    return _to(webhook_id)


@post("/{webhook_id:int}/deliveries/{delivery_id:int}/again")
async def again(
    request: Request[Any, Any, Any],
    db: NamedDependency[Database],
    settings: NamedDependency[Settings],
    me: NamedDependency[LoginSession],
    webhook_id: FromPath[int],
    delivery_id: FromPath[int],
) -> Response[Any]:
    """Send a delivery again."""
    await access.own_form(request, settings, me)
    _refuse_others(me.user)
    try:
        await db.run(actions.send_again, me.user, webhook_id, delivery_id)
    except Refusal as refusal:
        return await _refused(db, me, webhook_id, refusal)
    return _to(webhook_id)


@get(["/{webhook_id:int}/switch", "/{webhook_id:int}/deliveries/{delivery_id:int}/again"])
async def back(webhook_id: FromPath[int]) -> Redirect:
    """Go to the webhook: a refused form leaves its own address in the address bar."""
    return _to(webhook_id)


def _refuse_others(user: User) -> None:
    access.refuse_others_than_managers(user, "only owners and managers set up webhooks")


def _to(webhook_id: int) -> Redirect:
    return Redirect(f"{ADDRESS}/{webhook_id}", status_code=303)


async def _refused(
    db: Database, me: LoginSession, webhook_id: int, refusal: Refusal
) -> Response[str]:
    if refusal.status_code != 409:
        raise refusal
    return await _one(db, me, webhook_id, refusal=refusal)


async def _list(
    db: Database, me: LoginSession, refusal: Refusal | None = None, url: str = ""
) -> Response[str]:
    def read(session: Session) -> dict[str, Any]:
        account_id = me.user.account_id
        return {
            "webhooks": queries.of_account(session, account_id),
            "deliveries": queries.counts(session, account_id),
            "counts": console.counts(session, me.user),
        }

    context = {"me": me, "url": url, "problem": sentence(refusal.message) if refusal else ""}
    status_code = refusal.status_code if refusal else 200
    return page("webhooks.html.j2", {**context, **await db.run(read)}, status_code)


async def _one(
    db: Database,
    me: LoginSession,
    webhook_id: int,
    *,
    before: int = MAX_ID,
    refusal: Refusal | None = None,
) -> Response[str]:
    def read(session: Session) -> dict[str, Any]:
        webhook = queries.one(session, me.user.account_id, webhook_id)
        log = queries.log(session, webhook, before, _LIMIT + 1)
        return {
            "webhook": webhook,
            "log": log[:_LIMIT],
            "more": log[_LIMIT - 1].delivery.id if len(log) > _LIMIT else 0,
            "counts": console.counts(session, me.user),
        }

    problem = sentence(refusal.message) if refusal else ""
    context = {"me": me, "kind": payload.kind, "problem": problem, **await db.run(read)}
    return page("webhook.html.j2", context, refusal.status_code if refusal else 200)


ROUTES = [console_router(ADDRESS, [webhooks_page, add, webhook_page, switch, again, back])]
