"""The language packs, and a kiosk described with them."""

import json
from functools import cache
from typing import Any

from server import clock
from server.kiosks import hours
from server.settings import ROOT
from widget.core import kiosk

_FOLDER = ROOT / "static" / "i18n"


@cache
def packs() -> dict[str, dict[str, str]]:
    """Return the language packs by their ISO 639-2 code; read once."""
    return {
        file.stem: json.loads(file.read_text("utf-8")) for file in sorted(_FOLDER.glob("*.json"))
    }


def details(stored: dict[str, Any], lang: str) -> dict[str, Any]:
    """Describe a stored kiosk in one language.

    Args:
        stored: What `server.kiosks.queries.stored` returned.
        lang: The language asked for; anything, "" for the kiosk's own.

    Returns:
        What `widget.core.kiosk.details` returns, and `hours.described` of this moment.
    """
    described = kiosk.details(stored, lang[:35], packs())
    return described | hours.described(stored.get("settings") or {}, clock.now())
