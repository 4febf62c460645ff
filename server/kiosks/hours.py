"""A kiosk's hours at a moment: whether its people call now, else when they do next."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale, UnknownLocaleError, dates
from babel.core import get_global

from widget.core import hours
from widget.core.errors import FieldError

_FARTHEST = timedelta(days=800)  # longer than every list of holidays
_ONE_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)


def check_zone(settings: dict[str, Any]) -> None:
    """Check what `widget.core.hours.check` cannot: that there is such a time zone.

    Args:
        settings: A kiosk's rules, checked by the core.

    Raises:
        FieldError: There is none.
    """
    name = settings.get("hours", {}).get("time_zone")
    if name and name not in available_timezones():
        raise FieldError("settings.hours.time_zone", "such as Asia/Singapore, not " + name)


def described(settings: dict[str, Any], now: datetime) -> dict[str, Any]:
    """Tell a widget when the people of a kiosk call.

    Args:
        settings: The kiosk's rules, as stored.
        now: The present moment, aware.

    Returns:
        `open_now`; `next_open`, ISO 8601 in UTC, "" while they call or where they never will;
        `time_zone`, "" for a kiosk without hours, whose people always call.
    """
    found = settings.get("hours")
    try:
        hours.check(found, "hours")
        check_zone(settings)
    except FieldError:
        return {"open_now": True, "next_open": "", "time_zone": ""}
    begin = next_opening(found or {}, now)
    is_open = begin is not None and begin <= now
    text = "" if is_open or begin is None else begin.strftime("%Y-%m-%dT%H:%M:%SZ")
    return {"open_now": is_open, "next_open": text, "time_zone": (found or {})["time_zone"]}


def next_opening(found: dict[str, Any], now: datetime) -> datetime | None:
    """Find the span in which the people of a kiosk call, or the next one.

    Args:
        found: Its hours, checked.
        now: The present moment, aware.

    Returns:
        When the span begins, in UTC; None where none begins in the next two years.
    """
    zone = ZoneInfo(found["time_zone"])
    day = now.astimezone(zone).date() - _ONE_DAY  # a clock set back may reach into the day before
    last = day + _FARTHEST
    holidays = set(found.get("holidays", []))
    while day < last:
        spans = found["weekly"].get(hours.DAYS[day.weekday()], [])
        for begin, end in [] if day.isoformat() in holidays else spans:
            for opens, closes in _pieces(day, begin, end, zone):
                if now < closes and opens < closes:
                    return opens
        day += _ONE_DAY
    return None


def sentence(details: dict[str, Any]) -> str:
    """Say in the kiosk's own time zone when the next call is, for pages without scripts.

    Args:
        details: The kiosk's details, with what `described` gave.

    Returns:
        The sentence in the language of the details; "" while calls are made.
    """
    if not details.get("next_open"):
        return ""
    moment = datetime.fromisoformat(details["next_open"])
    zone = ZoneInfo(details["time_zone"])
    locale = _locale(details["bcp47"])
    day = dates.format_date(moment.astimezone(zone), "full", locale)
    clock = dates.format_time(moment, "short", zone, locale)
    joined = str(dates.get_datetime_format("full", locale)).replace("'", "")
    when = joined.replace("{1}", day).replace("{0}", f"{clock} ({city(zone, locale)})")
    return str(details["texts"]["next_call"]).replace("{when}", when)


def city(zone: ZoneInfo, locale: Locale) -> str:
    """Name a time zone by its city.

    Args:
        zone: The zone.
        locale: Whose language.

    Returns:
        Such as `Singapore`; `UTC` for the zone that has none.
    """
    others = get_global("zone_aliases")
    newest = others.get(zone.key, zone.key)
    # Babel looks for a city under its zone's newest name; many are kept under an older one.
    names = [newest, *(old for old, new in others.items() if new == newest)]
    kept = (locale.time_zones.get(name, {}).get("city", "") for name in names)
    known = next(filter(None, kept), "")
    found = known or dates.get_timezone_location(zone, locale=locale, return_city=True)
    return str(found).rpartition("/")[2]


def _pieces(day: date, begin: str, end: str, zone: ZoneInfo) -> list[tuple[datetime, datetime]]:
    """Return a span of a day: two where a repeated hour leaves it and enters it again."""
    opens, opens_again = _moments(day, begin, zone)
    closes, closes_again = _moments(day, end, zone)
    if opens < opens_again:
        turned = _turned(zone, opens, opens_again)
    elif closes < closes_again:
        turned = _turned(zone, closes, closes_again)
    else:
        return [(opens, closes)]
    left, entered = min(closes, turned), max(opens_again, turned)
    if left == entered:
        return [(opens, closes_again)]
    return [(opens, left), (entered, closes_again)]


def _moments(day: date, clock: str, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return when a clock shows a time the first and the last time; for one skipped, the next."""
    minutes = hours.minutes(clock)
    if minutes == hours.MIDNIGHT:
        day, minutes = day + _ONE_DAY, 0
    first, second = (
        datetime.combine(day, time(minutes // 60, minutes % 60, fold=fold), zone).astimezone(UTC)
        for fold in (0, 1)
    )
    if second < first:
        first = second = _turned(zone, second, first)
    return first, second


def _turned(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """Find when a clock was put forward or back between two moments."""
    offset = after.astimezone(zone).utcoffset()
    while before.astimezone(zone).utcoffset() != offset:
        before += _MINUTE
    return before


def _locale(bcp47: str) -> Locale:
    try:
        return Locale.parse(bcp47, sep="-")
    except (ValueError, UnknownLocaleError):
        return Locale("en")
