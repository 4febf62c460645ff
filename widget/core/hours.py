"""When a kiosk's people call: weekly hours, days off and a time zone, as stored.

What they mean at a moment is for the server to say, which knows the zones.
"""

from widget.core import checks
from widget.core.errors import FieldError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
KEYS = ("time_zone", "weekly", "holidays")
MOST_SPANS = 6
MOST_HOLIDAYS = 400
MIDNIGHT = 24 * 60

_ZONE = "a zone of the IANA time zone database, such as Asia/Singapore"
_SPANS = 'up to 6 spans one after the other, such as [["09:00", "12:30"], ["13:30", "18:00"]]'


def check(value: object, field: str) -> None:
    """Check a kiosk's hours; whether there is such a time zone is for the server to say.

    Args:
        value: `{"time_zone": "Asia/Singapore", "weekly": {"mon": [["09:00", "18:00"]]},
            "holidays": ["2026-12-25"]}`.
        field: What to call it.

    Raises:
        FieldError: Names the property and what would be right.
    """
    if not isinstance(value, dict) or any(key not in KEYS for key in value):
        raise FieldError(field, "an object with time_zone, weekly and holidays")
    if not _is_zone(value.get("time_zone")):
        raise FieldError(field + ".time_zone", _ZONE)
    weekly = value.get("weekly")
    if not isinstance(weekly, dict) or any(day not in DAYS for day in weekly):
        raise FieldError(field + ".weekly", "an object with days out of " + " ".join(DAYS))
    for day in DAYS:
        if day in weekly and not _is_day(weekly[day]):
            raise FieldError(field + ".weekly." + day, _SPANS)
    if not any(weekly[day] for day in weekly):
        raise FieldError(field + ".weekly", "hours on at least one day of the week")
    holidays = value.get("holidays", [])
    if not isinstance(holidays, list) or len(holidays) > MOST_HOLIDAYS:
        raise FieldError(field + ".holidays", "a list of at most " + str(MOST_HOLIDAYS) + " days")
    if not all(isinstance(day, str) and checks.is_date(day) for day in holidays):
        raise FieldError(field + ".holidays", "days such as 2026-12-25")


def minutes(value: object) -> int:
    """Read a time of day.

    Args:
        value: "HH:MM", from 00:00 to 24:00.

    Returns:
        Minutes since midnight, or -1 when it is no time of day.
    """
    if not isinstance(value, str) or len(value) != 5 or value[2] != ":":
        return -1
    if any(ch not in "0123456789" for ch in value[:2] + value[3:]):
        return -1
    found = int(value[:2]) * 60 + int(value[3:])
    return found if int(value[3:]) < 60 and found <= MIDNIGHT else -1


def _is_zone(value: object) -> bool:
    if not isinstance(value, str) or not 0 < len(value) <= 64:
        return False
    return all("a" <= ch.lower() <= "z" or ch in "0123456789_+-/" for ch in value)


def _is_day(spans: "Any") -> bool:
    if not isinstance(spans, list) or len(spans) > MOST_SPANS:
        return False
    last = -1
    for span in spans:
        if not isinstance(span, list) or len(span) != 2:
            return False
        begin, end = minutes(span[0]), minutes(span[1])
        if begin < 0 or end <= begin or begin < last:
            return False
        last = end
    return True
