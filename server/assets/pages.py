"""`/js/…` and `/a/…`: files of `dist/`, precompressed."""

import mimetypes
from pathlib import Path
from typing import Any

from litestar import Request, Response, get

from server import web
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
_ENCODINGS = (("br", ".br"), ("gzip", ".gz"))
_LOADER_SECONDS = 300
_FOR_EVER = "public, max-age=31536000, immutable"


@get("/js/{path:path}")
async def loader(request: Request[Any, Any, Any], settings: Settings, path: str) -> Response[bytes]:
    """Serve the loader under its stable names: cached for minutes, then asked again."""
    return serve(request, settings.dist / "js", path)


@get("/a/{path:path}")
async def asset(request: Request[Any, Any, Any], settings: Settings, path: str) -> Response[bytes]:
    """Serve a file whose path holds its content's hash: cached for good."""
    response = serve(request, settings.dist / "a", path)
    response.headers["Cache-Control"] = _FOR_EVER
    return response


def serve(request: Request[Any, Any, Any], root: Path, path: str) -> Response[bytes]:
    """Serve a file in the best compression that the browser takes and the build made.

    Args:
        request: The request, for its `Accept-Encoding` and `If-None-Match`.
        root: The directory to serve from.
        path: The file's path in it, as it came from outside.

    Raises:
        NotFoundError: There is no such file in the directory.
    """
    file = find(root, path)
    accepted = _accepted(request.headers.get("accept-encoding", ""))
    encoding, suffix = "", ""
    for name, ending in _ENCODINGS:
        if name in accepted and file.with_name(file.name + ending).is_file():
            encoding, suffix = name, ending
            break
    body = file.with_name(file.name + suffix).read_bytes()
    response = web.cacheable(request, body, media_type(file), _LOADER_SECONDS)
    response.headers["Vary"] = "Accept-Encoding"
    if encoding:
        response.headers["Content-Encoding"] = encoding
    return response


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


def _accepted(header: str) -> set[str]:
    """Return the encodings of an `Accept-Encoding` header that are not refused with `q=0`."""
    accepted = set()
    for part in header.lower().split(","):
        name, _, quality = part.partition(";")
        if quality.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000"):
            accepted.add(name.strip())
    return accepted


ROUTES = [loader, asset]
