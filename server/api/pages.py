"""`POST /api/`: read the form, find the action and the account, answer in JSON."""

from typing import Any

from litestar import Request, Response, post
from litestar.di import NamedDependency
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from server import addresses, forms
from server.accounts import queries as accounts
from server.api import admission, geo, openapi
from server.api.table import ACTIONS, Action, Command
from server.db import Database
from server.errors import Refusal
from server.kiosks import pages as kiosks
from server.leads import pages as leads
from server.settings import Settings

# White space is curated away; these are nobody's typing and some databases refuse them.
_CONTROLS = frozenset(map(chr, [*range(0x09), *range(0x0E, 0x20), 0x7F]))


@post("/api/", status_code=200)
async def api(
    request: Request[Any, Any, Any],
    db: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[dict[str, Any]]:
    """Do one action of the wire protocol."""
    form = await forms.read(request)
    name = forms.one(form, "action")
    address = addresses.visitor(request, settings)
    action = ACTIONS.get(name)
    token_account = None
    if action and action.metered:
        token_account = await admission.admit(db, name, form, address, settings.submit_limit)
    refuse_controls(form)
    if action is None:
        raise Refusal(400, f"one of {', '.join(sorted(ACTIONS))}", "action")
    account_key = forms.one(form, "account_key")
    if not account_key and token_account is None:
        raise Refusal(400, "is required: the name of an account", "account_key")
    command = {**action.read(form), "address": address}
    given = (action, account_key, token_account, command)
    try:
        answer = await db.run(_handled, *given)
    except IntegrityError:
        # The same call, at the same moment, in another transaction: now it is found.
        answer = await db.run(_handled, *given)
    return Response({"status": "ok", **answer}, headers={"Cache-Control": "no-store"})


def refuse_controls(form: forms.Form) -> None:
    """Refuse a form with control characters other than white space.

    Raises:
        Refusal: 400, naming the field.
    """
    for name, value in form.items():
        values = value if isinstance(value, list) else [value]
        if any(not _CONTROLS.isdisjoint(text) for text in [name, *values]):
            field = "".join(ch for ch in name if ch.isprintable())[:60]
            raise Refusal(400, "text without control characters", field)


def _handled(
    session: Session,
    action: Action,
    account_key: str,
    token_account: int | None,
    command: Command,
) -> dict[str, Any]:
    account = accounts.named(session, account_key, token_account)
    if action.metered:
        admission.refuse_strangers(account, token_account)
    return action.handle(session, account, command)


ROUTES = [api, *geo.ROUTES, *openapi.ROUTES, *kiosks.ROUTES, *leads.ROUTES]
