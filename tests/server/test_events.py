"""Events that are recorded together: in their order, in one statement, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.db import Database
from server.events import actions as events
from server.events.models import Event
from tests.stores import demo_database

ACCOUNT = 1


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    with demo_database(tmp_path) as opened:
        yield opened


def kinds(session: Session) -> list[str]:
    return list(session.scalars(sa.select(Event.kind).order_by(Event.id)))


def record(session: Session, kind: str) -> None:
    events.record(session, ACCOUNT, kind, {})


def test_they_are_written_at_the_end_of_the_outer_block_and_in_order(db: Database) -> None:
    inserts: list[str] = []

    @sa.event.listens_for(db.engine, "before_cursor_execute")
    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith("INSERT INTO event"):
            inserts.append(statement)

    def change(session: Session) -> list[str]:
        with events.together(session):
            record(session, "one")
            with events.together(session):
                record(session, "two")
            record(session, "three")
            assert kinds(session) == []
        assert len(inserts) == 1
        record(session, "four")
        return kinds(session)

    assert db.call(change) == ["one", "two", "three", "four"]


def test_a_block_that_fails_leaves_none(db: Database) -> None:
    def fail(session: Session) -> None:
        with events.together(session):
            record(session, "lost")
            raise ZeroDivisionError

    def change(session: Session) -> None:
        with pytest.raises(ZeroDivisionError):
            fail(session)
        record(session, "kept")

    db.call(change)
    assert db.call(kinds) == ["kept"]
