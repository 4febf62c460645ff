"""Log in and out."""

import asyncio
from typing import Any

from litestar import Request, Response, get, post
from litestar.datastructures import Cookie
from litestar.di import NamedDependency
from litestar.response import Redirect

from server import addresses, forms, web
from server.accounts import actions, passwords, queries
from server.accounts.models import LoginSession
from server.console import access
from server.console.frame import page
from server.db import Database
from server.errors import Refusal
from server.settings import Settings
from widget.core import curation

INBOX = "/console/"
_MAX_PASSWORD = 1000
# Each check takes 64 MB and a core for a moment.
_checks = asyncio.Semaphore(2)


@get(access.LOGIN)
async def login_page(
    request: Request[Any, Any, Any], db: NamedDependency[Database]
) -> Response[Any]:
    """Serve the login form, or the inbox to who is logged in."""
    if await db.run(access.still_logged_in, access.token(request)):
        return Redirect(INBOX, status_code=303)
    return page("login.html.j2", {"email": "", "problem": ""})


@post(access.LOGIN)
async def login(
    request: Request[Any, Any, Any],
    db: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[Any]:
    """Check a password and open a session."""
    web.refuse_other_origins(request, settings)
    form = await forms.read(request)
    email = curation.line(forms.one(form, "email"), 254)
    password = forms.one(form, "password")[:_MAX_PASSWORD]
    try:
        attempt = await db.run(actions.begin_login, email, addresses.visitor(request, settings))
    except Refusal as refusal:
        return _again(email, f"{refusal.message.capitalize()}.", 429, refusal.headers)
    user = await db.run(queries.user_by_email, email)
    async with _checks:
        right = await asyncio.to_thread(
            passwords.matches, user.password_hash if user else None, password
        )
    if user is None or not right:
        return _again(email, "Email or password is not right.", 401)
    await db.run(actions.close_session, access.token(request))
    token = await db.run(actions.finish_login, attempt, user.id)
    response = Redirect(INBOX, status_code=303)
    response.set_cookie(_cookie(token, web.origin(request, settings)))
    return response


@post("/console/logout", dependencies=access.ME)
async def logout(
    request: Request[Any, Any, Any],
    db: NamedDependency[Database],
    settings: NamedDependency[Settings],
    me: NamedDependency[LoginSession],
) -> Redirect:
    """Close the session."""
    await access.own_form(request, settings, me)
    await db.run(actions.close_session, access.token(request))
    response = Redirect(access.LOGIN, status_code=303)
    response.delete_cookie(access.COOKIE, path="/console")
    return response


def _again(
    email: str, problem: str, status_code: int, headers: dict[str, str] | None = None
) -> Response[str]:
    response = page("login.html.j2", {"email": email, "problem": problem}, status_code)
    response.headers.update(headers or {})
    return response


def _cookie(token: str, origin: str) -> Cookie:
    return Cookie(
        access.COOKIE,
        path="/console",
        value=token,
        max_age=int(actions.SESSION_LENGTH.total_seconds()),
        httponly=True,
        secure=origin.startswith("https:"),
        samesite="lax",
    )


ROUTES = [login_page, login, logout]
