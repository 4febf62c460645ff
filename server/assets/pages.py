"""`/js/…` and `/a/…`: files of `dist/`, precompressed."""

import asyncio
import mimetypes
from pathlib import Path
from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from server import web
from server.assets.compression import accepted
from server.errors import NotFoundError
from server.settings import Settings

# Not every system's table has these, and nosniff makes browsers insist on them.
_TYPES = {
    ".css": "text/css",
    ".html": "text/html",
    ".js": "text/javascript",
    ".json": "application/json",
    ".mjs": "text/javascript",
    ".py": "text/x-python",
    ".svg": "image/svg+xml",
    ".wasm": "application/wasm",
    ".whl": "application/zip",
    ".zip": "application/zip",
}
_SUFFIXES = {"br": ".br", "gzip": ".gz"}
_LOADER_SECONDS = 300
_FOR_EVER = "public, max-age=31536000, immutable"


@get("/js/{path:path}")
async def loader(
    request: Request[Any, Any, Any], settings: NamedDependency[Settings], path: FromPath[str]
) -> Response[bytes]:
    """Serve the loader under its stable names: cached for minutes, then asked again."""
    file = find(settings.dist / "js", path)
    body = await asyncio.to_thread(file.read_bytes)
    return web.cacheable(request, body, media_type(file), _LOADER_SECONDS)


@get("/a/{path:path}")
async def asset(
    request: Request[Any, Any, Any], settings: NamedDependency[Settings], path: FromPath[str]
) -> Response[bytes]:
    """Serve a file whose path holds its content's hash, as the build compressed it, for good."""
    file = find(settings.dist / "a", path)
    headers = {"Cache-Control": _FOR_EVER, "Vary": "Accept-Encoding"}
    chosen = file
    for encoding in accepted(request.headers.get("accept-encoding", "")):
        packed = file.with_name(file.name + _SUFFIXES[encoding])
        if packed.is_file():
            chosen, headers["Content-Encoding"] = packed, encoding
            break
    body = await asyncio.to_thread(chosen.read_bytes)
    return Response(body, headers=headers, media_type=media_type(file))


def find(root: Path, path: str) -> Path:
    """Return the file of a directory that a path from outside means.

    Raises:
        NotFoundError: There is none, or it lies elsewhere.
    """
    root = root.resolve()
    try:
        file = (root / path.lstrip("/")).resolve()
        if file.is_relative_to(root) and file.is_file():
            return file
    except (OSError, ValueError):
        pass  # a name too long for the system, or with a NUL in it
    raise NotFoundError


def media_type(file: Path) -> str:
    """Return the media type of a file by its name."""
    return (
        _TYPES.get(file.suffix) or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    )


ROUTES = [loader, asset]
