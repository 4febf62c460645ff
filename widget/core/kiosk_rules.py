"""What an administrator may store as a kiosk; each refusal names the property."""

from widget.core import (
    color,
    curation,
    dialcodes,
    fields,
    kiosk_settings,
    languages,
    pattern,
    services,
    texts,
)
from widget.core.errors import FieldError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

MOST_REFUSALS = 9


def validate(kiosk: "dict[str, Any]") -> None:
    """Check a kiosk as an administrator enters it.

    Args:
        kiosk: The kiosk to be stored (docs/architecture.md).

    Raises:
        FieldError: Names the property and what would be right.
    """
    if not languages.iso639_2(kiosk.get("default_lang")):
        raise FieldError("default_lang", "an ISO 639-2 code, such as eng")
    country = kiosk.get("country")
    if country and not (isinstance(country, str) and dialcodes.dial_code(country)):
        raise FieldError("country", "two capital letters of ISO 3166, such as SG, or nothing")
    limit = kiosk.get("validation_limit", 1)
    if limit is True or not isinstance(limit, int) or not 0 <= limit <= MOST_REFUSALS:
        raise FieldError("validation_limit", "a whole number from 0 to " + str(MOST_REFUSALS))
    _check_color(kiosk.get("color"))
    _check_texts(kiosk.get("texts"))
    _check_fields(kiosk.get("extra_fields"), kiosk["default_lang"])
    _check_services(kiosk.get("services"), kiosk["default_lang"])
    kiosk_settings.check(kiosk.get("settings"), kiosk["default_lang"])


def _check_color(value: object) -> None:
    background = value.get("background") if isinstance(value, dict) else None
    if value and not color.hexadecimal(background):
        raise FieldError("color", 'an object such as {"background": "#1d4ed8"}')
    text = value.get("text") if isinstance(value, dict) else None
    if text and not color.hexadecimal(text):
        raise FieldError("color.text", "a colour such as #ffffff, or nothing")


def _check_texts(value: object) -> None:
    by_lang = _object(value, "texts", "an object, {lang: {key: text}}")
    for lang in by_lang:
        if not languages.iso639_2(lang):
            raise FieldError("texts", "by ISO 639-2 codes, such as eng, not " + _shown(lang))
        words = _object(by_lang[lang], "texts." + lang, "an object, {key: text}")
        for key in words:
            if not isinstance(words[key], str) or len(words[key]) > texts.LONGEST:
                where = "texts." + lang + "." + _shown(key)
                raise FieldError(where, "a text of at most " + str(texts.LONGEST) + " characters")


def _check_fields(value: object, default_lang: str) -> None:
    for entry in value if isinstance(value, list) else [value or {}]:
        described = _object(entry, "extra_fields", "an object with one object for each field")
        for name in [] if isinstance(described.get("id"), str) else described:
            where = "extra_fields." + _shown(name)
            _object(described[name] or "empty", where, "an object that describes the field")
    seen: list[object] = []
    for key, entry in fields.pairs(value):
        where = "extra_fields." + _shown(key)
        if not fields.usable_id(key):
            raise FieldError(where, "an id of 1 to 64 characters without spaces or quotes")
        if key in seen:
            raise FieldError(where, "an id that is used once")
        seen.append(key)
        _check_field(where, entry, default_lang)
    if len(seen) > fields.MOST_FIELDS:
        raise FieldError("extra_fields", "at most " + str(fields.MOST_FIELDS) + " fields")


def _check_field(where: str, entry: "dict[str, Any]", default_lang: str) -> None:
    if not texts.pick(entry.get("label"), default_lang, default_lang):
        raise FieldError(where, "a label")
    kind = entry.get("type", "text")
    if fields.field_type(kind) != kind:
        raise FieldError(where, "a type out of" + fields.TYPES.rstrip())
    if kind in ("dropdown", "radio") and not fields.options(
        entry.get("options"), default_lang, default_lang
    ):
        raise FieldError(where, 'options, such as [{"blue": "Deep blue"}]')
    try:
        pattern.check(curation.line(entry.get("pattern"), fields.LONGEST_PATTERN + 1))
    except pattern.PatternError as error:
        raise FieldError(where, "a pattern without " + str(error)) from None


def _check_services(value: object, default_lang: str) -> None:
    if not isinstance(value, list) or not value:
        raise FieldError("services", "a list of at least one service")
    seen: list[Any] = []
    waiting = [(node, 0) for node in value]
    while waiting:
        node, depth = waiting.pop()
        sid = node.get("service_id") if isinstance(node, dict) else None
        if not services.usable_id(sid):
            raise FieldError("services", "a service_id, a whole number from 1, for each service")
        where = "services." + str(sid)
        if sid in seen:
            raise FieldError(where, "a service_id that is used once")
        if not texts.pick(node.get("lt"), default_lang, default_lang):
            raise FieldError(where, 'a name, such as {"lt": {"eng": "Sales"}}')
        children = node.get("children") or []
        if not isinstance(children, list) or (children and depth == services.DEEPEST):
            levels = str(services.DEEPEST + 1)
            raise FieldError(where, "children as a list, at most " + levels + " levels deep")
        seen.append(sid)
        waiting.extend([(child, depth + 1) for child in children])
    if len(seen) > services.MOST:
        raise FieldError("services", "at most " + str(services.MOST) + " services")


def _object(value: object, field: str, right: str) -> "dict[str, Any]":
    if value and not isinstance(value, dict):
        raise FieldError(field, right)
    return value if isinstance(value, dict) else {}


def _shown(value: object) -> str:
    return curation.line(value, 64) or "?"
