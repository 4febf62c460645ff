"""A kiosk: from what an account stores to what a widget is told."""

from widget.core import color, curation, dialcodes, fields, languages, texts
from widget.core.errors import FieldError

DEEPEST_SERVICE = 6
MOST_SERVICES = 500
VALIDATION_LIMIT = 1
_DOCUMENTED = ("closed_txt", "open_txt", "button_cta")


def details(
    kiosk: "dict[str, object]", lang: object, packs: "dict[str, dict[str, str]]"
) -> "dict[str, object]":
    """Describe a kiosk in one language.

    Args:
        kiosk: The stored kiosk (docs/architecture.md).
        lang: The language asked for; hostile until checked.
        packs: The language packs, `{lang: {key: text}}`.

    Returns:
        The documented properties, `menu`, and the lists that our own UI draws from; the
        `lang` in it is the language that the texts are really in, `bcp47` the same for HTML.
    """
    default_lang = languages.iso639_2(kiosk.get("default_lang"), texts.ENGLISH)
    own = _dict(kiosk.get("texts"))
    found = texts.resolve(own, lang, default_lang, packs)
    words = texts.merged(own, found, default_lang, packs)
    normal = fields.normalise(kiosk.get("extra_fields"), found, default_lang)
    country = kiosk.get("country")
    out: dict[str, object] = {
        "default_lang": default_lang,
        "kiosk_id": kiosk.get("kiosk_id") or 1,
        "color": {"background": color.style(kiosk.get("color"))["accent"]},
        "extra_fields": _documented_fields(normal),
        "menu": {
            "config": _config(own, default_lang, found, packs),
            "tree": {"children": _tree(kiosk.get("services"))},
        },
        "account_key": kiosk.get("account_key") or "",
        "lang": found,
        "bcp47": languages.bcp47(found),
        "dir": languages.direction(found),
        "country": country if isinstance(country, str) and dialcodes.dial_code(country) else "",
        "countries": [[alpha2, code] for alpha2, code in dialcodes.COUNTRIES],
        "texts": words,
        "fields": normal,
        "services": services(kiosk.get("services"), found, default_lang),
        "validation_limit": _limit(kiosk.get("validation_limit")),
    }
    for key in _DOCUMENTED:
        out[key] = words.get(key, "")
    return out


def services(raw: object, lang: str, default_lang: str) -> "list[list[object]]":
    """Flatten the tree of services.

    Args:
        raw: A list of `{"service_id", "lt": {lang: name}, "children": […]}`.
        lang: The language asked for.
        default_lang: The kiosk's own.

    Returns:
        `[id, name, depth]` for each, parents before their children.
    """
    return [[sid, _service_name(node, sid, lang, default_lang), d] for sid, node, d in _walk(raw)]


def validate(kiosk: "dict[str, object]") -> None:
    """Check a kiosk as an administrator enters it.

    Args:
        kiosk: The kiosk to be stored (docs/architecture.md).

    Raises:
        FieldError: Names the property and what would be right.
    """
    if not languages.iso639_2(kiosk.get("default_lang")):
        raise FieldError("default_lang", "an ISO 639-2 code, such as eng")
    _check_color(kiosk.get("color"))
    country = kiosk.get("country")
    if country and not (isinstance(country, str) and dialcodes.dial_code(country)):
        raise FieldError("country", "two capital letters of ISO 3166, such as SG, or nothing")
    _check_texts(kiosk.get("texts"))
    _check_fields(kiosk.get("extra_fields"))
    _check_services(kiosk.get("services"))
    limit = kiosk.get("validation_limit", VALIDATION_LIMIT)
    if limit is True or not isinstance(limit, int) or not 0 <= limit <= 9:
        raise FieldError("validation_limit", "a whole number from 0 to 9")


def _check_color(value: object) -> None:
    background = value.get("background") if isinstance(value, dict) else None
    if value and not color.hexadecimal(background):
        raise FieldError("color", 'an object such as {"background": "#1d4ed8"}')


def _check_texts(value: object) -> None:
    for lang in _dict(value, "texts"):
        if not languages.iso639_2(lang):
            raise FieldError("texts", "by ISO 639-2 codes, such as eng, not " + _shown(lang))
        words = _dict(_dict(value)[lang], "texts")
        for key in words:
            if not isinstance(words[key], str) or len(words[key]) > texts.LONGEST:
                raise FieldError("texts." + _shown(key), "a text of at most 1000 characters")


