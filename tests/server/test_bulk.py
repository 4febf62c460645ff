"""Rows that are inserted by one statement are what they were, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from server import bulk
from server.db import BigInt, Database, UtcDateTime
from tools import postgresql

TABLE = sa.Table(
    "order",  # a word that must be quoted
    sa.MetaData(),
    sa.Column("id", BigInt, primary_key=True),
    sa.Column("name", sa.String(200)),
    sa.Column("at", UtcDateTime),
    sa.Column("data", sa.JSON, nullable=False),
    sa.Column("much", sa.Float),
    sa.Column("sure", sa.Boolean),
    sa.Column("status", sa.String(10), server_default="new"),
    sa.Column("place", sa.Integer, unique=True),
)
NOON = datetime(2026, 11, 26, 12, 0, 0, 123456, timezone(timedelta(hours=8)))
ROWS: list[dict[str, Any]] = [
    {"name": "Ada", "at": NOON, "data": {"b": 1, "a": [None, 1.5]}, "much": 0.1, "sure": True},
    {"name": None, "at": None, "data": [], "much": None, "sure": None},
    {"name": "é \\ \" ' %s :x \n\t", "at": NOON, "data": {"\u0000": "\ud800"}, "much": 1e300}
    | {"sure": False},
    {"name": "{}", "at": NOON, "data": "null", "much": -0.0, "sure": True},
]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    if request.param == "sqlite":
        file = tmp_path_factory.mktemp("bulk") / "bulk.sqlite3"
        yield from opened(f"sqlite:///{file}")
    else:
        with postgresql.running() as cluster:
            yield from opened(cluster.create("bulk"))


def opened(url: str) -> Iterator[Database]:
    database = Database(url, lambda _: None)
    TABLE.metadata.create_all(database.engine)
    yield database
    database.close()


def test_they_come_back_as_they_were(database: Database) -> None:
    def write(session: Session) -> dict[str, int]:
        written = bulk.insert(session, TABLE, ROWS, "name", "id")
        return {str(row.name): row.id for row in written}

    def read(session: Session) -> list[dict[str, Any]]:
        return [dict(row) for row in session.execute(sa.select(TABLE)).mappings()]

    ids = database.call(write)
    found = {row["id"]: row for row in database.call(read)}
    assert len(ids) == len(found) == len(ROWS)
    for row in ROWS:
        got = found[ids[str(row["name"])]]
        at = row["at"] and row["at"].astimezone(UTC)
        assert got == {**row, "at": at, "id": got["id"], "status": "new", "place": None}
        assert str(got["data"]) == str(row["data"]), "the order of the keys"


def test_nothing_is_returned_where_nothing_is_wanted(database: Database) -> None:
    assert database.call(lambda session: bulk.insert(session, TABLE, ROWS[:1])) == ()


def test_what_no_column_holds_is_an_error(database: Database) -> None:
    row = {**ROWS[0], "data": {"a": Path()}}
    with pytest.raises((TypeError, sa.exc.StatementError)):
        database.call(lambda session: bulk.insert(session, TABLE, [row]))


def test_postgresql_refuses_what_is_too_long(database: Database) -> None:
    """A value that is cut short would be worse than an error; SQLite knows no length."""
    row = {**ROWS[0], "name": "x" * 201}
    if database.embedded:
        database.call(lambda session: bulk.insert(session, TABLE, [row]))
        return
    with pytest.raises(sa.exc.DataError):
        database.call(lambda session: bulk.insert(session, TABLE, [row]))


def test_what_is_there_already_is_left_out(database: Database) -> None:
    def write(session: Session, *places: int) -> list[int]:
        rows = [{**ROWS[0], "place": place} for place in places]
        return [row.place for row in bulk.insert(session, TABLE, rows, "place", once=("place",))]

    assert database.call(write, 1) == [1]
    assert sorted(database.call(write, 0, 1, 2)) == [0, 2]
    assert database.call(write, 1, 2) == []
    row = {**ROWS[0], "place": 1}
    with pytest.raises(sa.exc.IntegrityError):
        database.call(lambda session: bulk.insert(session, TABLE, [row]))
