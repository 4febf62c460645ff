"""The words of the answer page, one file a language, and how it writes moments."""

import json
from datetime import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError, dates

from server.kiosks.hours import city
from widget.core import languages, texts

_FOLDER = Path(__file__).parent


@cache
def packs() -> dict[str, dict[str, str]]:
    """Return the packs by their ISO 639-2 code; read once."""
    return {file.stem: json.loads(file.read_text("utf-8")) for file in _FOLDER.glob("*.json")}


def language(asked: str, default: str) -> str:
    """Return the language of the page: the one asked for, the campaign's, or English."""
    found = (code for code in texts.fall_back(asked, default) if code in packs())
    return next(found, texts.ENGLISH)


def locale(code: str) -> Locale:
    """Return how a language writes dates."""
    try:
        return Locale.parse(languages.bcp47(code), sep="-")
    except (ValueError, UnknownLocaleError):
        return Locale("en")


def day(moment: datetime, zone: ZoneInfo, code: str) -> str:
    """Write the day of a moment, such as `Tue, Nov 24`."""
    return str(dates.format_skeleton("MMMEd", moment.astimezone(zone), locale=locale(code)))


def clock(moment: datetime, zone: ZoneInfo, code: str) -> str:
    """Write the time of day of a moment."""
    return str(dates.format_time(moment, "short", zone, locale(code)))


def place(zone: ZoneInfo, code: str) -> str:
    """Name a time zone by its city."""
    return city(zone, locale(code))
