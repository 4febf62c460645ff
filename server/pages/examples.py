"""The example pages and the index; an example's own server is this one."""

from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from server import web
from server.assets.pages import find, media_type
from server.drawing import draw
from server.settings import ROOT, Settings

# What stands for this server in the examples, so that they also work when opened elsewhere.
_WRITTEN_ORIGIN = b"http://127.0.0.1:8000"
_ICON = ROOT / "server" / "console" / "static" / "icon.svg"
_TEXTS = {".html", ".js", ".mjs", ".css", ".py", ".json", ".txt"}


@get("/examples/{path:path}")
async def example(
    request: Request[Any, Any, Any], settings: NamedDependency[Settings], path: FromPath[str]
) -> Response[bytes]:
    """Serve a file of the examples."""
    file = find(settings.examples, path)
    body = file.read_bytes()
    if file.suffix in _TEXTS:
        body = body.replace(_WRITTEN_ORIGIN, web.origin(request, settings).encode())
    return Response(body, media_type=media_type(file))


@get("/examples")
async def examples() -> Redirect:
    """Send whoever asks for the examples to the list of them."""
    return Redirect("/")


@get("/")
async def index(settings: NamedDependency[Settings]) -> Response[str]:
    """Serve a list of what there is to look at."""
    names = sorted(file.name for file in settings.examples.glob("*.html"))
    return Response(
        draw("index.html.j2", {"examples": names, "demo": settings.demo}),
        media_type="text/html",
    )


@get("/favicon.ico")
async def favicon() -> Response[bytes]:
    """Serve the icon that browsers ask every site for."""
    headers = {"Cache-Control": "public, max-age=86400"}
    return Response(_ICON.read_bytes(), headers=headers, media_type="image/svg+xml")


ROUTES = [example, examples, index, favicon]
