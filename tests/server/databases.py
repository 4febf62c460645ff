"""Both kinds of database for the tests of this folder: put back before each test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import sqlalchemy as sa

from server import db, tables
from server.parts import Parts
from server.settings import Settings
from tests.stores import copy_sqlite
from tools import postgresql


class Store(Protocol):
    """A database with demo data.

    Attributes:
        settings: of a server that uses it.
    """

    settings: Settings

    def put_back(self) -> None:
        """Makes it what it was before the first test."""


class OnSqlite:
    """A file, put back from a copy."""

    def __init__(self, data: Path, demo_file: Path) -> None:
        shutil.copy(demo_file, data)
        self._new, self._used = demo_file, data / demo_file.name
        self.settings = Settings(data=data, dist=data / "dist", demo=True)

    def put_back(self) -> None:
        """Copies the whole file."""
        copy_sqlite(self._new, self._used)


class OnPostgresql:
    """A server's database, put back row by row: the application stays connected."""

    def __init__(self, data: Path, url: str) -> None:
        self.settings = Settings(data=data, dist=data / "dist", demo=True, database_url=url)
        Parts(self.settings).close()
        self._engine = sa.create_engine(db.address(url))
        with self._engine.connect() as connection:
            rows = {
                table: [dict(row) for row in connection.execute(sa.select(table)).mappings()]
                for table in tables.metadata.sorted_tables
            }
            counted = sa.text(
                "SELECT schemaname || '.' || sequencename AS name,"
                " coalesce(last_value, 1) AS last, last_value IS NOT NULL AS used"
                " FROM pg_sequences WHERE schemaname = 'public'"
            )
            self._counts = [dict(row) for row in connection.execute(counted).mappings()]
        self._rows = {table: found for table, found in rows.items() if found}

    def put_back(self) -> None:
        """Empties every table and writes the demo's rows again."""
        with self._engine.begin() as connection:
            # TRUNCATE waits for whoever reads, and they for it: the application goes on meanwhile.
            connection.execute(sa.text("DELETE FROM dbos.workflow_status"))
            for table in reversed(tables.metadata.sorted_tables):
                connection.execute(table.delete())
            for table, rows in self._rows.items():
                connection.execute(table.insert(), rows)
            connection.execute(
                sa.text("SELECT setval(CAST(:name AS regclass), :last, :used)"), self._counts
            )

    def close(self) -> None:
        """Lets go of the connections."""
        self._engine.dispose()


@contextmanager
def on_postgresql(data: Path) -> Iterator[OnPostgresql]:
    """Runs a server for one such database until the block ends."""
    with postgresql.running() as cluster:
        made = OnPostgresql(data, cluster.create("tests"))
        try:
            yield made
        finally:
            made.close()
