"""The style sheets: as the build minified them, or as they were written where it has not."""

import re
from pathlib import Path
from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from server import web
from server.assets.pages import find
from server.settings import ROOT, Settings

_SECONDS = 60
_WRITTEN = ROOT / "static" / "styles"
_IMPORT = re.compile(r'^@import "([^"]+)";$', re.MULTILINE)


def text(settings: Settings, name: str) -> str:
    """Return a style sheet of `static/styles`, minified when the build has run.

    Raises:
        NotFoundError: There is none of this name.
    """
    built = settings.dist / "styles"
    return find(built, name).read_text("utf-8") if built.is_dir() else _whole(_WRITTEN, name)


def _whole(folder: Path, name: str) -> str:
    """Put what a sheet imports in its place: a constructed style sheet may not import."""
    written = find(folder, name).read_text("utf-8")
    return _IMPORT.sub(lambda imported: _whole(folder, imported[1]), written)


@get("/styles/{name:str}")
async def style_sheet(
    request: Request[Any, Any, Any], settings: NamedDependency[Settings], name: FromPath[str]
) -> Response[bytes]:
    """Serve a style sheet to our own pages."""
    body = text(settings, name).encode()
    return web.cacheable(request, body, "text/css", _SECONDS)
