"""The only source of time: tests replace `now`, so callers write `clock.now()`."""

from datetime import UTC, datetime


def now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return datetime.now(UTC)
