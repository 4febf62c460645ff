"""Extra fields: from the documented `extra_fields` to the list that forms are drawn from.

The order of the fields is the order of the object, so this runs where dicts have one: on
the server (CPython) and on kiosk pages (Pyodide). MicroPython gets the finished list; it
goes through here unchanged.
"""

from widget.core import curation, texts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


TYPES = " text checkbox dropdown email tel number date textarea radio hidden "
MOST_FIELDS = 50
MOST_OPTIONS = 300
LONGEST_PATTERN = 300
_WITH_OPTIONS = " checkbox dropdown radio "
_YES = " true 1 yes on required "


def normalise(extra_fields: object, lang: str, default_lang: str) -> "list[dict[str, Any]]":
    """Bring extra fields into the one form that templates and checks use.

    Args:
        extra_fields: The documented object, a list of one-key objects, or a list that this
            function returned. Entries that make no sense are left out.
        lang: The language asked for.
        default_lang: The kiosk's own.

    Returns:
        An ordered list of `{"id", "label", "type", "help", "required", "pattern",
        "placeholder", "options"}`; options are lists `[id, text]`. A hidden field's value is
        its placeholder. A checkbox without options has the one option "yes".
    """
    out: list[dict[str, Any]] = []
    seen = []
    for key, entry in pairs(extra_fields):
        if len(out) < MOST_FIELDS and usable_id(key) and key not in seen:
            seen.append(key)
            out.append(_field(key, entry, lang, default_lang))
    return out


def pairs(extra_fields: object) -> "list[tuple[object, dict[str, Any]]]":
    """List the fields of any accepted form as (id, description), in order.

    Args:
        extra_fields: As in `normalise`.

    Returns:
        The pairs whose description is an object; ids are not checked.
    """
    found: list[tuple[object, dict[str, Any]]] = []
    parts = extra_fields if isinstance(extra_fields, (list, tuple)) else [extra_fields]
    for part in parts:
        if not isinstance(part, dict):
            continue
        if isinstance(part.get("id"), str):
            found.append((part["id"], part))
        else:
            found.extend([(key, part[key]) for key in part if isinstance(part[key], dict)])
    return found


def usable_id(key: object) -> bool:
    """Say whether a field's id can be used in a form.

    Args:
        key: The id.

    Returns:
        True for 1 to 64 visible characters without white space, quotes, & < > = or `.
    """
    return (
        isinstance(key, str)
        and key != "__proto__"
        and 0 < len(key) <= 64
        and curation.line(key, 64) == key
        and not any(ch in " \"'&<>=`" for ch in key)
    )


def options(raw: object, lang: str, default_lang: str) -> "list[list[str]]":
    """Bring a field's options into the form `[[id, text], …]`.

    Args:
        raw: An object, a list of one-key objects (as documented), of `[id, text]`, or of texts.
        lang: The language asked for.
        default_lang: The kiosk's own.

    Returns:
        The options in order, without repeated ids.
    """
    out: list[list[str]] = []
    seen = []
    for key, value in _option_pairs(raw):
        option_id = curation.line(key, 100)
        if option_id and option_id not in seen and len(out) < MOST_OPTIONS:
            seen.append(option_id)
            out.append([option_id, texts.pick(value, lang, default_lang) or option_id])
    return out


def _option_pairs(raw: object) -> "list[tuple[object, object]]":
    found: list[tuple[object, object]] = []
    for part in raw if isinstance(raw, (list, tuple)) else [raw]:
        if isinstance(part, dict):
            found.extend([(key, part[key]) for key in part])
        elif isinstance(part, (list, tuple)) and len(part) == 2:
            found.append((part[0], part[1]))
        elif isinstance(part, (str, int)):
            found.append((part, part))
    return found


def _field(key: object, entry: "dict[str, Any]", lang: str, default_lang: str) -> "dict[str, Any]":
    label = texts.pick(entry.get("label"), lang, default_lang) or str(key)
    choices = options(entry.get("options"), lang, default_lang)
    kind = field_type(entry.get("type"))
    if kind == "checkbox" and not choices:
        choices = [["yes", label]]
    if kind in ("dropdown", "radio") and not choices:
        kind = "text"
    return {
        "id": key,
        "label": label,
        "type": kind,
        "help": texts.pick(entry.get("help_txt") or entry.get("help"), lang, default_lang),
        "required": required(entry.get("required")),
        "pattern": curation.line(entry.get("pattern"), LONGEST_PATTERN),
        "placeholder": texts.pick(
            entry.get("placeholder") or entry.get("value"), lang, default_lang
        ),
        "options": choices if " " + kind + " " in _WITH_OPTIONS else [],
    }


def field_type(value: object) -> str:
    """Give the type of a field; an unknown one is a text.

    Args:
        value: The type as configured.

    Returns:
        One of TYPES.
    """
    kind = value.lower() if isinstance(value, str) else ""
    return kind if kind and " " not in kind and " " + kind + " " in TYPES else "text"


def required(value: object) -> bool:
    """Read a flag as administrators write it.

    Args:
        value: True, 1, "true", "yes", "required" and the like.

    Returns:
        Whether it is set.
    """
    if isinstance(value, str):
        return " " + value.lower() + " " in _YES
    return bool(value) and not isinstance(value, (dict, list))
