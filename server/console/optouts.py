"""The do-not-contact list: owners and managers see it, add to it, paste into it, take from it."""

import re
from dataclasses import dataclass
from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from sqlalchemy.orm import Session

from server import forms
from server.accounts.models import LoginSession, User
from server.console import access, queries
from server.console.frame import page
from server.console.routers import console_router
from server.db import MAX_ID, Database, pause, row_id
from server.errors import NotFoundError, Refusal
from server.kiosks import queries as kiosks
from server.optouts import actions
from server.optouts import queries as optouts
from server.qualification.types import CHANNELS, ChannelName
from server.settings import Settings
from widget.core import curation

ADDRESS = "/console/optouts"
LIMIT = 100
_MAX_REASON = 200
# So many addresses in one transaction; each takes a millisecond.
_AT_ONCE = 50
_BETWEEN = re.compile(r"[\n\r,;\t]+")


@dataclass(frozen=True)
class Outcome:
    """What became of addresses that were pasted."""

    added: int
    known: int
    wrong: list[str]

    def __add__(self, more: "Outcome") -> "Outcome":
        """Put two together."""
        added, known = self.added + more.added, self.known + more.known
        return Outcome(added, known, self.wrong + more.wrong)


@get("/")
async def optouts_page(
    request: Request[Any, Any, Any],
    db: NamedDependency[Database],
    me: NamedDependency[LoginSession],
) -> Response[str]:
    """Serve the list; `?q=` narrows it, `?before=` is where the page before it ended."""
    _refuse_others(me.user)
    search = curation.line(request.query_params.get("q", ""), 254)
    before = row_id(request.query_params.get("before", ""))
    return await _page(db, me, search=search, before=MAX_ID if before is None else before)


@post("/")
async def add(
    request: Request[Any, Any, Any],
    db: NamedDependency[Database],
    settings: NamedDependency[Settings],
    me: NamedDependency[LoginSession],
) -> Response[Any]:
    """Put addresses on the list, one a line; what is no address stays in the form."""
    form = await access.own_form(request, settings, me)
    _refuse_others(me.user)
    # As `lead_submit` does: what nobody sees comes along from other programs.
    clean = curation.text(forms.one(form, "addresses"), forms.MAX_BODY)
    pasted = [text.strip() for text in _BETWEEN.split(clean)]
    given = [text for text in pasted if text]
    reason = curation.line(forms.one(form, "reason"), _MAX_REASON)
    channel = _channel(forms.one(form, "channel"))
    outcome = Outcome(0, 0, [])
    source: actions.Source = "console" if len(given) == 1 else "import"
    for first in range(0, len(given), _AT_ONCE):
        some = given[first : first + _AT_ONCE]
        outcome += await db.run(_add, me.user, some, channel, reason, source)
        await pause()
    good = bool(given) and not outcome.wrong
    values = {"addresses": "\n".join(outcome.wrong), "reason": reason, "channel": channel or ""}
    return await _page(db, me, 200 if good else 422, outcome=outcome, values={} if good else values)


@post("/{opt_out_id:int}/remove")
async def remove(
    request: Request[Any, Any, Any],
    db: NamedDependency[Database],
    settings: NamedDependency[Settings],
    me: NamedDependency[LoginSession],
    opt_out_id: FromPath[int],
) -> Redirect:
    """Take an entry off the list; who did it stays recorded."""
    await access.own_form(request, settings, me)
    _refuse_others(me.user)
    found = 0 < opt_out_id <= MAX_ID
    if not found or not await db.run(actions.remove, me.user.account_id, opt_out_id, me.user):
        raise NotFoundError
    return Redirect(ADDRESS, status_code=303)


@get("/{opt_out_id:int}/remove")
async def back(opt_out_id: FromPath[int]) -> Redirect:  # noqa: ARG001
    """Go to the list: a refused form leaves its own address in the address bar."""
    return Redirect(ADDRESS, status_code=303)


def _refuse_others(user: User) -> None:
    access.refuse_others_than_managers(
        user, "the do-not-contact list is for owners and managers of the account"
    )


def _channel(value: str) -> ChannelName | None:
    for channel in CHANNELS:
        if value == channel:
            return channel
    if value:
        raise Refusal(400, f"one of {', '.join(CHANNELS)}, or nothing for all", "channel")
    return None


def _add(
    session: Session,
    user: User,
    given: list[str],
    channel: ChannelName | None,
    reason: str,
    source: actions.Source,
) -> Outcome:
    country = kiosks.country(session, user.account_id)
    added, wrong = 0, []
    for address in given:
        try:
            added += actions.add(
                session,
                user.account_id,
                address,
                source,
                channel=channel,
                reason=reason,
                user=user,
                country=country,
            )
        except Refusal:
            wrong.append(address[:100])
    return Outcome(added, len(given) - added - len(wrong), wrong)


async def _page(
    db: Database,
    me: LoginSession,
    status_code: int = 200,
    *,
    outcome: Outcome | None = None,
    values: dict[str, str] | None = None,
    search: str = "",
    before: int = MAX_ID,
) -> Response[str]:
    def read(session: Session) -> dict[str, Any]:
        account_id = me.user.account_id
        country = kiosks.country(session, account_id) if search else ""
        rows = optouts.page(session, account_id, search, before, LIMIT + 1, country)
        return {
            "rows": rows[:LIMIT],
            "older": rows[LIMIT - 1].id if len(rows) > LIMIT else 0,
            "total": optouts.count(session, account_id),
            "counts": queries.counts(session, me.user),
        }

    context = {"me": me, "outcome": outcome, "values": values or {}, "search": search}
    return page("optouts.html.j2", {**context, **await db.run(read)}, status_code)


ROUTES = [console_router(ADDRESS, [optouts_page, add, remove, back])]
