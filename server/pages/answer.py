"""The answer page behind the links of messages: call me, no thanks, never again.

Opening it changes nothing, for mail scanners open every link; the form does, without scripts.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, get_args

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from sqlalchemy.orm import Session

from server import clock, forms
from server.accounts.models import Account
from server.campaigns import queries as campaigns
from server.campaigns.types import Campaign
from server.db import Database
from server.drawing import draw
from server.errors import NotFoundError, Refusal
from server.kiosks import queries as kiosks
from server.leads.models import Lead
from server.optouts import actions as optouts
from server.pages import answer_words as words
from server.pages.frame import ASSETS
from server.qualification import actions, hours, links, prospects, rows
from server.qualification.models import Qualification
from server.qualification.types import Answered, Choice, OptedOut, Prospect, State
from widget.core import languages

_CHOICES: tuple[Choice, ...] = get_args(Choice)
_DAYS = 3
# A slot that was offered may be over by the time that a page is sent, which may lie open for days.
_GRACE = timedelta(days=90)
_HEADERS = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}


@dataclass(frozen=True)
class Asked:
    """Who has opened a link, and what they may still decide."""

    link: links.Link
    lead: Lead
    campaign: Campaign
    prospect: Prospect
    state: State
    company: str
    service: str
    style: str


@get("/answer/{token:str}")
async def answer_page(
    request: Request[Any, Any, Any], db: NamedDependency[Database], token: FromPath[str]
) -> Response[str]:
    """Serve the page; `?choice=` says which button of a message led here, `?lang=` its language."""
    asked = await db.run(_asked, token)
    return _page(asked, token, _query(request, "choice"), _query(request, "lang"))


@post("/answer/{token:str}")
async def answer(
    request: Request[Any, Any, Any], db: NamedDependency[Database], token: FromPath[str]
) -> Response[Any]:
    """Take the prospect's choice, and show the page again with what came of it."""
    form = await forms.read(request)
    choice = _choice(forms.one(form, "choice"))
    # Of who wants no call, the time that was marked in the form means nothing.
    slot = _slot(forms.one(form, "slot")) if choice == "yes" else None
    await db.run(_answer, token, choice, slot)
    lang = languages.iso639_2(forms.one(form, "lang"))
    address = f"{links.PATH}{token}?lang={lang}" if lang else f"{links.PATH}{token}"
    return Redirect(address, status_code=303, headers=_HEADERS)


@post("/answer/{token:str}/unsubscribe")
async def unsubscribe(db: NamedDependency[Database], token: FromPath[str]) -> Response[str]:
    """Take the one-click POST of RFC 8058, whatever its body: no more e-mail to this address."""
    asked = await db.run(_unsubscribe, token)
    code = words.language(asked.lead.langcode, asked.campaign.language)
    text = words.packs()[code]["no_more_email"]
    return Response(text, media_type="text/plain; charset=utf-8", status_code=200, headers=_HEADERS)


@get("/answer/{token:str}/unsubscribe")
async def unsubscribe_page(db: NamedDependency[Database], token: FromPath[str]) -> Redirect:
    """Lead a person who opened that address to the page that asks."""
    await db.run(_asked, token)
    return Redirect(f"{links.PATH}{token}?choice=never", status_code=303, headers=_HEADERS)


def _asked(session: Session, token: str) -> Asked:
    link = links.read(session, token)
    row = session.get(Qualification, link.lead_id) if link else None
    if link is None or row is None:
        raise NotFoundError("this link is not complete; open it again from the message")
    lead = row.lead
    account = session.get_one(Account, lead.account_id)
    campaign = campaigns.effective(session, lead.account_id, lead.service_id)
    return Asked(
        link=link,
        lead=lead,
        campaign=campaign,
        prospect=prospects.of(session, lead, campaign),
        state=rows.state_of(row),
        company=campaign.company or account.name,
        service=campaigns.recipient(session, lead).service,
        style=_style(session, account, lead.kiosk_id or 1),
    )


