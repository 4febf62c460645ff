"""A database with demo data, for tests that need no server."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from server import demo, migrate
from server.db import Database


@contextmanager
def demo_database(folder: Path, url: str = "") -> Iterator[Database]:
    """Opens a database, up to date and with demo data, until the block ends.

    Args:
        folder: Where `lucep.sqlite3` is or shall be.
        url: Of another database, which then is opened in its place.
    """
    db = Database(url or f"sqlite:///{folder / 'lucep.sqlite3'}", lambda _: None)
    migrate.upgrade(db.engine)
    db.run_now(demo.load)
    try:
        yield db
    finally:
        db.close()


def copy_sqlite(new: Path, used: Path) -> None:
    """Makes a database what another one is, below whoever has it open."""
    with closing(sqlite3.connect(new)) as source, closing(sqlite3.connect(used)) as target:
        source.backup(target)
