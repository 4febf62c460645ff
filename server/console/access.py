"""Who may do what in the console, each rule once."""

import hmac
from typing import Any

from litestar import Request
from litestar.di import NamedDependency, Provide
from sqlalchemy.orm import Session

from server import forms, web
from server.accounts import queries
from server.accounts.models import MANAGERS, LoginSession, User
from server.channels import simulated
from server.db import Database
from server.errors import Refusal
from server.settings import Settings

COOKIE = "lucep_session"
LOGIN = "/console/login"
_MAY_WORK = (*MANAGERS, "agent")


class NotLoggedInError(Refusal):
    """The browser has no valid session."""

    def __init__(self) -> None:
        """Say so; a page that htmx drives goes to the login."""
        super().__init__(401, "log in first", headers={"HX-Redirect": LOGIN})


async def logged_in(request: Request[Any, Any, Any], db: NamedDependency[Database]) -> LoginSession:
    """Return the session of the browser that asks (a dependency: `me`).

    Raises:
        NotLoggedInError: It has none, or not any longer.
    """
    me = await db.run(_session, token(request))
    if me is None:
        raise NotLoggedInError
    return me


def _session(session: Session, sent_token: str) -> LoginSession | None:
    me = queries.login_session(session, sent_token)
    if me is not None:
        me.simulated = simulated.channels(session, me.user.account.key)
    return me


def token(request: Request[Any, Any, Any]) -> str:
    """Return the secret in the browser's cookie, "" without one."""
    return request.cookies.get(COOKIE, "")


def still_logged_in(session: Session, sent_token: str) -> bool:
    """Say whether a session that was valid still is."""
    return queries.login_session(session, sent_token) is not None


async def own_form(
    request: Request[Any, Any, Any], settings: Settings, me: LoginSession
) -> forms.Form:
    """Read a form that one of our own pages sent.

    Raises:
        Refusal: 403 where the token against forged requests is missing or wrong.
    """
    web.refuse_other_origins(request, settings)
    form = await forms.read(request)
    sent = request.headers.get("x-csrf-token") or forms.one(form, "csrf")
    if not hmac.compare_digest(sent.encode(), me.csrf_token.encode()):
        raise Refusal(403, "reload the page and try again", "csrf")
    return form


def may_work(user: User) -> bool:
    """Say whether a user may take and finish leads."""
    return user.role in _MAY_WORK


def refuse_viewers(user: User) -> None:
    """Refuse who may only look.

    Raises:
        Refusal: 403.
    """
    if not may_work(user):
        raise Refusal(403, f"as a {user.role} you can look at leads but not work on them")


def refuse_others_than_owners(user: User) -> None:
    """Refuse who may not see an account's keys.

    Raises:
        Refusal: 403.
    """
    if user.role != "owner":
        raise Refusal(403, "API keys are for owners of the account")


def may_export(user: User) -> bool:
    """Say whether a user may take all of an account's leads away in one file."""
    return user.role in MANAGERS


def refuse_others_than_managers(user: User, why_not: str) -> None:
    """Refuse who neither owns nor manages the account.

    Args:
        user: Who asks.
        why_not: What to tell the others.

    Raises:
        Refusal: 403.
    """
    if user.role not in MANAGERS:
        raise Refusal(403, why_not)


ME = {"me": Provide(logged_in)}
