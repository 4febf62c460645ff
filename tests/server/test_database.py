"""The database: its tables, its transactions, and that it is ours alone."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session
from sqlalchemy.schema import CreateTable

from server import db, demo, migrate, tables
from server.accounts import actions as accounts
from server.accounts.models import Account, User
from server.db import Database
from server.kiosks.models import Kiosk, Service
from server.lock import AlreadyLockedError


def opened(folder: Path, woken: list[set[str]] | None = None) -> Database:
    heard: list[set[str]] = [] if woken is None else woken
    database = Database(f"sqlite:///{folder / 'lucep.sqlite3'}", heard.append)
    migrate.upgrade(database.engine)
    return database


def test_it_works(tmp_path: Path) -> None:
    database = opened(tmp_path)
    with database.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    database.close()


def test_the_migrations_make_the_tables_of_the_models(tmp_path: Path) -> None:
    database = opened(tmp_path)
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, tables.metadata) == []
    database.close()


def test_the_newest_migration_is_the_head() -> None:
    scripts = ScriptDirectory(str(migrate.SCRIPTS))
    assert scripts.get_heads() == [migrate.newest()]


def test_the_migrations_can_be_undone(tmp_path: Path) -> None:
    database = opened(tmp_path)
    with database.engine.begin() as connection:
        command.downgrade(migrate.config(connection), "base")
    assert sa.inspect(database.engine).get_table_names() == ["alembic_version"]
    database.close()


@pytest.mark.parametrize("table", tables.metadata.sorted_tables, ids=lambda table: table.name)
def test_postgresql_could_have_each_table(table: sa.Table) -> None:
    dialect: Any = postgresql.dialect  # has no types
    made = str(CreateTable(table).compile(dialect=dialect()))
    assert made.strip().startswith(f"CREATE TABLE {table.name} (")


def test_a_second_opening_is_refused_and_says_what_to_do(tmp_path: Path) -> None:
    first = opened(tmp_path)
    with pytest.raises(AlreadyLockedError, match=r"lucep\.sqlite3 is in use by another server"):
        opened(tmp_path)
    first.close()
    opened(tmp_path).close()


def test_what_fails_leaves_nothing_and_wakes_nobody(tmp_path: Path) -> None:
    woken: list[set[str]] = []
    database = opened(tmp_path, woken)

    def half(session: Session, fail: bool) -> None:
        accounts.create_account(session, "somebody", "Somebody")
        db.touch(session, "account:1")
        if fail:
            raise RuntimeError

    def count(session: Session) -> Any:
        return session.scalar(sa.select(sa.func.count()).select_from(Account))

    with pytest.raises(RuntimeError):
        asyncio.run(database.run(half, True))
    assert (database.run_now(count), woken) == (0, [])
    asyncio.run(database.run(half, False))
    assert (database.run_now(count), woken) == (1, [{"account:1"}])
    database.close()


def test_demo_data_are_made_once(tmp_path: Path) -> None:
    database = opened(tmp_path)

    def counts(session: Session) -> list[int | None]:
        return [
            session.scalar(sa.select(sa.func.count()).select_from(model))
            for model in (Account, User, Kiosk, Service)
        ]

    database.run_now(demo.load)
    once = database.run_now(counts)
    database.run_now(demo.load)
    assert database.run_now(counts) == once == [2, 4, 2, 3]
    database.close()
