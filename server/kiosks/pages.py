"""What a widget reads: a kiosk's details and its shell, drawn; both public and cacheable."""

import json
import re
from functools import lru_cache
from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlalchemy.orm import Session

from server import web
from server.accounts import queries as accounts
from server.db import Database
from server.kiosks import look, packs, queries
from server.settings import Settings
from widget.core import form
from widget.core.templating import render

_SECONDS = 60
# The templates' line ends before a tag: nothing of ours shows them, and each page would pay.
_LINE_ENDS = re.compile(r"\n+(?=<)")


def described(session: Session, account_key: str, kiosk_id: int, lang: str) -> dict[str, Any]:
    """Return a kiosk's details.

    Raises:
        NotFoundError: There is no such account or kiosk.
    """
    account = accounts.account(session, account_key)
    stored = queries.stored(session, account, kiosk_id)
    return packs.details(stored, lang or stored["default_lang"])


@get("/api/kiosks/{account_key:str}/{kiosk_id:int}")
async def kiosk_details(
    request: Request[Any, Any, Any],
    db: NamedDependency[Database],
    account_key: FromPath[str],
    kiosk_id: FromPath[int],
) -> Response[bytes]:
    """Serve a kiosk's details as JSON."""
    lang = request.query_params.get("lang", "")
    details = await db.run(described, account_key, kiosk_id, lang)
    body = json.dumps(details, ensure_ascii=False, separators=(",", ":")).encode()
    return web.cacheable(request, body, "application/json", _SECONDS)


@get("/api/kiosks/{account_key:str}/{kiosk_id:int}/shell")
async def kiosk_shell(
    request: Request[Any, Any, Any],
    db: NamedDependency[Database],
    settings: NamedDependency[Settings],
    account_key: FromPath[str],
    kiosk_id: FromPath[int],
) -> Response[bytes]:
    """Serve what the loader paints before Python is there: launcher, panel, form, styles."""
    lang = request.query_params.get("lang", "")
    details = await db.run(described, account_key, kiosk_id, lang)
    styles = look.sheet(settings, details, "widget.css")
    body = _shell(json.dumps(details), web.origin(request, settings), styles)
    return web.cacheable(request, body, "text/html", _SECONDS)


@lru_cache(maxsize=256)
def _shell(details: str, origin: str, styles: str) -> bytes:
    """Draw a shell; every visitor of a site asks for the same few."""
    context = form.context(json.loads(details), {}, [], origin)
    return _LINE_ENDS.sub("", render("shell.html.j2", context | {"styles": styles})).encode()


ROUTES = [kiosk_details, kiosk_shell]
