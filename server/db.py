"""The database: one engine, short transactions, and whom a commit wakes.

On SQLite every transaction runs on the event loop, one after the other: that is the one writer.
On PostgreSQL it runs in a thread.
"""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker

from server.lock import FileLock

P = ParamSpec("P")
T = TypeVar("T")

# Python's integers have no end, a database's have.
MAX_ID = 2**63 - 1


class UtcDateTime(sa.types.TypeDecorator[datetime]):
    """An aware moment; SQLite forgets time zones, so it is kept in UTC."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:  # noqa: ARG002
        """Store a moment in UTC."""
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:  # noqa: ARG002
        """Give the moment its zone back."""
        if value is None or value.tzinfo is not None:
            return value
        return value.replace(tzinfo=UTC)


# SQLite numbers rows by itself only in a column called INTEGER, which there has 64 bits anyway.
BigInt = sa.BigInteger().with_variant(sa.Integer, "sqlite")


class Base(DeclarativeBase):
    """The base of every table; one naming rule, so that migrations can name constraints."""

    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UtcDateTime, dict[str, Any]: sa.JSON, list[Any]: sa.JSON}  # noqa: RUF012


class Database:
    """Runs functions of the form `function(session, …)`, each in one transaction."""

    def __init__(self, url: str, on_commit: Callable[[set[str]], None]) -> None:
        """Open the database and bring its tables up to date.

        Args:
            url: SQLAlchemy's address of the database.
            on_commit: Called in the event loop after a commit with the topics it touched.

        Raises:
            server.lock.AlreadyLockedError: Another process has this SQLite file.
        """
        self._on_commit = on_commit
        self._lock: FileLock | None = None
        address = sa.make_url(url)
        self.embedded = address.get_backend_name() == "sqlite"
        if self.embedded:
            self._lock = _take(Path(address.database or ""))
        self.engine = sa.create_engine(address)
        if self.embedded:
            _set_up_sqlite(self.engine)
        self._sessions = sessionmaker(self.engine, expire_on_commit=False)

    async def run(
        self, function: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run a function in one transaction and wake whoever waits for what it changed.

        Args:
            function: Takes the session first; what it raises rolls everything back.
            *args: Its other arguments.
            **kwargs: Its named arguments.

        Returns:
            What the function returns, after the commit.
        """
        if self.embedded:
            result, topics = self._transact(function, *args, **kwargs)
        else:
            result, topics = await asyncio.to_thread(
                lambda: self._transact(function, *args, **kwargs)
            )
        if topics:
            self._on_commit(topics)
        return result

    def run_now(
        self, function: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run a function in one transaction before the server listens: it wakes nobody."""
        return self._transact(function, *args, **kwargs)[0]

    def _transact(
        self, function: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> tuple[T, set[str]]:
        with self._sessions.begin() as session:
            result = function(session, *args, **kwargs)
        return result, session.info.get("topics", set())

    def close(self) -> None:
        """Close every connection and let go of the file."""
        self.engine.dispose()
        if self._lock:
            self._lock.release()


def touch(session: Session, *topics: str) -> None:
    """Note topics to be woken once this transaction is committed."""
    session.info.setdefault("topics", set()).update(topics)


def _take(file: Path) -> FileLock:
    file.parent.mkdir(parents=True, exist_ok=True)
    return FileLock(file)


def _set_up_sqlite(engine: sa.Engine) -> None:
    """Write-ahead log, foreign keys, and transactions that begin when SQLAlchemy says so.

    Python's driver begins transactions at its own moments, which breaks savepoints.
    """

    @sa.event.listens_for(engine, "connect")
    def connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql("BEGIN")
