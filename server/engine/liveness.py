"""Know which processes that run turns are alive.

On PostgreSQL each holds a lock for as long as its connection lives, as `server.lock` does for a
SQLite file: it is gone the moment that its holder is, with no clock to compare.
"""

import secrets
from typing import Protocol

import sqlalchemy as sa

from server.db import Database

# The first half of every such lock's key.
_CLASS = 1_819_631_472
_PREFIX = "worker-"


class Liveness(Protocol):
    """This process's own sign of life, and what it knows of others'."""

    executor_id: str

    def dead(self, seen: set[str]) -> set[str]:
        """Return those of some executors that live no more; renews its own sign of life."""
        ...

    def close(self) -> None:
        """Die in peace."""
        ...


def liveness(db: Database) -> Liveness:
    """Show that this process is alive, from now on."""
    return _Alone() if db.embedded else _Locked(db.engine)


class _Alone:
    """The only process on a SQLite file: DBOS itself goes on with what its forerunner left."""

    executor_id = f"{_PREFIX}alone"

    def dead(self, seen: set[str]) -> set[str]:
        return seen - {self.executor_id}

    def close(self) -> None:
        pass


class _Locked:
    """One of many: a lock on a connection of its own."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._number = secrets.randbelow(2**31)
        self.executor_id = f"{_PREFIX}{self._number}"
        self._connection = self._locked()

    def _locked(self) -> sa.Connection:
        connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        connection.execute(
            sa.text("SELECT pg_advisory_lock(:kind, :number)"),
            {"kind": _CLASS, "number": self._number},
        )
        return connection

    def dead(self, seen: set[str]) -> set[str]:
        held = sa.text(
            "SELECT objid FROM pg_locks WHERE locktype = 'advisory' AND classid = :kind"
            " AND objsubid = 2 AND granted"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        )
        try:
            alive = self._connection.scalars(held, {"kind": _CLASS}).all()
        except sa.exc.DBAPIError:
            # The database was away, and with it everybody's lock: nobody is judged this time.
            self._connection.invalidate()
            self._connection = self._locked()
            return set()
        return seen - {f"{_PREFIX}{number}" for number in alive} - {self.executor_id}

    def close(self) -> None:
        self._connection.invalidate()
        self._connection.close()
