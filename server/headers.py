"""The security and sharing headers of every answer, by where it lies."""

from dataclasses import dataclass
from functools import cached_property

from litestar.types import Message, Scope

_PAGE = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
)
# Of a page that frames another one of ours.
FRAMING = f"{_PAGE}frame-src 'self'; frame-ancestors 'none'"


Headers = list[tuple[bytes, bytes]]


def _encoded(headers: dict[str, str]) -> Headers:
    return [(name.lower().encode(), value.encode()) for name, value in headers.items()]


@dataclass(frozen=True)
class Zone:
    """A part of the site and the headers that all its answers carry, errors too."""

    prefixes: tuple[str, ...]
    headers: dict[str, str]

    @cached_property
    def sent(self) -> Headers:
        """Its headers and those of every answer, as they are sent."""
        return _encoded(_EVERYWHERE | self.headers)

    def holds(self, path: str) -> bool:
        """Say whether a path lies here."""
        return any(path == prefix or path.startswith(f"{prefix}/") for prefix in self.prefixes)


# What a widget needs on any site: open to all, without credentials.
FOR_WIDGETS = Zone(
    ("/api", "/js", "/a"),
    {
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Expose-Headers": "Retry-After",
        "Cross-Origin-Resource-Policy": "cross-origin",
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    },
)
# The first zone that holds a path decides.
ZONES = (
    FOR_WIDGETS,
    # May be embedded anywhere; runs the widget.
    Zone(
        ("/kiosk", "/ticket"),
        {
            "Content-Security-Policy": _PAGE.replace(
                "script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'"
            )
            + "manifest-src 'self'"
        },
    ),
    # These stand for other people's sites, with the snippet inline.
    Zone(("/examples",), {"Cache-Control": "no-cache"}),
    Zone(
        ("/console",),
        {
            "Content-Security-Policy": f"{_PAGE}frame-ancestors 'none'",
            "X-Frame-Options": "DENY",
            # Not `no-referrer`: browsers would then send `Origin: null` with our own forms.
            "Referrer-Policy": "same-origin",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Cache-Control": "no-store",
        },
    ),
    Zone(("",), {"Content-Security-Policy": f"{_PAGE}frame-ancestors 'none'"}),
)

_EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
}
_PREFLIGHT = _encoded(
    {
        "Access-Control-Allow-Methods": "GET, POST",
        "Access-Control-Allow-Headers": "Content-Type, Last-Event-ID",
        "Access-Control-Max-Age": "86400",
    }
)


async def add_headers(message: Message, scope: Scope) -> None:
    """Complete the headers of an answer (a `before_send` hook)."""
    if message["type"] != "http.response.start":
        return
    zone = next(zone for zone in ZONES if zone.holds(scope["path"]))
    wanted = zone.sent
    if zone is FOR_WIDGETS and scope.get("method") == "OPTIONS":
        wanted = wanted + _PREFLIGHT
    given = list(message.get("headers", ()))
    names = {name.lower() for name, _ in given}
    message["headers"] = given + [pair for pair in wanted if pair[0] not in names]