def _answer(session: Session, token: str, choice: Choice, slot: datetime | None) -> None:
    asked = _asked(session, token)
    if asked.link.expired and choice != "never":
        return
    actions.happened(session, asked.lead.id, Answered(choice, slot))


def _unsubscribe(session: Session, token: str) -> Asked:
    asked = _asked(session, token)
    lead = asked.lead
    if lead.email:
        added = optouts.add(
            session,
            lead.account_id,
            lead.email,
            "list_unsubscribe",
            channel="email",
            lead_id=lead.id,
        )
        if added:
            actions.happened(session, lead.id, OptedOut("email"))
    return asked


def _style(session: Session, account: Account, kiosk_id: int) -> str:
    """Return the address of the colours of the kiosk that the lead came from, "" without one."""
    try:
        kiosks.stored(session, account, kiosk_id)
    except NotFoundError:
        return ""
    return f"/kiosk/{account.key}/{kiosk_id}/style.css"


def _page(asked: Asked, token: str, preset: str, lang: str) -> Response[str]:
    lang = languages.iso639_2(lang, asked.lead.langcode)
    code = words.language(lang, asked.campaign.language)
    texts = words.packs()[code]
    view = _view(asked)
    zone = hours.zone_of(asked.campaign, asked.prospect, clock.now())
    fill = {"company": asked.company, "service": asked.service, "place": words.place(zone, code)}
    if asked.state.slot:
        slot = asked.state.slot
        fill["when"] = f"{words.day(slot, zone, code)}, {words.clock(slot, zone, code)}"
    context = {
        "view": view,
        "preset": preset if preset in _CHOICES and view == "ask" else "yes",
        "texts": {key: text.format_map({"when": "", **fill}) for key, text in texts.items()},
        "has_service": bool(asked.service),
        "has_slot": bool(asked.state.slot),
        "days": _days(asked, code) if view in ("ask", "declined") else [],
        "action": links.PATH + token,
        "lang": code,
        "bcp47": languages.bcp47(code),
        "dir": languages.direction(code),
        "assets": ASSETS,
        "style": asked.style,
    }
    return Response(
        draw("answer.html.j2", context), media_type="text/html; charset=utf-8", headers=_HEADERS
    )


def _view(asked: Asked) -> str:
    """Return what the page shows: the question, or what has become of it."""
    state, prospect = asked.state, asked.prospect
    # Who left no number that rings can be on the list by their e-mail address alone.
    last = "voice" if prospect.phone else "email"
    if state.reason == "opted_out" or prospect.unreachable.get(last) == "opted_out":
        return "gone"
    if state.phase == "qualified":
        return "thanks"
    if asked.link.expired or state.reason == "emergency_number":
        return "expired"
    return "declined" if state.reason == "declined" else "ask"


def _days(asked: Asked, code: str) -> list[dict[str, Any]]:
    now = clock.now()
    zone = hours.zone_of(asked.campaign, asked.prospect, now)
    found: dict[str, list[dict[str, str]]] = {}
    for slot in hours.slots(asked.campaign, asked.prospect, now, _DAYS):
        time = {"value": slot.isoformat(), "text": words.clock(slot, zone, code)}
        found.setdefault(words.day(slot, zone, code), []).append(time)
    return [{"day": day, "times": times} for day, times in found.items()]


def _choice(value: str) -> Choice:
    for choice in _CHOICES:
        if value == choice:
            return choice
    raise Refusal(400, f"one of {', '.join(_CHOICES)}", "choice")


def _slot(value: str) -> datetime | None:
    """Read the moment that was chosen; "" for as soon as possible."""
    if not value:
        return None
    try:
        slot = datetime.fromisoformat(value)
        soon = clock.now() - _GRACE <= slot <= clock.now() + hours.FARTHEST
    except (ValueError, TypeError):
        soon = False
    if not soon:
        raise Refusal(400, "one of the times that the page offers", "slot")
    return slot


def _query(request: Request[Any, Any, Any], name: str) -> str:
    return str(request.query_params.get(name, ""))[:35]


ROUTES = [answer_page, answer, unsubscribe, unsubscribe_page]
