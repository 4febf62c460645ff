"""A kiosk's rules, its `settings`: where, how and when its widget shows (docs/kiosk.md)."""

from widget.core import consent, curation, display, hours, idle
from widget.core.errors import FieldError
from widget.core.integers import is_int

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

CORNERS = ("bottom-right", "bottom-left", "top-right", "top-left")
THEMES = ("default", "modern")
DARK = ("auto", "light", "dark")
MARGIN = 20
FARTHEST = 500
Z_INDEX = 2147483000
HIGHEST = 2147483647
SLOWEST = 3600
MIN_WIDTH = 768
WIDEST = 10000

_PATTERNS = "paths such as /shop/* or addresses such as https://shop.example/*"
_AFTER = "two numbers of seconds from 0 to 3600, such as [5, 20]"


def check(settings: object, default_lang: str) -> None:
    """Check a kiosk's rules.

    Args:
        settings: As an administrator enters them; nothing is as good as an empty object.
        default_lang: The kiosk's own language.

    Raises:
        FieldError: Names the property and what would be right.
    """
    known = tuple(sorted(_CHECKS)) + ("consent", "idle_seconds")
    found = _object(settings or {}, "settings", known)
    for name in sorted(_CHECKS):
        if name in found:
            _CHECKS[name](found[name], "settings." + name)
    consent.check(found.get("consent"), default_lang)
    idle.check(found.get("idle_seconds"))


def described(settings: object, direction: str) -> "dict[str, Any]":
    """Give a kiosk's rules as a widget needs them.

    Args:
        settings: As stored.
        direction: "ltr" or "rtl": which corner a launcher stands in unless told.

    Returns:
        `position` (`corner`, `x`, `y`, `z_index`) and `auto_open` (`after`, `min_width`), each
        None where nothing is said of it; `theme`; `dark`; `display`, a regular expression
        (`display.compiled`), "" for every page. What is not right counts as not said, but for
        `display`, which then holds nowhere.
    """
    rule = settings.get("display") if isinstance(settings, dict) else None
    return {
        "position": _position(_good(settings, "position"), direction),
        "theme": _good(settings, "theme") or THEMES[0],
        "dark": _good(settings, "dark") or DARK[0],
        "auto_open": _auto_open(_good(settings, "auto_open")),
        "display": _display(rule),
    }


def _good(settings: object, name: str) -> "Any":
    value = settings.get(name) if isinstance(settings, dict) else None
    try:
        _CHECKS[name](value, name)
    except FieldError:
        return None
    return value


def _position(found: "dict[str, Any] | None", direction: str) -> "dict[str, Any] | None":
    if not found:
        return None
    offset = found.get("offset", {})
    return {
        "corner": found.get("corner", CORNERS[1 if direction == "rtl" else 0]),
        "x": offset.get("x", MARGIN),
        "y": offset.get("y", MARGIN),
        "z_index": found.get("z_index", Z_INDEX),
    }


def _auto_open(found: "dict[str, Any] | None") -> "dict[str, Any] | None":
    if not found:
        return None
    return {"after": found["after"], "min_width": found.get("min_width", MIN_WIDTH)}


def _display(rule: object) -> str:
    if rule is None:
        return display.EVERYWHERE
    if not isinstance(rule, dict):
        return display.NOWHERE
    return display.compiled(rule.get("mode"), rule.get("patterns"))


def _check_position(value: object, field: str) -> None:
    found = _object(value, field, ("corner", "offset", "z_index"))
    if "corner" in found:
        _one_of(found["corner"], field + ".corner", CORNERS)
    offset = _object(found.get("offset", {}), field + ".offset", ("x", "y"))
    for axis in sorted(offset):
        _check_whole(offset[axis], field + ".offset." + axis, 0, FARTHEST)
    if "z_index" in found:
        _check_whole(found["z_index"], field + ".z_index", 1, HIGHEST)


def _check_theme(value: object, field: str) -> None:
    _one_of(value, field, THEMES)


def _check_dark(value: object, field: str) -> None:
    _one_of(value, field, DARK)


def _check_auto_open(value: object, field: str) -> None:
    found = _object(value, field, ("after", "min_width"))
    after = found.get("after")
    good = isinstance(after, list) and len(after) == 2 and all(_is_seconds(s) for s in after)
    if not good or not isinstance(after, list) or after[0] > after[1]:
        raise FieldError(field + ".after", _AFTER)
    if "min_width" in found:
        _check_whole(found["min_width"], field + ".min_width", 0, WIDEST)


def _check_display(value: object, field: str) -> None:
    found = _object(value, field, ("mode", "patterns"))
    _one_of(found.get("mode"), field + ".mode", (display.WHITE, display.BLACK))
    patterns = found.get("patterns")
    if not isinstance(patterns, list) or not 0 < len(patterns) <= display.MOST:
        raise FieldError(field + ".patterns", "a list of 1 to " + str(display.MOST) + " patterns")
    for pattern in patterns:
        if not display.is_pattern(pattern):
            shown = curation.line(pattern, 64) or "an empty one"
            raise FieldError(field + ".patterns", _PATTERNS + ", not " + shown)


_CHECKS = {
    "position": _check_position,
    "theme": _check_theme,
    "dark": _check_dark,
    "auto_open": _check_auto_open,
    "display": _check_display,
    "hours": hours.check,
}


def _is_seconds(value: object) -> bool:
    if value is True or value is False or not isinstance(value, (int, float)):
        return False
    return 0 <= value <= SLOWEST


def _check_whole(value: object, field: str, least: int, most: int) -> None:
    if not is_int(value) or not isinstance(value, int) or not least <= value <= most:
        raise FieldError(field, "a whole number from " + str(least) + " to " + str(most))


def _one_of(value: object, field: str, known: "tuple[str, ...]") -> None:
    if value not in known:
        raise FieldError(field, "one of " + ", ".join(known))


def _object(value: object, field: str, known: "tuple[str, ...]") -> "dict[str, Any]":
    if not isinstance(value, dict):
        raise FieldError(field, "an object with " + ", ".join(known))
    for key in value:
        if key not in known:
            raise FieldError(field + "." + (curation.line(key, 64) or "?"), "not known here")
    return value
