"""Durations as people write them: 90, "90s", "15m", "1h30m", "2d"."""

import re

_UNITS = {"d": 86400, "h": 3600, "m": 60, "s": 1}
_PATTERN = re.compile(r"(?:(\d{1,6})d)?(?:(\d{1,6})h)?(?:(\d{1,6})m)?(?:(\d{1,7})s)?", re.ASCII)


def read(value: object) -> int:
    """Read a duration.

    Args:
        value: Whole seconds, or a text such as `1h30m`.

    Returns:
        Seconds; -1 when it is no duration.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        return int(value) if value >= 0 else -1
    found = _PATTERN.fullmatch(value.strip()) if isinstance(value, str) else None
    if not found or not any(found.groups()):
        return -1
    parts = zip(_UNITS.values(), found.groups(), strict=True)
    return sum(unit * int(count or 0) for unit, count in parts)


def write(seconds: int) -> str:
    """Write seconds as `read` takes them, with the largest units: `1h30m`."""
    out = ""
    for name, unit in _UNITS.items():
        count, seconds = divmod(seconds, unit)
        out += f"{count}{name}" if count else ""
    return out or "0s"
