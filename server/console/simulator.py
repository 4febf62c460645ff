"""The phone simulator and the outbox: pages on which you are the prospect."""

import json
import re
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from sqlalchemy.orm import Session

from server import forms, headers
from server.accounts.models import LoginSession
from server.channels import simulated, sms_length
from server.channels.models import Simulated
from server.console import access, frame, queries, words
from server.console.linked import linked
from server.console.routers import console_router
from server.db import Database
from server.errors import NotFoundError
from server.events import actions as events
from server.events import streams
from server.events.broker import Broker
from server.leads.models import Lead
from server.qualification import actions
from server.qualification.types import CallEnded
from server.settings import Settings

PHONE = "/console/phone"
_LIVE_CALLS = 5
_LIMIT = 20
# Another process, which cannot wake our streams, may have let a call ring.
_LOOK_EVERY = 2.0
_HEAD = re.compile(r"<head\b[^>]*>", re.IGNORECASE)
# A mail is somebody else's page: it runs nothing and reaches nothing, but its links open.
_MAIL_HEADERS = {
    "Content-Security-Policy": "sandbox allow-popups allow-popups-to-escape-sandbox; "
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'",
    "X-Frame-Options": "SAMEORIGIN",
}


@dataclass(frozen=True)
class Taken:
    """A simulated call or message, and whose it is: by the address where they gave no name."""

    row: Simulated
    name: str
    due: datetime | None = None

    @property
    def text(self) -> dict[str, Any]:
        """What is said or written."""
        return self.row.content


@dataclass(frozen=True)
class Phone:
    """What the phone page shows.

    Attributes:
        live: The calls under way, the oldest first.
        past: The calls before, the newest first.
        counts: As `queries.counts` returns them.
        message: The newest message in the outbox, 0 for none.
    """

    live: Sequence[Taken]
    past: Sequence[Taken]
    counts: dict[str, int]
    message: int

    @property
    def state(self) -> str:
        """A text that changes with everything that the page shows."""
        rows = [(each.row.id, each.row.status, each.text.get("pressed")) for each in self.live]
        return json.dumps([rows, [each.row.id for each in self.past], self.message])


def phone(session: Session, me: LoginSession) -> Phone:
    """Read the calls of a user's account."""
    account_id = me.user.account_id
    live = simulated.live(session, account_id, _LIVE_CALLS)
    past = simulated.newest(session, account_id, _LIMIT, calls=True)
    written = simulated.newest(session, account_id, 1, calls=False)
    names = _names(session, [*live, *past])
    return Phone(
        [Taken(row, _who(row, names), simulated.due(row)) for row in live],
        [Taken(row, _who(row, names)) for row in past],
        queries.counts(session, me.user),
        written[0].id if written else 0,
    )


def _outbox(session: Session, me: LoginSession) -> dict[str, Any]:
    rows = simulated.newest(session, me.user.account_id, _LIMIT, calls=False)
    names = _names(session, rows)
    messages = [Taken(row, _who(row, names)) for row in rows]
    return {"messages": messages, "counts": queries.counts(session, me.user)}


def _names(session: Session, rows: Sequence[Simulated]) -> dict[int, str]:
    query = sa.select(Lead.id, Lead.name).where(Lead.id.in_({row.lead_id for row in rows}))
    return dict(session.execute(query).all())


def _who(row: Simulated, names: dict[int, str]) -> str:
    return names[row.lead_id] or words.number(row.address)


@get("/")
async def phone_page(
    db: NamedDependency[Database], me: NamedDependency[LoginSession]
) -> Response[str]:
    """Serve the phone."""
    return frame.page("phone.html.j2", _drawn_from(me, await db.run(phone, me)))


@get("/events")
async def phone_events(
    request: Request[Any, Any, Any],
    db: NamedDependency[Database],
    broker: NamedDependency[Broker],
    me: NamedDependency[LoginSession],
) -> Response[Any]:
    """Stream the phone, drawn again whenever a call rings, is answered or ends."""
    return streams.response(_states(db, broker, me, access.token(request)))


