"""A database with demo data, for tests that need no server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from server import demo, migrate
from server.db import Database


@contextmanager
def demo_database(folder: Path) -> Iterator[Database]:
    """Opens `lucep.sqlite3` in a folder, up to date and with demo data, until the block ends."""
    db = Database(f"sqlite:///{folder / 'lucep.sqlite3'}", lambda _: None)
    migrate.upgrade(db.engine)
    db.run_now(demo.load)
    try:
        yield db
    finally:
        db.close()
