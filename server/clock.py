"""The only source of time: tests replace `now` or move it, so callers write `clock.now()`.

A live process is moved by a file that holds the seconds to add, named by `LUCEP_CLOCK_FILE`;
without that variable no file is looked at.
"""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

_FILE = os.environ.get("LUCEP_CLOCK_FILE", "")
_moved = timedelta()


def now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return datetime.now(UTC) + (_from_file() if _FILE else _moved)


def true() -> datetime:
    """Return the moment that it really is, wherever our clock was moved to; DBOS stamps by it."""
    return datetime.now(UTC)


def move(by: timedelta) -> None:
    """Move this process's clock, on top of earlier moves."""
    global _moved
    _moved += by


def reset() -> None:
    """Let this process's clock tell the time again."""
    global _moved
    _moved = timedelta()


def _from_file() -> timedelta:
    return timedelta(seconds=float(Path(_FILE).read_text()))