@get("/{call_id:int}/{deed:str}")
async def back_to_phone(call_id: FromPath[int], deed: FromPath[str]) -> Redirect:  # noqa: ARG001
    """Go to the phone: a refused form leaves its own address in the address bar."""
    return Redirect(f"{PHONE}/", status_code=303)


@post("/{call_id:int}/{deed:str}")
async def act(
    request: Request[Any, Any, Any],
    db: NamedDependency[Database],
    settings: NamedDependency[Settings],
    me: NamedDependency[LoginSession],
    call_id: FromPath[int],
    deed: FromPath[str],
) -> Response[Any]:
    """Answer a call, find it busy, press a key in it, hang it up."""
    form = await access.own_form(request, settings, me)
    if deed not in _DEEDS:
        raise NotFoundError
    key = forms.one(form, "key")
    await db.run(_act, me, call_id, deed, key)
    if request.headers.get("hx-request") != "true":
        return Redirect(f"{PHONE}/", status_code=303)
    return frame.page("phone_part.html.j2", _drawn_from(me, await db.run(phone, me)))


@get("/")
async def outbox_page(
    db: NamedDependency[Database], me: NamedDependency[LoginSession]
) -> Response[str]:
    """Serve the messages that were not sent."""
    context = await db.run(_outbox, me)
    shared = {"me": me, "linked": linked, "measure": sms_length.measure}
    response = frame.page("outbox.html.j2", {**shared, **context})
    response.headers["Content-Security-Policy"] = headers.FRAMING
    return response


@get("/{message_id:int}/html")
async def mail(
    db: NamedDependency[Database],
    me: NamedDependency[LoginSession],
    message_id: FromPath[int],
) -> Response[str]:
    """Serve an e-mail's HTML for the frame of the outbox."""
    row = await db.run(
        lambda session: simulated.of_account(session, me.user.account_id, message_id, calls=False)
    )
    html = row.content["html"]
    if not html:
        raise NotFoundError
    # Its links must not open inside of the frame, which most pages refuse.
    base = '<base target="_blank">'
    html, done = _HEAD.subn(lambda head: head[0] + base, html, count=1)
    return Response(
        html if done else base + html,
        media_type="text/html; charset=utf-8",
        headers=_MAIL_HEADERS,
    )


async def _states(
    db: Database, broker: Broker, me: LoginSession, token: str
) -> AsyncIterator[bytes]:
    shown, quiet = "", 0.0
    with broker.subscribe(events.account_topic(me.user.account_id)) as subscription:
        while not broker.closed:
            if not await db.run(access.still_logged_in, token):
                return
            seen = await db.run(phone, me)
            if seen.state != shown:
                shown, quiet = seen.state, 0.0
                html = frame.part("phone_part.html.j2", _drawn_from(me, seen))
                told = {"phone": True, "html": html, "counts": seen.counts, "message": seen.message}
                yield streams.message(json.dumps(told), "phone", 0)
            elif quiet >= streams.HEARTBEAT:
                quiet = 0.0
                yield streams.heartbeat()
            if not await subscription.wait(_LOOK_EVERY):
                quiet += _LOOK_EVERY


def _drawn_from(me: LoginSession, seen: Phone) -> dict[str, Any]:
    return {"me": me, "shown": seen, "counts": seen.counts}


def _act(session: Session, me: LoginSession, call_id: int, deed: str, key: str) -> None:
    row = simulated.of_account(session, me.user.account_id, call_id, calls=True)
    access.refuse_viewers(me.user)
    ended = _DEEDS[deed](session, row, key)
    if ended:
        actions.call_ended(session, row.attempt_id, ended)


_DEEDS: dict[str, Callable[[Session, Simulated, str], CallEnded | None]] = {
    "answer": lambda session, row, _: simulated.answer(session, row),
    "busy": lambda session, row, _: simulated.refuse(session, row),
    "key": simulated.press,
    "end": lambda session, row, _: simulated.hang_up(session, row),
}

ROUTES = [
    console_router(PHONE, [phone_page, phone_events, back_to_phone, act]),
    console_router("/console/outbox", [outbox_page, mail]),
]
