"""Hand turns to DBOS in the caller's own transaction, and run those that are due."""

import threading
from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server import clock
from server.db import Database
from server.engine.liveness import Liveness, liveness

if TYPE_CHECKING:
    from dbos import DBOS, DBOSClient

RunTurn = Callable[[int, int], None]

NAME = "lucep"
# DBOS gives a workflow only to processes of its own version. A turn holds nothing but numbers, so
# that any version of the code can run it; a new version here would strand the turns that wait.
VERSION = "1"
WORKFLOW = "turn"
QUEUE = "turns"
_POLLING_SECONDS = 0.2
# A turn waits for the network, not for a processor; no account may take every place.
_AT_ONCE = 16
_AT_ONCE_OF_AN_ACCOUNT = 12
# How long a stop waits for the turns under way.
_STOP_SECONDS = 5


def workflow_id(lead_id: int, turn: int) -> str:
    """Name the workflow of a turn: who enqueues it twice enqueues it once."""
    return f"lead-{lead_id}-{turn}"


class Engine:
    """The turns of one process. DBOS knows one application in a process, so there is one."""

    def __init__(self, db: Database, run_turn: RunTurn, limits: dict[str, int]) -> None:
        """Make the tables of DBOS if they are missing; nothing runs yet.

        Args:
            db: The database, up to date.
            run_turn: Does what a turn is to do, given the lead's id and the turn.
            limits: Further queues by name, with how many turns each may begin in a second.
        """
        self._db = db
        self._run_turn = run_turn
        self._limits = limits
        self._liveness: Liveness | None = None
        self._ready = threading.Event()
        self._running = threading.Condition()
        self._under_way = 0
        self._dbos: DBOS | None = None
        self._url = _dbos_url(db.address)
        _migrate(db, self._url)

    @cached_property
    def client(self) -> "DBOSClient":
        """DBOS's client, on the connections of our own database."""
        from dbos import DBOSClient

        return DBOSClient(system_database_engine=self._db.engine, application_name=NAME, lazy=True)

    @property
    def executor_id(self) -> str:
        """The name that DBOS knows this process by, "" while it runs no turns."""
        return self._liveness.executor_id if self._liveness else ""

    def enqueue(
        self,
        session: Session,
        lead_id: int,
        turn: int,
        due: datetime,
        *,
        account_id: int,
        queue: str = QUEUE,
    ) -> None:
        """Have a turn run at its moment, if this transaction is committed.

        Args:
            session: The transaction.
            lead_id: The lead.
            turn: Its turn.
            due: The moment, aware.
            account_id: Whose: accounts take turns fairly.
            queue: The queue, `QUEUE` or one with a limit.
        """
        from dbos import EnqueueOptions

        options = EnqueueOptions(
            workflow_name=WORKFLOW,
            queue_name=queue if queue in self._limits else QUEUE,
            workflow_id=workflow_id(lead_id, turn),
            app_version=VERSION,
            queue_partition_key=str(account_id),
        )
        seconds = (due - clock.now()).total_seconds()
        if seconds > 0:
            options["delay_seconds"] = seconds
        self.client.enqueue_in_transaction(session, options, lead_id, turn)

    def wake(self, lead_id: int, turn: int) -> None:
        """Let a turn that waits run now; outside any transaction."""
        self.client.set_workflow_delay(workflow_id(lead_id, turn), delay_seconds=0)

    def start(self) -> None:
        """Run turns from now on, in threads; returns once the first may begin."""
        from dbos import DBOS, DBOSConfig

        self._liveness = liveness(self._db)
        config = DBOSConfig(
            name=NAME,
            application_version=VERSION,
            executor_id=self._liveness.executor_id,
            log_level="ERROR",
            run_migrations=False,
            max_executor_threads=2 * _AT_ONCE,
        )
        if self._db.embedded:
            config["system_database_engine"] = self._db.engine
            config["system_database_url"] = self._url
        else:
            config["system_database_url"] = self._url
            config["sys_db_pool_size"] = 8
        self._dbos = DBOS(config=config)

        @DBOS.workflow(name=WORKFLOW)
        def workflow(lead_id: int, turn: int) -> None:
            self._turn(lead_id, turn)

        DBOS.launch()
        for queue, per_second in {QUEUE: 0, **self._limits}.items():
            DBOS.register_queue(
                queue,
                worker_concurrency=_AT_ONCE,
                partition_worker_concurrency=_AT_ONCE_OF_AN_ACCOUNT,
                limiter={"limit": per_second, "period": 1.0} if per_second else None,
                polling_interval_sec=_POLLING_SECONDS,
                on_conflict="always_update",
            )
        self._ready.set()

    def stop(self) -> None:
        """Begin no more turns, and let those under way come to their end."""
        mine, self._liveness = self._liveness, None
        if mine is None:
            return
        from dbos import DBOS

        for stopped in self._dbos.background_thread_stop_events if self._dbos else ():
            stopped.set()
        with self._running:
            self._running.wait_for(lambda: not self._under_way, _STOP_SECONDS)
        DBOS.destroy(destroy_registry=True)
        mine.close()

    def _turn(self, lead_id: int, turn: int) -> None:
        self._ready.wait()
        with self._running:
            self._under_way += 1
        try:
            self._run_turn(lead_id, turn)
        finally:
            with self._running:
                self._under_way -= 1
                self._running.notify_all()

    def dead_executors(self, seen: set[str]) -> set[str]:
        """Return those of some executors that live no more."""
        return self._liveness.dead(seen) if self._liveness else set()


def of(session: Session) -> Engine | None:
    """Return the engine behind a transaction; None where nothing runs turns, as in some tests."""
    found = session.info.get("engine")
    return found if isinstance(found, Engine) else None


def _dbos_url(address: sa.URL) -> str:
    plain = (
        address if address.drivername.startswith("sqlite") else address.set(drivername="postgresql")
    )
    return plain.render_as_string(hide_password=False)


def _migrate(db: Database, url: str) -> None:
    from dbos import DBOS

    with db.engine.connect() as connection:
        if not db.embedded:
            # Several processes may start at once on a new database.
            connection.execute(sa.text("SELECT pg_advisory_lock(hashtext('dbos migrations'))"))
            DBOS.migrate(url)
            connection.execute(sa.text("SELECT pg_advisory_unlock(hashtext('dbos migrations'))"))
    if db.embedded:
        DBOS.migrate(url)
