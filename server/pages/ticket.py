"""The ticket page: where a visitor without scripts sees what becomes of their request."""

from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlalchemy.orm import Session

from server import web
from server.accounts.models import Account
from server.db import Database
from server.kiosks import packs
from server.kiosks import queries as kiosks
from server.leads import queries as leads
from server.pages.frame import page
from server.settings import Settings
from widget.core import form


@get("/ticket/{token:str}")
async def ticket_page(
    request: Request[Any, Any, Any],
    db: NamedDependency[Database],
    settings: NamedDependency[Settings],
    token: FromPath[str],
) -> Response[str]:
    """Serve a ticket's status; the page refreshes itself until it is finished."""
    details, status = await db.run(_ticket, token)
    context = form.context(details, {}, [], web.origin(request, settings), status)
    return page("ticket_page.html.j2", context)


def _ticket(session: Session, token: str) -> tuple[dict[str, Any], str]:
    lead = leads.by_token(session, token).lead
    account = session.get_one(Account, lead.account_id)
    stored = kiosks.stored(session, account, lead.kiosk_id)
    return packs.details(stored, lead.langcode), lead.status


ROUTES = [ticket_page]
