"""The database: one engine, short transactions, and whom a commit wakes.

On SQLite transactions run one after the other, under a lock of this one process: those of
requests on the event loop, those of turns in their threads. On PostgreSQL all run in threads, and
a commit wakes every process by NOTIFY.
"""

import asyncio
import contextlib
import json
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker

from server.lock import FileLock

P = ParamSpec("P")
T = TypeVar("T")

# Python's integers have no end, a database's have.
MAX_ID = 2**63 - 1
# What every process listens to on PostgreSQL.
NOTIFY_CHANNEL = "lucep"
# PostgreSQL refuses a payload of 8,000 bytes or more.
_MAX_PAYLOAD = 7900
# A connection that was used so short a time ago, in seconds, is there still.
_FRESH = 1.0
# A connection beyond the size would be opened for one transaction and closed after it, which costs
# PostgreSQL more than most transactions do.
_POOL = {"pool_size": 20, "max_overflow": 0}
# For what others have asked for meanwhile, in seconds.
_PAUSE = 0.005
# Whatever driver an address names, these are what we have.
_DRIVERS = {
    "postgresql": "postgresql+psycopg",
    "postgres": "postgresql+psycopg",
    "sqlite": "sqlite",
}
_NOTIFY = sa.text("SELECT pg_notify(:channel, :payload)")


class NoDatabaseError(Exception):
    """There is no database that can be used; the message says where and why."""


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


def table(model: type[Base]) -> sa.Table:
    """Return a model's table, for statements that are made once and make no objects."""
    return cast("sa.Table", model.__table__)


