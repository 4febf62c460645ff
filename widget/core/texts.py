"""The widget's words: which text is shown in which language.

English lives in static/i18n/eng.json, the other languages beside it. The server reads the
packs; a browser gets its texts merged, in the kiosk's details. So no text is in the code.
"""

from widget.core import curation, languages

ENGLISH = "eng"
LONGEST = 1000

direction = languages.direction
bcp47 = languages.bcp47


def pick(value: object, lang: str, default_lang: str) -> str:
    """Choose the text of a label that is a string or `{lang: string}`.

    Args:
        value: The label as the kiosk stores it.
        lang: The language asked for.
        default_lang: The kiosk's own.

    Returns:
        The text by the fall-back asked, its base, default_lang, English, any; or "".
    """
    if not isinstance(value, dict):
        return curation.text(value, LONGEST)
    known = {}
    for key in value:
        known[languages.iso639_2(key)] = curation.text(value[key], LONGEST)
    for code in fall_back(lang, default_lang) + sorted(known):
        if known.get(code):
            return known[code]
    return ""


def fall_back(lang: str, default_lang: str) -> list[str]:
    """List the languages to try, best first.

    Args:
        lang: The language asked for.
        default_lang: The kiosk's own.

    Returns:
        Codes as `languages.iso639_2` gives them, without repeats.
    """
    codes: list[str] = []
    for code in (lang, default_lang, ENGLISH):
        for candidate in languages.wider(languages.iso639_2(code)):
            if candidate not in codes:
                codes.append(candidate)
    return codes


def resolve(
    texts_by_lang: object,
    lang: object,
    default_lang: str,
    packs: "dict[str, dict[str, str]]",
) -> str:
    """Find the language that a visitor will really read.

    Args:
        texts_by_lang: The kiosk's own texts, `{lang: {key: text}}`.
        lang: The language asked for; hostile until checked.
        default_lang: The kiosk's own.
        packs: The language packs, `{lang: {key: text}}`, by the codes of `languages.iso639_2`.

    Returns:
        The first of the fall-back for which there are texts; "eng" at the end.
    """
    for code in fall_back(languages.iso639_2(lang), default_lang):
        if _of(texts_by_lang, code) or packs.get(code):
            return code
    return ENGLISH


def merged(
    texts_by_lang: object,
    lang: str,
    default_lang: str,
    packs: "dict[str, dict[str, str]]",
) -> "dict[str, str]":
    """Merge the texts for one language; every key that anything knows has a text.

    Args:
        texts_by_lang: The kiosk's own texts, `{lang: {key: text}}`.
        lang: The language asked for.
        default_lang: The kiosk's own.
        packs: The language packs, `{lang: {key: text}}`, by the codes of `languages.iso639_2`.

    Returns:
        `{key: text}`; for each key the first non-empty text of asked, its base, default_lang
        and English, the kiosk's before the pack's.
    """
    out: dict[str, str] = {}
    for code in reversed(fall_back(lang, default_lang)):
        # A pack is ours and tested; curation would take its typography (no-break spaces, dashes).
        pack = packs.get(code) or {}
        for key in pack:
            out[key] = pack[key] or out.get(key, "")
        own = _of(texts_by_lang, code)
        for key in own:
            value = curation.text(own[key], LONGEST)
            if value:
                out[key] = value
    return out


def _of(by_lang: object, code: str) -> "dict[str, str]":
    if isinstance(by_lang, dict):
        for key in by_lang:
            if languages.iso639_2(key) == code and isinstance(by_lang[key], dict):
                found: dict[str, str] = by_lang[key]
                return found
    return {}
