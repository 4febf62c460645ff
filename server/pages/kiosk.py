"""The kiosk page: the form as a page of its own, which works without scripts."""

import secrets
from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from sqlalchemy.orm import Session

from server import addresses, forms, web
from server.accounts import queries as accounts
from server.db import Database
from server.errors import Refusal
from server.kiosks import look
from server.kiosks.pages import described
from server.leads import actions as leads
from server.leads.schemas import new_lead
from server.pages.frame import page
from server.settings import Settings
from server.suspicion import stamps
from widget.core import form, wire
from widget.core.errors import FieldError

# Stands for the stamp of who posts a form that we never drew.
_NO_STAMP = "none"


@get("/kiosk/{account_key:str}/{kiosk_id:int}")
async def kiosk_page(
    request: Request[Any, Any, Any],
    db: NamedDependency[Database],
    settings: NamedDependency[Settings],
    account_key: FromPath[str],
    kiosk_id: FromPath[int],
) -> Response[str]:
    """Serve the form; its interaction id makes sending it twice one lead."""
    details = await db.run(described, account_key, kiosk_id, _lang(request))
    stamp = await db.run(stamps.make)
    values: dict[str, object] = {"interaction_id": secrets.token_hex(20), "drawn": stamp}
    return page(
        "kiosk_page.html.j2", form.context(details, values, [], web.origin(request, settings))
    )


@post("/kiosk/{account_key:str}/{kiosk_id:int}")
async def kiosk_post(
    request: Request[Any, Any, Any],
    db: NamedDependency[Database],
    settings: NamedDependency[Settings],
    account_key: FromPath[str],
    kiosk_id: FromPath[int],
) -> Response[Any]:
    """Take the form: to the ticket page, or the form again with what is wrong."""
    sent = await forms.read(request)
    lang = forms.one(sent, "langcode") or _lang(request)
    details = await db.run(described, account_key, kiosk_id, lang)
    values: dict[str, object] = {**sent}
    stamp = forms.one(sent, "drawn") or _NO_STAMP
    lead, errors = form.read(details, values)
    status_code, headers = 422, {}
    if not errors:
        try:
            clean = wire.clean_lead(
                {**lead, "interaction_id": sent.get("interaction_id", ""), "drawn": stamp},
                # The form has its own count of refusals; past it, every number is taken.
                validation_limit=0,
            )
        except FieldError as error:
            errors = [[error.field, error.message]]
            values.pop(error.field, None)  # no visitor typed that: do not ask for it again
        else:
            address = addresses.visitor(request, settings)
            try:
                token = await db.run(_raise_lead, account_key, details, clean, address)
                return Redirect(f"/ticket/{token}", status_code=303)
            except Refusal as refusal:
                errors = [[refusal.field, refusal.message]]
                status_code, headers = refusal.status_code, refusal.headers
    values.setdefault("interaction_id", secrets.token_hex(20))
    context = form.context(details, values, errors, web.origin(request, settings))
    response = page("kiosk_page.html.j2", context, status_code=status_code)
    response.headers.update(headers)
    return response


@get("/kiosk/{account_key:str}/{kiosk_id:int}/style.css")
async def kiosk_style(
    request: Request[Any, Any, Any],
    db: NamedDependency[Database],
    settings: NamedDependency[Settings],
    account_key: FromPath[str],
    kiosk_id: FromPath[int],
) -> Response[bytes]:
    """Serve a kiosk's colours and theme: a page's own policy forbids them inline."""
    details = await db.run(described, account_key, kiosk_id, "")
    body = look.page_sheet(settings, details).encode()
    return web.cacheable(request, body, "text/css", 60)


def _raise_lead(
    session: Session,
    account_key: str,
    details: dict[str, Any],
    clean: dict[str, Any],
    address: str,
) -> str:
    account = accounts.account(session, account_key)
    return leads.raise_lead(session, account, new_lead(details, clean, address)).token


def _lang(request: Request[Any, Any, Any]) -> str:
    return str(request.query_params.get("lang", ""))


ROUTES = [kiosk_page, kiosk_post, kiosk_style]