class Database:
    """Runs functions of the form `function(session, …)`, each in one transaction."""

    def __init__(self, url: str, on_commit: Callable[[set[str]], None]) -> None:
        """Open the database.

        Args:
            url: The database's address, as SQLAlchemy or PostgreSQL writes it.
            on_commit: Called in the event loop after a commit with the topics it touched; on
                PostgreSQL it is `server.events.listener` that hears of them.

        Raises:
            NoDatabaseError: It is no address of a database that we can use.
            server.lock.AlreadyLockedError: Another process has this SQLite file.
        """
        self._on_commit = on_commit
        self._lock: FileLock | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self.address = address(url)
        self.embedded = self.address.get_backend_name() == "sqlite"
        if self.embedded:
            self._lock = _take(Path(self.address.database or ""))
            self.engine = sa.create_engine(self.address, **_POOL)
            _set_up_sqlite(self.engine)
        else:
            self.engine = sa.create_engine(self.address, **_POOL)
            _ping_the_idle(self.engine)
        self._sessions = sessionmaker(self.engine, expire_on_commit=False)

    def attach(self, loop: asyncio.AbstractEventLoop) -> None:
        """Name the event loop in which streams wait, for commits of other threads to wake them."""
        self._loop = loop

    def equip(self, **parts: object) -> None:
        """Let functions find parts of the process, such as its channels, in `session.info`."""
        self._sessions.configure(info=parts)

    async def run(
        self, function: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run a function in one transaction, from the event loop, and wake whoever waits for it.

        Args:
            function: Takes the session first; what it raises rolls everything back.
            *args: Its other arguments.
            **kwargs: Its named arguments.

        Returns:
            What the function returns, after the commit.
        """
        if not self.embedded:
            return await asyncio.to_thread(lambda: self._transact(function, *args, **kwargs)[0])
        result, topics = self._transact(function, *args, **kwargs)
        if topics:
            self._on_commit(topics)
        return result

    def call(
        self, function: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run a function in one transaction, from any thread, and wake whoever waits for it.

        Args:
            function: As for `run`.
            *args: Its other arguments.
            **kwargs: Its named arguments.

        Returns:
            What the function returns, after the commit.
        """
        result, topics = self._transact(function, *args, **kwargs)
        loop = self._loop
        if self.embedded and topics and loop and not loop.is_closed():
            loop.call_soon_threadsafe(self._on_commit, topics)
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
            topics: set[str] = session.info.get("topics", set())
            if topics and not self.embedded:
                _notify(session, topics)
        return result, topics

    def close(self) -> None:
        """Close every connection and let go of the file; closing it again does nothing."""
        self._loop = None
        self.engine.dispose()
        lock, self._lock = self._lock, None
        if lock:
            lock.release()


def address(url: str) -> sa.URL:
    """Return a database's address with the driver that we have for it.

    Args:
        url: Such as `postgresql://user@host/name`, `postgres://…` or `sqlite:///file`.

    Raises:
        NoDatabaseError: It is neither.
    """
    with contextlib.suppress(sa.exc.ArgumentError, ValueError):  # the latter for a port
        found = sa.make_url(url)
        if driver := _DRIVERS.get(found.drivername.partition("+")[0]):
            return found.set(drivername=driver)
    # What was written is not repeated: there may be a password in it.
    raise NoDatabaseError(
        "DATABASE_URL: an address such as postgresql://user:password@host/name or sqlite:///file"
    )


async def pause() -> None:
    """Let others have their turn between two transactions of something long.

    On SQLite the event loop stands still during each.
    """
    await asyncio.sleep(_PAUSE)


def row_id(text: str) -> int | None:
    """Read a row's number that a client sent; None for what is none."""
    if not text.isascii() or not text.isdigit() or len(text) > len(str(MAX_ID)):
        return None
    return min(int(text), MAX_ID)


def on_postgresql(session: Session) -> bool:
    """Say whether a transaction runs on PostgreSQL."""
    return session.get_bind().dialect.name == "postgresql"


def execute(
    session: Session, statement: sa.Executable, values: dict[str, Any] | list[dict[str, Any]]
) -> sa.CursorResult[Any]:
    """Execute a statement that was made once, of tables and not of models, which costs little.

    Args:
        session: The transaction; what waits in it is written first, as before any query.
        statement: The statement.
        values: Of its parameters or columns; of many rows, a list of such.
    """
    session.flush()
    return session.connection().execute(statement, values)


def alone(session: Session, name: str) -> None:
    """Keep every other process that asks for the same name waiting until this transaction ends."""
    if on_postgresql(session):
        session.execute(sa.text("SELECT pg_advisory_xact_lock(hashtext(:name))"), {"name": name})


def touch(session: Session, *topics: str) -> None:
    """Note topics to be woken once this transaction is committed."""
    session.info.setdefault("topics", set()).update(topics)


def _take(file: Path) -> FileLock:
    file.parent.mkdir(parents=True, exist_ok=True)
    return FileLock(file)


def _notify(session: Session, topics: set[str]) -> None:
    """Have the commit tell every process; an empty list means "everything"."""
    payload = json.dumps(sorted(topics))
    values = {
        "channel": NOTIFY_CHANNEL,
        "payload": payload if len(payload) < _MAX_PAYLOAD else "[]",
    }
    execute(session, _NOTIFY, values)


def _ping_the_idle(engine: sa.Engine) -> None:
    """Try a connection that has lain idle before it is used, for the server may have closed it.

    SQLAlchemy's own `pool_pre_ping` does so each time, a round trip for every transaction.
    """

    @sa.event.listens_for(engine, "checkin")
    def checkin(_connection: Any, record: Any) -> None:
        record.info["used"] = time.monotonic()

    @sa.event.listens_for(engine, "checkout")
    def checkout(connection: Any, record: Any, _fairy: Any) -> None:
        now = time.monotonic()
        if now - record.info.get("used", now) < _FRESH:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            # What one connection has met, the others have: all are opened anew.
            raise sa.exc.InvalidatePoolError(str(error)) from error


def _set_up_sqlite(engine: sa.Engine) -> None:
    """Write-ahead log, foreign keys, and transactions that begin when SQLAlchemy says so.

    Python's driver begins transactions at its own moments, which breaks savepoints. Each takes
    the writer's place at its begin, and waits for it at a lock: SQLite itself would sleep and try
    again, which costs tens of milliseconds, or fail a reader that goes on to write.
    """
    turn = threading.RLock()

    @sa.event.listens_for(engine, "connect")
    def connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        pragmas = ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON")
        for pragma in (*pragmas, "busy_timeout=30000"):
            connection.execute(f"PRAGMA {pragma}")

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        if not connection.info.get("has_turn"):
            turn.acquire()
            connection.info["has_turn"] = True
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    @sa.event.listens_for(engine, "checkin")
    def checkin(_connection: Any, record: Any) -> None:
        if record.info.pop("has_turn", False):
            turn.release()
