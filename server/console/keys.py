"""An account's API keys: its owners make them, see when they were used, and revoke them."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from sqlalchemy.orm import Session

from server import forms
from server.accounts import keys
from server.accounts.models import LoginSession, User
from server.console import access, queries
from server.console.frame import page, sentence
from server.console.routers import console_router
from server.db import Database
from server.errors import Refusal
from server.events.actions import record
from server.settings import Settings
from widget.core import curation

ADDRESS = "/console/keys"


@get("/")
async def keys_page(
    db: NamedDependency[Database], me: NamedDependency[LoginSession]
) -> Response[str]:
    """Serve the list of keys and the form for one more."""
    access.refuse_others_than_owners(me.user)
    return await _page(db, me)


@post("/")
async def create(
    request: Request[Any, Any, Any],
    db: NamedDependency[Database],
    settings: NamedDependency[Settings],
    me: NamedDependency[LoginSession],
) -> Response[str]:
    """Make a key and show it, this once."""
    form = await access.own_form(request, settings, me)
    access.refuse_others_than_owners(me.user)
    name = curation.line(forms.one(form, "name"), keys.MAX_NAME)
    try:
        secret = await db.run(_create, me.user, name)
    except Refusal as refusal:
        return await _page(
            db, me, refusal.status_code, problem=sentence(refusal.message), name=name
        )
    return await _page(db, me, 201, secret=secret, name=name)


@post("/demand")
async def demand(
    request: Request[Any, Any, Any],
    db: NamedDependency[Database],
    settings: NamedDependency[Settings],
    me: NamedDependency[LoginSession],
) -> Redirect:
    """Switch on or off that leads are submitted with a token alone."""
    form = await access.own_form(request, settings, me)
    access.refuse_others_than_owners(me.user)
    switched = {"yes": True, "no": False}.get(forms.one(form, "on"))
    if switched is None:
        raise Refusal(400, "yes or no", "on")
    await db.run(_demand, me.user, switched)
    return Redirect(ADDRESS, status_code=303)


@get("/demand")
async def back_from_demand() -> Redirect:
    """Go to the list: a refused form leaves its own address in the address bar."""
    return Redirect(ADDRESS, status_code=303)


def _create(session: Session, user: User, name: str) -> str:
    secret, key_id = keys.create_key(session, user.account, name)
    record(session, user.account_id, "key_made", {"key": key_id, "name": name}, user=user)
    return secret


def _revoke(session: Session, user: User, key_id: int) -> None:
    keys.revoke_key(session, user.account_id, key_id)
    record(session, user.account_id, "key_revoked", {"key": key_id}, user=user)


def _demand(session: Session, user: User, on: bool) -> None:
    keys.demand_tokens(session, user, on=on)


@post("/{key_id:int}/revoke")
async def revoke(
    request: Request[Any, Any, Any],
    db: NamedDependency[Database],
    settings: NamedDependency[Settings],
    me: NamedDependency[LoginSession],
    key_id: FromPath[int],
) -> Redirect:
    """Revoke a key: the next call that comes with it is refused."""
    await access.own_form(request, settings, me)
    access.refuse_others_than_owners(me.user)
    await db.run(_revoke, me.user, key_id)
    return Redirect(ADDRESS, status_code=303)


@get("/{key_id:int}/revoke")
async def back(key_id: FromPath[int]) -> Redirect:  # noqa: ARG001
    """Go to the list: a refused form leaves its own address in the address bar."""
    return Redirect(ADDRESS, status_code=303)


async def _page(
    db: Database,
    me: LoginSession,
    status_code: int = 200,
    *,
    secret: str = "",
    problem: str = "",
    name: str = "",
) -> Response[str]:
    def read(session: Session) -> dict[str, Any]:
        return {
            "keys": keys.keys(session, me.user.account_id),
            "counts": queries.counts(session, me.user),
        }

    context = {"me": me, "secret": secret, "problem": problem, "name": name}
    return page("keys.html.j2", {**context, **await db.run(read)}, status_code)


ROUTES = [console_router(ADDRESS, [keys_page, create, demand, back_from_demand, revoke, back])]
