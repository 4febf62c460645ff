"""The console's own files: its styles, and the libraries that the build copied."""

from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from server import web
from server.assets.pages import find, media_type
from server.errors import NotFoundError
from server.settings import ROOT, Settings

_SECONDS = 300
_OWN = ROOT / "server" / "console" / "static"


@get("/console/assets/{name:str}")
async def console_asset(
    request: Request[Any, Any, Any], settings: NamedDependency[Settings], name: FromPath[str]
) -> Response[bytes]:
    """Serve a file of `server/console/static`, else of `dist/console`."""
    for folder in (_OWN, settings.dist / "console"):
        try:
            file = find(folder, name)
        except NotFoundError:
            continue
        return web.cacheable(request, file.read_bytes(), media_type(file), _SECONDS)
    raise NotFoundError


ROUTES = [console_asset]
