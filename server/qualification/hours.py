"""When somebody may be called: the account's hours, and the lawful window where they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

from server.campaigns.types import Campaign
from server.kiosks.hours import next_opening
from server.qualification.types import Prospect
from widget.core.hours import DAYS

# A prospect who cannot be called for so long is not called at all.
FARTHEST = timedelta(days=60)
_NOTICE = timedelta(minutes=30)
_HOUR = timedelta(hours=1)
# Nobody wants to choose from the small hours, though they may be called in them.
_AWAKE = range(8, 21)


@dataclass(frozen=True)
class _Hours:
    """Hours that can be looked up: those of many leads are the same."""

    time_zone: str
    weekly: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    holidays: frozenset[str] = frozenset()

    def opening(self, moment: datetime) -> datetime | None:
        """Return `next_opening`; hours begin and end with a minute, so it changes with one."""
        return _opening(self, moment.replace(second=0, microsecond=0))


def next_slot(campaign: Campaign, prospect: Prospect, after: datetime) -> datetime | None:
    """Find the next moment at which a prospect may be called.

    A number of many zones (a mobile number of Australia has eight) is called when all of them
    allow it. Where there is no such moment, as for a toll-free number, the account's zone counts.

    Args:
        campaign: Its hours and lawful window.
        prospect: Their zones.
        after: Not before this moment, aware.

    Returns:
        `after` itself where it lies in the hours, else when they begin, UTC; None where there is
        no such moment in the next 60 days.
    """
    after = after.astimezone(UTC)
    lawful = [_lawful(campaign, zone) for zone in prospect.zones]
    if not lawful or (len(lawful) > 1 and _next(lawful, after) is None):
        lawful = [_lawful(campaign, campaign.hours.time_zone)]
    return _next([_worked(campaign, after), *lawful], after)


def is_working(campaign: Campaign, now: datetime) -> bool:
    """Say whether the people of a campaign work at a moment, whoever is to be called."""
    now = now.astimezone(UTC)
    opening = _worked(campaign, now).opening(now)
    return opening is not None and opening <= now


def slots(
    campaign: Campaign, prospect: Prospect, now: datetime, days: int = 5, a_day: int = 4
) -> list[datetime]:
    """List moments that a prospect may choose to be called at.

    Args:
        campaign: Its hours and lawful window.
        prospect: Their zones.
        now: The present moment, aware.
        days: On so many days on which there is one, at most.
        a_day: So many a day at most, spread over it.

    Returns:
        Full hours in `zone_of`, soonest first, UTC; by day wherever a day has such.
    """
    zone = zone_of(campaign, prospect, now)
    by_day: dict[date, list[datetime]] = {}
    moment = _full_hour(now + _NOTICE, zone)
    while (found := next_slot(campaign, prospect, moment)) and found < now + FARTHEST:
        moment = _full_hour(found, zone)
        if moment != found:
            continue
        day = moment.astimezone(zone).date()
        if day not in by_day and len(by_day) == days:
            break
        by_day.setdefault(day, []).append(moment)
        moment += _HOUR
    return [slot for of_day in by_day.values() for slot in _spread(_awake(of_day, zone), a_day)]


def zone_of(campaign: Campaign, prospect: Prospect, now: datetime) -> ZoneInfo:
    """Return the zone to tell a prospect times in: theirs, the account's where it is not known."""
    zones = [ZoneInfo(name) for name in prospect.zones]
    if zones and len({now.astimezone(zone).utcoffset() for zone in zones}) == 1:
        return zones[0]
    return ZoneInfo(campaign.hours.time_zone)


def _next(found: Sequence[_Hours], after: datetime) -> datetime | None:
    """Find the first moment that lies in all of several hours."""
    last, moment, agreed = after + FARTHEST, after, 0
    while agreed < len(found) and moment < last:
        agreed = 0
        for hours in found:
            opening = hours.opening(moment)
            if opening is None:
                return None
            if opening > moment:
                moment = opening
                break
            agreed += 1
    return moment if agreed == len(found) else None


def _worked(campaign: Campaign, after: datetime) -> _Hours:
    hours = campaign.hours
    # In the account's zone it may still be the year before.
    years = (after.year - 1, after.year, after.year + 1)
    off = (day for code in hours.holidays_of for day in _public_holidays(code, years))
    weekly = tuple((day, tuple(spans)) for day, spans in hours.weekly.items())
    return _Hours(hours.time_zone, weekly, frozenset((*off, *hours.holidays)))


def _lawful(campaign: Campaign, zone: str) -> _Hours:
    span = ((campaign.lawful.begin, campaign.lawful.end),)
    return _Hours(zone, tuple((day, span) for day in DAYS))


@lru_cache(maxsize=1024)
def _opening(hours: _Hours, minute: datetime) -> datetime | None:
    whole = {
        "time_zone": hours.time_zone,
        "weekly": dict(hours.weekly),
        "holidays": hours.holidays,
    }
    return next_opening(whole, minute)


@lru_cache(maxsize=256)
def _public_holidays(code: str, years: tuple[int, ...]) -> frozenset[str]:
    country, _, subdivision = code.partition("-")
    found = holidays.country_holidays(country, subdiv=subdivision or None, years=years)
    return frozenset(day.isoformat() for day in found)


def _full_hour(moment: datetime, zone: ZoneInfo) -> datetime:
    local = moment.astimezone(zone)
    past = timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
    return (moment - past + _HOUR if past else moment).astimezone(UTC)


def _awake(found: list[datetime], zone: ZoneInfo) -> list[datetime]:
    return [slot for slot in found if slot.astimezone(zone).hour in _AWAKE] or found


def _spread(found: list[datetime], most: int) -> list[datetime]:
    if len(found) <= most:
        return found
    return [found[index * (len(found) - 1) // (most - 1)] for index in range(most)]
