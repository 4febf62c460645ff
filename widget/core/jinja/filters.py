"""The filters and tests that templates may use, by name.

A template that uses another one, or other arguments, fails at build time. Rules: `jinja2.filters`
and `jinja2.tests`. There is no `upper` or `lower`: MicroPython knows ASCII letters only, and CSS
does it better.
"""

from widget.core.jinja.values import (
    Markup,
    StrictUndefined,
    Undefined,
    UndefinedError,
    contains,
    escape,
    escaped,
    is_text,
    join_text,
    plain,
    soft_text,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

# What `str.strip` takes for white space; MicroPython's knows ASCII only.
SPACES = (
    "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006"
    "\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)

_ESCAPES = {
    '"': '\\"',
    "\\": "\\\\",
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
    "\f": "\\f",
    "\b": "\\b",
}


def _as_safe_as(value: object, text: str) -> "str | Markup":
    return Markup(text) if isinstance(value, Markup) else text


def default_(value: "Any", default_value: "Any" = "", boolean: bool = False) -> "Any":
    """Give another value for a name that is not there; with `boolean` for what is false, too."""
    if isinstance(value, Undefined) or (boolean and not value):
        return default_value
    return value


def trim_(value: object, chars: "str | None" = None) -> "str | Markup":
    """Take white space, or these characters, away from both ends."""
    text = plain(value)
    chars = SPACES if chars is None else plain(chars)
    start, end = 0, len(text)
    while start < end and text[start] in chars:
        start += 1
    while start < end and text[end - 1] in chars:
        end -= 1
    return _as_safe_as(value, text[start:end])


def join_(value: "Iterable[Any]", d: object = "") -> "str | Markup":
    """Put a list's texts together, with another between them."""
    parts: "list[object]" = []
    for part in value:
        if parts:
            parts.append(d)
        parts.append(part)
    return join_text(parts)


def replace_(value: object, old: object, new: object) -> "str | Markup":
    """Put one text in place of another."""
    safe = isinstance(value, Markup)
    if not safe and (isinstance(old, Markup) or isinstance(new, Markup)):
        value, safe = escape(value), True
    text, old, new = plain(value), plain(old), escaped(new) if safe else plain(new)
    # MicroPython would put the new text between bytes, not letters.
    text = text.replace(old, new) if old else new.join([""] + list(text) + [""])
    return Markup(text) if safe else text


def int_(value: "Any", default: "Any" = 0, base: int = 10) -> "Any":
    """Make a whole number; `default` where that cannot be."""
    if isinstance(value, Undefined):
        value.fail()
    if is_text(value):
        value = trim_(plain(value))
    try:
        return int(value, base) if is_text(value) else int(value)
    except (TypeError, ValueError):
        pass
    try:
        return int(float(value))
    except (TypeError, ValueError, OverflowError):
        return default


def first_(value: "Iterable[Any]") -> "Any":
    """Give the first of a list."""
    for part in value:
        return part
    return StrictUndefined("No first item, sequence was empty.")


def last_(value: "Any") -> "Any":
    """Give the last of a list."""
    return value[-1] if len(value) else StrictUndefined("No last item, sequence was empty.")


def tojson_(value: "Any") -> Markup:
    """Write a value as JSON that may stand in a script or an attribute."""
    text = _json(value).replace("<", "\\u003c").replace(">", "\\u003e")
    return Markup(text.replace("&", "\\u0026").replace("'", "\\u0027"))


def _json(value: "Any") -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if is_text(value):
        return '"' + "".join([_json_letter(letter) for letter in plain(value)]) + '"'
    if isinstance(value, (int, float)):
        return str(value)
    if isinstance(value, dict):
        return "{" + ", ".join([_json(k) + ": " + _json(value[k]) for k in sorted(value)]) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join([_json(part) for part in value]) + "]"
    raise TypeError("Object of type %s is not JSON serializable" % type(value).__name__)


def _json_letter(letter: str) -> str:
    code = ord(letter)
    if letter in _ESCAPES:
        return _ESCAPES[letter]
    if 31 < code < 127:
        return letter
    if code > 0xFFFF:
        code -= 0x10000
        return "\\u%04x\\u%04x" % (0xD800 + (code >> 10), 0xDC00 + (code & 0x3FF))
    return "\\u%04x" % code


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float))


def _is_sequence(value: "Any") -> bool:
    try:
        len(value)
    except (TypeError, UndefinedError):
        return False
    return not isinstance(value, set)


FILTERS: "dict[str, Callable[..., Any]]" = {
    "d": default_,
    "default": default_,
    "e": escape,
    "escape": escape,
    "first": first_,
    "int": int_,
    "join": join_,
    "last": last_,
    "length": lambda value: len(value),
    "list": lambda value: list(value),
    "replace": replace_,
    "safe": lambda value: Markup(value),
    "string": soft_text,
    "tojson": tojson_,
    "trim": trim_,
}

TESTS: "dict[str, Callable[..., bool]]" = {
    "defined": lambda value: not isinstance(value, Undefined),
    "undefined": lambda value: isinstance(value, Undefined),
    "none": lambda value: value is None,
    "boolean": lambda value: value is True or value is False,
    "true": lambda value: value is True,
    "false": lambda value: value is False,
    "string": is_text,
    "number": _is_number,
    "mapping": lambda value: isinstance(value, dict),
    "sequence": _is_sequence,
    "odd": lambda value: value % 2 == 1,
    "even": lambda value: value % 2 == 0,
    "sameas": lambda value, other: value is other,
    "equalto": lambda value, other: value == other,
    "eq": lambda value, other: value == other,
    "==": lambda value, other: value == other,
    "ne": lambda value, other: value != other,
    "in": contains,
}
