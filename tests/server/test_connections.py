"""Connections to PostgreSQL that the server has closed while nobody used them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from server import db
from server.db import Database
from tools import postgresql

_CLOSE = sa.text(
    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
    " AND datname = current_database()"
)
_WHO = sa.text("SELECT pg_backend_pid()")
# As many as turns run at once in a process.
THREADS = 16


def who(session: Session) -> int:
    return int(session.scalar(_WHO) or 0)


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with postgresql.running() as cluster:
        yield cluster.create("connections")


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    opened = Database(url, lambda _: None)
    yield opened
    opened.close()


def close_all(url: str) -> None:
    engine = sa.create_engine(db.address(url))
    with engine.connect() as connection:
        connection.execute(_CLOSE)
    engine.dispose()


def test_a_closed_one_is_replaced(
    database: Database, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db, "_FRESH", 0.0)
    with database.engine.connect() as one, database.engine.connect() as other:
        before = {one.scalar(_WHO), other.scalar(_WHO)}
    close_all(url)
    assert database.call(who) not in before
    assert database.call(who) not in before


def test_one_that_was_used_a_moment_ago_is_not_asked(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    monkeypatch.setattr(database.engine.dialect, "do_ping", asked.append)
    assert database.call(who) == database.call(who)
    assert asked == []
    monkeypatch.setattr(db, "_FRESH", 0.0)
    database.call(who)
    assert len(asked) == 1


def test_what_many_threads_opened_stays_open(database: Database) -> None:
    together = threading.Barrier(THREADS)

    def who_of_many(session: Session) -> int:
        mine = who(session)
        together.wait(10)  # until each has one: who is late would get that of one who is done
        return mine

    def round_of_calls() -> set[int]:
        with ThreadPoolExecutor(THREADS) as threads:
            return set(threads.map(lambda _: database.call(who_of_many), range(THREADS)))

    assert len(round_of_calls()) == THREADS
    assert round_of_calls() == round_of_calls()
