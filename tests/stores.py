"""Databases with demo data: made once, for passwords take long to hash, and copied."""

from __future__ import annotations

import atexit
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path

from server import demo, migrate
from server.db import Database
from server.parts import Parts
from server.settings import Settings


@cache
def demo_file() -> Path:
    """Returns the `lucep.sqlite3` of a new server with demo data, to be copied."""
    folder = tempfile.TemporaryDirectory(prefix="lucep-demo-")
    atexit.register(folder.cleanup)
    Parts(Settings(data=Path(folder.name), demo=True)).close()
    return Path(folder.name) / "lucep.sqlite3"


def fill(data: Path) -> None:
    """Puts a database with demo data into a server's directory, unless one is there."""
    if not (data / demo_file().name).exists():
        shutil.copy(demo_file(), data)


@contextmanager
def demo_database(folder: Path, url: str = "") -> Iterator[Database]:
    """Opens a database, up to date and with demo data, until the block ends.

    Args:
        folder: Where `lucep.sqlite3` is or shall be, as `fill` puts it.
        url: Of another database, which then is opened in its place.
    """
    if not url:
        fill(folder)
    db = Database(url or f"sqlite:///{folder / demo_file().name}", lambda _: None)
    try:
        if url:
            migrate.upgrade(db.engine)
            db.run_now(demo.load)
        yield db
    finally:
        db.close()


def copy_sqlite(new: Path, used: Path) -> None:
    """Makes a database what another one is, below whoever has it open."""
    with closing(sqlite3.connect(new)) as source, closing(sqlite3.connect(used)) as target:
        source.backup(target)
