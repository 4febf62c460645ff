"""A kiosk: from what an account stores to what a widget is told."""

from widget.core import (
    color,
    consent,
    dialcodes,
    fields,
    idle,
    kiosk_settings,
    languages,
    services,
    texts,
)
from widget.core.kiosk_rules import MOST_REFUSALS, validate

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = ["details", "validate"]

_DOCUMENTED = ("closed_txt", "open_txt", "button_cta")


def details(
    kiosk: "dict[str, Any]", lang: object, packs: "dict[str, dict[str, str]]"
) -> "dict[str, Any]":
    """Describe a kiosk in one language.

    Args:
        kiosk: The stored kiosk (docs/architecture.md).
        lang: The language asked for; hostile until checked.
        packs: The language packs, `{lang: {key: text}}`.

    Returns:
        The documented properties, `menu`, and the lists that our own UI draws from. Its
        `lang` is the language that the texts are really in, `bcp47` the same for HTML.
    """
    default_lang = languages.iso639_2(kiosk.get("default_lang"), texts.ENGLISH)
    own = kiosk.get("texts")
    found = texts.resolve(own, lang, default_lang, packs)
    words = texts.merged(own, found, default_lang, packs)
    normal = fields.normalise(kiosk.get("extra_fields"), found, default_lang)
    country = kiosk.get("country")
    stored = kiosk.get("settings")
    rules = stored if isinstance(stored, dict) else {}
    out = {
        "default_lang": default_lang,
        "kiosk_id": kiosk.get("kiosk_id") or 1,
        "color": color.chosen(kiosk.get("color")),
        "extra_fields": _documented_fields(normal),
        "menu": {
            "config": _config(own, default_lang, found, packs),
            "tree": {"children": services.tree(kiosk.get("services"))},
        },
        "account_key": kiosk.get("account_key") or "",
        "lang": found,
        "bcp47": languages.bcp47(found),
        "dir": languages.direction(found),
        "country": country if isinstance(country, str) and dialcodes.dial_code(country) else "",
        "countries": [[alpha2, code] for alpha2, code in dialcodes.COUNTRIES],
        "texts": words,
        "fields": normal,
        "services": services.flat(kiosk.get("services"), found, default_lang),
        "validation_limit": _limit(kiosk.get("validation_limit")),
        "consent": consent.described(rules.get("consent"), found, default_lang),
        "idle_seconds": idle.seconds(rules.get("idle_seconds")),
        "settings": kiosk_settings.described(rules, languages.direction(found)),
    }
    for key in _DOCUMENTED:
        out[key] = words.get(key, "")
    return out


def _config(
    own: object, default_lang: str, found: str, packs: "dict[str, dict[str, str]]"
) -> "dict[str, dict[str, str]]":
    """Give the documented texts by language, as the original UI's menu holds them."""
    codes = [languages.iso639_2(code) for code in own] if isinstance(own, dict) else []
    out: dict[str, dict[str, str]] = {}
    for code in sorted(codes + [default_lang, found]):
        words = texts.merged(own, code, default_lang, packs)
        if code:
            out[code] = {}
            for key in _DOCUMENTED:
                out[code][key] = words.get(key, "")
    return out


def _documented_fields(normal: "list[dict[str, Any]]") -> "dict[str, dict[str, Any]]":
    out = {}
    for field in normal:
        described = {
            "label": field["label"],
            "type": field["type"],
            "help_txt": field["help"],
            "required": field["required"],
            "options": [{option: text} for option, text in field["options"]],
        }
        for key in ("pattern", "placeholder"):
            if field[key]:
                described[key] = field[key]
        out[field["id"]] = described
    return out


def _limit(value: object) -> int:
    good = isinstance(value, int) and value is not True and value is not False
    return value if good and isinstance(value, int) and 0 <= value <= MOST_REFUSALS else 1
