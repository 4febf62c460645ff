"""Read a form-encoded body: bounded, UTF-8 or refused, each field once unless it may repeat."""

from typing import Any
from urllib.parse import unquote_to_bytes

from litestar import Request
from litestar.exceptions import InternalServerException

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
    form, refusal = await salvage(request, repeatable=repeatable)
    if refusal:
        raise refusal
    return form


async def salvage(
    request: Request[Any, Any, Any], *sought: str, repeatable: str = "extra."
) -> tuple[Form, Refusal | None]:
    """Read what can be read of a request's form, for who must know it before refusing the rest.

    Args:
        request: As in `read`.
        *sought: Fields that are read however many others come before them.
        repeatable: As in `read`.

    Returns:
        The fields that can be read, the first of those that must not be repeated; and why the
        form is to be refused, None where it is good.

    Raises:
        Refusal: 415 for another content type, 413 for more than 64 KiB, 400 for a body that
            breaks off.
    """
    content_type = request.headers.get("content-type", "").split(";")[0].strip().lower()
    body = await _body(request)
    if content_type != FORM_TYPE:
        raise Refusal(415, f"send the request as {FORM_TYPE}", "Content-Type")
    form: Form = {}
    pairs = [pair for pair in body.split(b"&") if pair]
    refusal = None
    if len(pairs) > MAX_FIELDS:
        refusal = Refusal(400, f"send at most {MAX_FIELDS} fields")
        # A body holds 32,000; to read all of them would keep everyone else waiting.
        plainly = tuple(f"{name}=".encode() for name in sought)
        further = [pair for pair in pairs[MAX_FIELDS:] if pair.startswith(plainly)]
        pairs = [*pairs[:MAX_FIELDS], *further[:MAX_FIELDS]]
    for pair in pairs:
        try:
            _add(form, pair, repeatable)
        except Refusal as first:
            refusal = refusal or first
    return form, refusal


def one(form: Form, name: str) -> str:
    """Return a field that is sent once, "" when it is missing."""
    value = form.get(name, "")
    return value if isinstance(value, str) else value[0]


def _add(form: Form, pair: bytes, repeatable: str) -> None:
    raw_name, _, raw_value = pair.partition(b"=")
    name = _decode(raw_name, "")
    value = _decode(raw_value, name)
    before = form.get(name)
    if before is None:
        form[name] = value
    elif isinstance(before, list):
        before.append(value)
    elif name.startswith(repeatable):
        form[name] = [before, value]
    else:
        raise Refusal(400, "send it once", _printable(name))


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
    try:
        async for chunk in request.stream():
            size += len(chunk)
            if size <= MAX_BODY:
                chunks.append(chunk)
            elif size > _DRAIN:
                break
    except InternalServerException:  # what Litestar makes of a client that has gone
        raise Refusal(400, "send the whole body") from None
    if size > MAX_BODY:
        raise Refusal(413, f"send at most {MAX_BODY // 1024} KiB")
    return b"".join(chunks)
