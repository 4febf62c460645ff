"""The kiosk page as an app that installs: its manifest, its icons, its worker."""

import asyncio
import json
from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from server import web
from server.assets.pages import find
from server.db import Database
from server.drawing import draw
from server.errors import NotFoundError
from server.kiosks.pages import described
from server.pages import icons
from server.settings import Settings
from widget.core import color
from widget.core.urlencoded import quote

SIZES = (192, 512)
_SECONDS = 300


@get("/kiosk/{account_key:str}/{kiosk_id:int}/app.webmanifest")
async def manifest(
    request: Request[Any, Any, Any],
    db: NamedDependency[Database],
    account_key: FromPath[str],
    kiosk_id: FromPath[int],
) -> Response[bytes]:
    """Serve the web app manifest, in the language of the page that links it."""
    lang = str(request.query_params.get("lang", ""))
    details = await db.run(described, account_key, kiosk_id, lang)
    body = json.dumps(_manifest(details), ensure_ascii=False).encode()
    return web.cacheable(request, body, "application/manifest+json", _SECONDS)


@get("/kiosk/{account_key:str}/{kiosk_id:int}/icon.svg")
async def icon_svg(
    request: Request[Any, Any, Any],
    db: NamedDependency[Database],
    account_key: FromPath[str],
    kiosk_id: FromPath[int],
) -> Response[bytes]:
    """Serve the icon in the kiosk's colours, for any size."""
    details = await db.run(described, account_key, kiosk_id, "")
    body = draw("kiosk_icon.svg.j2", {"style": color.style(details["color"])}).encode()
    return web.cacheable(request, body, "image/svg+xml", _SECONDS)


@get("/kiosk/{account_key:str}/{kiosk_id:int}/icons/{name:str}")
async def icon_png(
    request: Request[Any, Any, Any],
    db: NamedDependency[Database],
    account_key: FromPath[str],
    kiosk_id: FromPath[int],
    name: FromPath[str],
) -> Response[bytes]:
    """Serve the icon in the kiosk's colours, for systems that take pixels only."""
    size = {f"{size}.png": size for size in SIZES}.get(name)
    if size is None:
        raise NotFoundError
    details = await db.run(described, account_key, kiosk_id, "")
    style = color.style(details["color"])
    body = icons.painted(size, style["accent"], style["on_accent"])
    return web.cacheable(request, body, "image/png", _SECONDS)


@get("/kiosk/{name:str}")
async def script(
    request: Request[Any, Any, Any], settings: NamedDependency[Settings], name: FromPath[str]
) -> Response[bytes]:
    """Serve the page's script and its worker, asked again each time: they carry the version."""
    body = await asyncio.to_thread(find(settings.dist / "kiosk", name).read_bytes)
    return web.cacheable(request, body, "text/javascript", 0)


def _manifest(details: dict[str, Any]) -> dict[str, Any]:
    account, lang = quote(details["account_key"]), quote(details["lang"])
    page = f"/kiosk/{account}/{details['kiosk_id']}"
    accent = color.style(details["color"])["accent"]
    drawn = [(f"{page}/icon.svg", "any", "image/svg+xml")]
    drawn += [(f"{page}/icons/{size}.png", f"{size}x{size}", "image/png") for size in SIZES]
    return {
        "id": page,
        "name": details["texts"]["page_title"],
        "short_name": details["texts"]["button_cta"],
        "lang": details["bcp47"],
        "dir": details["dir"],
        "start_url": f"{page}?lang={lang}",
        "scope": page,
        "display": "fullscreen",
        "display_override": ["fullscreen", "standalone"],
        "theme_color": accent,
        "background_color": accent,
        "icons": [
            {"src": src, "sizes": sizes, "type": kind, "purpose": purpose}
            for src, sizes, kind in drawn
            for purpose in ("any", "maskable")
        ],
    }


ROUTES = [manifest, icon_svg, icon_png, script]
