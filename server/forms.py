"""Read a form-encoded body: bounded, UTF-8 or refused, each field once unless it may repeat."""

from typing import Any
from urllib.parse import unquote_to_bytes

from litestar import Request

from server.errors import Refusal

FORM_TYPE = "application/x-www-form-urlencoded"
MAX_BODY = 64 * 1024
MAX_FIELDS = 300
# So much of a body that is too long is still read: a client that is cut off while it sends
# sees a broken connection and never the answer.
_DRAIN = 8 * 1024 * 1024

Form = dict[str, str | list[str]]


async def read(request: Request[Any, Any, Any], repeatable: str = "extra.") -> Form:
    """Read a request's form.

    Args:
        request: The request; its body is consumed.
        repeatable: Fields whose names begin so may be sent more than once.

    Returns:
        Each field's value; a list of them for a repeated field.

    Raises:
        Refusal: 415 for another content type, 413 for more than 64 KiB, 400 for what cannot be
            read, naming the field.
    """
    content_type = request.headers.get("content-type", "").split(";")[0].strip().lower()
    body = await _body(request)
    if content_type != FORM_TYPE:
        raise Refusal(415, f"send the request as {FORM_TYPE}", "Content-Type")
    return parse(body, repeatable)


def parse(body: bytes, repeatable: str = "extra.") -> Form:
    """Parse a form-encoded body.

    Args:
        body: The bytes as sent.
        repeatable: As in `read`.

    Returns:
        As in `read`.

    Raises:
        Refusal: 400, naming the field.
    """
    form: Form = {}
    pairs = [pair for pair in body.split(b"&") if pair]
    if len(pairs) > MAX_FIELDS:
        raise Refusal(400, f"send at most {MAX_FIELDS} fields")
    for pair in pairs:
        raw_name, _, raw_value = pair.partition(b"=")
        name = _decode(raw_name, "")
        value = _decode(raw_value, name)
        if name not in form:
            form[name] = value
        elif name.startswith(repeatable):
            before = form[name]
            form[name] = [*before, value] if isinstance(before, list) else [before, value]
        else:
            raise Refusal(400, "send it once", _printable(name))
    return form


def one(form: Form, name: str) -> str:
    """Return a field that is sent once, "" when it is missing."""
    value = form.get(name, "")
    return value if isinstance(value, str) else value[0]


def _decode(raw: bytes, field: str) -> str:
    try:
        return unquote_to_bytes(raw.replace(b"+", b" ")).decode("utf-8")
    except UnicodeDecodeError:
        raise Refusal(400, "send text encoded as UTF-8", _printable(field)) from None


def _printable(name: str) -> str:
    """Make a hostile field name fit for an error message."""
    return "".join(ch if ch.isprintable() else "?" for ch in name[:60])


async def _body(request: Request[Any, Any, Any]) -> bytes:
    chunks: list[bytes] = []
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size <= MAX_BODY:
            chunks.append(chunk)
        elif size > _DRAIN:
            break
    if size > MAX_BODY:
        raise Refusal(413, f"send at most {MAX_BODY // 1024} KiB")
    return b"".join(chunks)
