"""On which pages a widget shows: address patterns, compiled to one regular expression.

A pattern is a path (`/shop/*`) or a whole address (`https://shop.example/*`); `*` stands for
any characters of the part it is in. The expression is plain enough to mean the same to a
browser and to CPython, and never backtracks through more than one star.
"""

from widget.core.urlencoded import quote

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

WHITE = "white"
BLACK = "black"
EVERYWHERE = ""
NOWHERE = "(?!)"
MOST = 100
LONGEST = 500

_ANY_SITE = "[a-z-]+://[^/?#]*"
_SCHEMES = ("http://", "https://")
_REFUSED = ' "<>\\^`{|}\x7f'
_ESCAPED = ".+()$[]?*"
# What a star may stand for, by the part of the address that it is in.
_HOST, _PATH, _QUERY, _FRAGMENT = "[^/?#]*", "[^?#]*", "[^#]*", ".*"


def is_pattern(value: object) -> bool:
    """Say whether an administrator may use a pattern.

    Args:
        value: The pattern.

    Returns:
        True for a path or an http(s) address without blanks, quotes, brackets of the kinds
        <> and {}, backslashes and whatever else an address never holds.
    """
    if not isinstance(value, str) or len(value) > LONGEST:
        return False
    if any(ch < " " or ch in _REFUSED for ch in value):
        return False
    if value.startswith("/"):
        return not value.startswith("//")
    host = _split(value)[1]
    # A browser shows such a host in another spelling: it would never match.
    return bool(host) and "@" not in host and all(ch < "\x80" for ch in host)


def compiled(mode: object, patterns: object) -> str:
    """Compile a kiosk's display rule.

    Args:
        mode: "white" to show it only where a pattern matches, "black" to show it elsewhere.
        patterns: The patterns.

    Returns:
        The source of a regular expression that is found in the addresses (`location.href`)
        of the pages to show it on. Fails closed: one bad pattern, and it shows nowhere.
    """
    good = isinstance(patterns, list) and 0 < len(patterns) <= MOST
    if not good or mode not in (WHITE, BLACK) or not all(is_pattern(p) for p in _list(patterns)):
        return NOWHERE
    sources: list[str] = []
    groups = 0
    for pattern in _list(patterns):
        source, groups = _one(pattern, groups)
        sources.append(source)
    either = "(?:" + "|".join(sources) + ")$"
    return "^" + either if mode == WHITE else "^(?!" + either + ")"


def _list(value: object) -> "list[Any]":
    return value if isinstance(value, list) else []


def _split(pattern: str) -> "tuple[str, str, str]":
    """Give scheme, host with port, and the rest; ("", "", path) for a path."""
    for scheme in _SCHEMES:
        if pattern.lower().startswith(scheme):
            end = len(scheme)
            while end < len(pattern) and pattern[end] not in "/?#":
                end += 1
            return scheme, pattern[len(scheme) : end].lower(), pattern[end:]
    return "", "", pattern


def _one(pattern: str, groups: int) -> "tuple[str, int]":
    scheme, host, rest = _split(pattern)
    begin = scheme if scheme else _ANY_SITE
    if not rest.startswith("/"):
        rest = "/" + rest
    part = _HOST if host else _PATH
    pieces = [""]
    stars: list[str] = []
    for ch in host + rest:
        if ch == "*":
            if pieces[-1] or not stars:  # several stars in a row are one
                stars.append(part)
                pieces.append("")
            continue
        if ch == "/" and part == _HOST:
            part = _PATH
        elif ch == "?" and part == _PATH:
            part = _QUERY
        elif ch == "#" and part != _FRAGMENT:
            if part == _PATH:
                pieces[-1] += "(?:\\?[^#]*)?"
            part = _FRAGMENT
        pieces[-1] += _literal(ch)
    out = begin + pieces[0]
    for number, star in enumerate(stars):
        piece = pieces[number + 1]
        if number + 1 == len(stars):
            out += star + piece
        else:
            # The nearest match is as good as any later one. Held in a group it is not tried
            # again, or a crafted address would keep a visitor's browser busy.
            groups += 1
            out += "(?=(" + star + "?" + piece + "))\\" + str(groups)
    return out + _tail(part), groups


def _tail(part: str) -> str:
    """What may follow the pattern: parts of the address that it does not speak of."""
    if part == _FRAGMENT:
        return ""
    return "(?:#.*)?" if part == _QUERY else "(?:[?#].*)?"


def _literal(ch: str) -> str:
    if ch >= "\x80":
        return quote(ch)
    return "\\" + ch if ch in _ESCAPED else ch
