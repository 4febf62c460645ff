"""One extra field's value: read, checked, and what to tell the visitor when it is wrong."""

from widget.core import curation, pattern, phone
from widget.core.errors import FieldError
from widget.core.wire import VALUE_LIMIT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


_DIGITS = "0123456789"
_MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def check(field: "dict[str, Any]", raw: object, words: "dict[str, str]") -> "tuple[object, str]":
    """Read and check the value of one field.

    Args:
        field: A field as `fields.normalise` gives it.
        raw: What was sent for it, a string or a list.
        words: The merged texts.

    Returns:
        `(value, problem)`: a string, for checkboxes a list of option ids; the problem is "",
        or the message to show.
    """
    kind = str(field.get("type"))
    if kind == "checkbox":
        return _checkbox(field, raw, words)
    if isinstance(raw, (list, tuple)):
        raw = raw[0] if raw else ""
    if kind == "textarea":
        value = curation.text(raw, VALUE_LIMIT + 1)
    else:
        value = curation.line(raw, VALUE_LIMIT + 1)
    if kind == "hidden":
        return value[:VALUE_LIMIT] or field.get("placeholder") or "", ""
    if not value:
        return "", words.get("error_required", "") if field.get("required") else ""
    if len(value) > VALUE_LIMIT:
        return value, too_long(words, VALUE_LIMIT)
    return value, words.get(_problem(kind, field, value), "")


def too_long(words: "dict[str, str]", limit: int) -> str:
    """Say that a value is too long.

    Args:
        words: The merged texts.
        limit: How many characters are right.

    Returns:
        The message.
    """
    return words.get("error_long", "").replace("{limit}", str(limit))


def is_email(value: str) -> bool:
    """Say whether a text has the shape of an email address.

    Args:
        value: The text.

    Returns:
        True for one @ between a name and a domain with a dot, within the lengths of RFC 5321.
    """
    name, _, domain = value.rpartition("@")
    labels = domain.split(".")
    return (
        0 < len(name) <= 64
        and len(value) <= 254
        and not any(ch in ' @<>()[],;:\\"' for ch in name + domain)
        and ".." not in name
        and not name.startswith(".")
        and not name.endswith(".")
        and len(labels) > 1
        and all(0 < len(part) <= 63 and "-" not in (part[0], part[-1]) for part in labels)
    )


def is_number(value: str) -> bool:
    """Say whether a text is a number as browsers send one.

    Args:
        value: The text.

    Returns:
        True for an optional sign, digits with an optional point, an optional exponent.
    """
    mantissa, has_exponent, exponent = value.lower().partition("e")
    whole, _, fraction = _unsigned(mantissa).partition(".")
    if has_exponent and not _is_digits(_unsigned(exponent)):
        return False
    if not (whole or fraction) or mantissa.endswith("."):
        return False
    return _is_digits(whole or "0") and _is_digits(fraction or "0")


def is_date(value: str) -> bool:
    """Say whether a text is a day of the calendar.

    Args:
        value: The text.

    Returns:
        True for YYYY-MM-DD where there is such a day.
    """
    parts = value.split("-")
    if [len(part) for part in parts] != [4, 2, 2] or not all(_is_digits(p) for p in parts):
        return False
    year, month, day = [int(part) for part in parts]
    if not year or not 1 <= month <= 12:
        return False
    leap = month == 2 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 1 <= day <= _MONTH_DAYS[month - 1] + (1 if leap else 0)


def _problem(kind: str, field: "dict[str, Any]", value: str) -> str:
    """Name the text that says what is wrong; "" when nothing is."""
    if kind in ("dropdown", "radio"):
        return "" if value in _ids(field) else "error_choice"
    if kind == "email" and not is_email(value):
        return "error_email"
    if kind == "tel" and not _is_phone(value):
        return "error_tel"
    if kind == "number" and not is_number(value):
        return "error_number"
    if kind == "date" and not is_date(value):
        return "error_date"
    rule = field.get("pattern")
    if rule and kind in ("text", "email", "tel") and not pattern.matches(str(rule), value):
        return "error_pattern"
    return ""


def _checkbox(
    field: "dict[str, Any]", raw: object, words: "dict[str, str]"
) -> "tuple[object, str]":
    sent = [curation.line(v, 100) for v in (raw if isinstance(raw, (list, tuple)) else [raw])]
    sent = [item for item in sent if item]
    known = _ids(field)
    if any(item not in known for item in sent):
        return [], words.get("error_choice", "")
    if field.get("required") and not sent:
        return [], words.get("error_required", "")
    return [item for item in known if item in sent], ""


def _ids(field: "dict[str, Any]") -> list[str]:
    options = field.get("options")
    return [option[0] for option in options] if isinstance(options, list) else []


def _is_phone(value: str) -> bool:
    try:
        phone.check(value)
    except FieldError:
        return False
    return True


def _is_digits(value: str) -> bool:
    return bool(value) and all(ch in _DIGITS for ch in value)


def _unsigned(value: str) -> str:
    return value[1:] if value[:1] in ("-", "+") else value