def _check_fields(value: object) -> None:
    if value and not isinstance(value, (dict, list)):
        raise FieldError("extra_fields", "an object with one object for each field")
    seen = []
    for key, entry in fields.pairs(value):
        where = "extra_fields." + _shown(key)
        if not fields.usable_id(key):
            raise FieldError(where, "an id of 1 to 64 characters without spaces or quotes")
        if key in seen:
            raise FieldError(where, "an id that is used once")
        seen.append(key)
        _check_field(where, entry)
    if len(seen) > fields.MOST_FIELDS:
        raise FieldError("extra_fields", "at most " + str(fields.MOST_FIELDS) + " fields")


def _check_field(where: str, entry: "dict[str, object]") -> None:
    if not texts.pick(entry.get("label"), texts.ENGLISH, texts.ENGLISH):
        raise FieldError(where, "a label")
    kind = entry.get("type", "text")
    if fields.field_type(kind) != kind:
        raise FieldError(where, "a type out of" + fields.TYPES.rstrip())
    options = fields.options(entry.get("options"), texts.ENGLISH, texts.ENGLISH)
    if kind in ("dropdown", "radio") and not options:
        raise FieldError(where, 'options, such as [{"blue": "Deep blue"}]')


def _check_services(value: object) -> None:
    found = _walk(value)
    if not found:
        raise FieldError("services", "at least one service with a service_id from 1 up")
    ids = [sid for sid, _, _ in found]
    for sid, node, _ in found:
        if ids.count(sid) > 1:
            raise FieldError("services", "each service_id once, not " + str(sid) + " twice")
        if not texts.pick(node.get("lt"), texts.ENGLISH, texts.ENGLISH):
            raise FieldError("services", "a name in lt for service " + str(sid))


def _walk(raw: object) -> "list[tuple[int, dict[str, object], int]]":
    """List the services of a tree as (id, node, depth), without recursion."""
    out: list[tuple[int, dict[str, object], int]] = []
    waiting = [(node, 0) for node in reversed(_list(raw))]
    while waiting and len(out) < MOST_SERVICES:
        node, depth = waiting.pop()
        sid = node.get("service_id") if isinstance(node, dict) else None
        if sid is True or not isinstance(sid, int) or sid < 1 or depth > DEEPEST_SERVICE:
            continue
        out.append((sid, node, depth))
        waiting.extend([(child, depth + 1) for child in reversed(_list(node.get("children")))])
    return out


def _tree(raw: object) -> "list[dict[str, object]]":
    roots: list[dict[str, object]] = []
    levels = [roots]
    for sid, node, depth in _walk(raw):
        children: list[dict[str, object]] = []
        names = node.get("lt")
        lt = {}
        for lang in _dict(names):
            if languages.iso639_2(lang):
                lt[lang] = curation.line(_dict(names)[lang], 200)
        levels[depth].append({"service_id": sid, "lt": lt, "children": children})
        levels[depth + 1 :] = [children]
    return roots


def _service_name(node: "dict[str, object]", sid: int, lang: str, default_lang: str) -> str:
    return curation.line(texts.pick(node.get("lt"), lang, default_lang), 200) or str(sid)


def _config(
    own: "dict[str, dict[str, str]]",
    default_lang: str,
    found: str,
    packs: "dict[str, dict[str, str]]",
) -> "dict[str, dict[str, str]]":
    """Give the documented texts by language, as the original UI's menu holds them."""
    out: dict[str, dict[str, str]] = {}
    for lang in sorted([code for code in own if languages.iso639_2(code)] + [default_lang, found]):
        words = texts.merged(own, lang, default_lang, packs)
        out[lang] = {}
        for key in _DOCUMENTED:
            out[lang][key] = words.get(key, "")
    return out


def _documented_fields(normal: "list[dict[str, object]]") -> "dict[str, dict[str, object]]":
    out = {}
    for field in normal:
        described = {
            "label": field["label"],
            "type": field["type"],
            "help_txt": field["help"],
            "required": field["required"],
            "options": [{option: text} for option, text in _list(field["options"])],
        }
        for key in ("pattern", "placeholder"):
            if field[key]:
                described[key] = field[key]
        out[str(field["id"])] = described
    return out


def _limit(value: object) -> int:
    good = isinstance(value, int) and value is not True and value is not False
    return value if good and isinstance(value, int) and 0 <= value <= 9 else VALIDATION_LIMIT


def _dict(value: object, field: str = "") -> "dict[str, dict[str, str]]":
    if isinstance(value, dict):
        return value
    if field and value:
        raise FieldError(field, "an object, {lang: {key: text}}")
    return {}


def _list(value: object) -> "list[dict[str, object]]":
    return value if isinstance(value, list) else []


def _shown(value: object) -> str:
    return curation.line(value, 64) or "?"
