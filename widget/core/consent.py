"""Consent: what a kiosk asks a visitor to agree to, and what they agreed to."""

from widget.core import curation, fields, texts
from widget.core.errors import FieldError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

FIELD = "consent"
LONGEST = 1000
_WHERE = "settings.consent"
_NO = " no false 0 off "


def described(asked: object, lang: str, default_lang: str) -> "dict[str, Any]":
    """Describe what a kiosk asks for in one language.

    Args:
        asked: The kiosk's `settings.consent`: `text` (a string, or one for each language; the
            words to link stand in square brackets), `required`, `link`.
        lang: The language asked for.
        default_lang: The kiosk's own.

    Returns:
        `{"text", "parts", "required", "link"}`, `parts` being the text before, in and after the
        link; an empty object where the kiosk asks for nothing.
    """
    found = asked if isinstance(asked, dict) else {}
    written = curation.line(texts.pick(found.get("text"), lang, default_lang), LONGEST)
    if not written:
        return {}
    link = _address(found.get("link"))
    before, _, rest = written.partition("[")
    linked, closing, after = rest.partition("]")
    if not closing:
        before, linked, after = written, "", ""
    text = before + linked + after
    if not link:
        before, linked, after = text, "", ""
    elif not linked:
        before, linked = before + " ", link
    return {
        "text": text,
        "parts": [before, linked, after],
        "required": fields.required(found.get("required")),
        "link": link,
    }


def check(asked: object, default_lang: str) -> None:
    """Check what an administrator lets a kiosk ask for.

    Args:
        asked: As in `described`; nothing at all is good as well.
        default_lang: The kiosk's own language, which needs a text.

    Raises:
        FieldError: It is nothing that could be asked for.
    """
    if not asked:
        return
    if not isinstance(asked, dict):
        raise FieldError(_WHERE, 'an object, {"text": …, "required": …, "link": …}')
    text = asked.get("text")
    words = text if isinstance(text, dict) else {default_lang: text}
    for lang in words:
        wording = words[lang]
        if not isinstance(wording, str) or not 0 < len(wording) <= LONGEST:
            raise FieldError(_WHERE + ".text", "texts of 1 to %d characters by language" % LONGEST)
    if not texts.pick(text, default_lang, default_lang):
        raise FieldError(_WHERE + ".text", "a text in the kiosk's own language")
    link = asked.get("link")
    if link and not _address(link):
        raise FieldError(_WHERE + ".link", "an address that begins with https://")


def given(sent: object, details: "dict[str, Any]") -> str:
    """Give the wording that a visitor agreed to.

    Args:
        sent: "yes" and the like for the kiosk's own wording, or another wording that a site
            showed its visitor; hostile until checked.
        details: The kiosk's details.

    Returns:
        The wording; "" where they did not agree, or to nothing that is known.
    """
    said = curation.line(sent, LONGEST)
    if not said or " " + said.lower() + " " in _NO:
        return ""
    if fields.required(said):
        asked = details.get(FIELD)
        return str(asked["text"]) if asked else ""
    return said


def _address(value: object) -> str:
    link = curation.line(value, LONGEST)
    return link if link.startswith("https://") or link.startswith("http://") else ""
