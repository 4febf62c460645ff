"""Small things that every page and endpoint needs: its origin, its ETag."""

import hashlib
from typing import Any
from urllib.parse import urlsplit

from litestar import Request, Response

from server.assets.compression import compressed
from server.errors import Refusal
from server.settings import Settings


def origin(request: Request[Any, Any, Any], settings: Settings) -> str:
    """Return the origin that a browser reaches us at, such as `http://127.0.0.1:8000`."""
    return settings.origin or f"{request.url.scheme}://{_host(request)}"


def refuse_other_origins(request: Request[Any, Any, Any], settings: Settings) -> None:
    """Refuse a form that another site's page sent.

    Raises:
        Refusal: 403.
    """
    sent = request.headers.get("origin")
    if sent is not None and sent != origin(request, settings):
        raise Refusal(403, "this form is for our own pages", "Origin")


def cacheable(
    request: Request[Any, Any, Any], body: bytes, media_type: str, seconds: int
) -> Response[bytes]:
    """Answer with something public, compressed, or with 304 when the browser already has it."""
    tag = hashlib.sha256(body).hexdigest()[:32]
    body, encoding = compressed(body, request.headers.get("accept-encoding", ""))
    headers = {
        "ETag": f'"{tag}{encoding and "-"}{encoding}"',
        "Cache-Control": f"public, max-age={seconds}",
        "Vary": "Accept-Encoding",
    }
    if _has(request.headers.get("if-none-match", ""), headers["ETag"]):
        return Response(b"", status_code=304, headers=headers, media_type=media_type)
    if encoding:
        headers["Content-Encoding"] = encoding
    return Response(body, headers=headers, media_type=media_type)


def _has(if_none_match: str, tag: str) -> bool:
    sent = {each.strip().removeprefix("W/") for each in if_none_match.split(",")}
    return tag in sent or "*" in sent


def _host(request: Request[Any, Any, Any]) -> str:
    """Return the host that was asked for; it goes into pages, so nothing but a host may pass."""
    host = request.headers.get("host", "")
    try:
        parts = urlsplit(f"//{host}")
        good = parts.netloc == host and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        good = False
    if not good or "@" in host or any(ch in host for ch in "\"'<>\\`{}^| "):
        raise Refusal(400, "the name of this server", "Host")
    return host
