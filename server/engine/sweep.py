"""What DBOS alone would leave lying, gone through every few seconds.

Turns that a dead process had begun are handed to those alive. A qualification whose moment has
passed, and whose turn nobody has, is enqueued again, also after the clock has moved. Finished
workflows are deleted.
"""

import logging
import threading
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server import clock
from server.db import Database
from server.engine.engine import QUEUE, WORKFLOW, Engine, workflow_id
from server.qualification import actions
from server.qualification.models import Qualification

SECONDS = 5.0
# A turn that is this late has been missed; DBOS itself looks once a second.
_LATE = timedelta(seconds=3)
_CHUNK = 500
_MOST_CHUNKS = 20
# How long a finished workflow is kept, for whoever wonders what ran.
_KEPT = timedelta(minutes=10)
_TIDY_SECONDS = 60.0
_UNDER_WAY = ("ENQUEUED", "PENDING")

log = logging.getLogger(__name__)


class Overdue(NamedTuple):
    """A qualification whose moment has passed."""

    account_id: int
    lead_id: int
    phase: str
    turn: int
    due: datetime


class Sweep:
    """The thread that sweeps; on PostgreSQL one of all processes does it at a time."""

    def __init__(self, db: Database, engine: Engine, seconds: float = SECONDS) -> None:
        """Prepare; nothing runs yet.

        Args:
            db: The database.
            engine: Whose turns.
            seconds: The pause between two sweeps.
        """
        self._db = db
        self._engine = engine
        self._seconds = seconds
        self._tidied = -_TIDY_SECONDS
        self._looked = False
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sweep", daemon=True)

    def start(self) -> None:
        """Sweep until stopped."""
        self._thread.start()

    def stop(self) -> None:
        """Stop, after the sweep under way."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(10)

    def _run(self) -> None:
        while not self._stop.wait(self._seconds):
            try:
                self.once()
            except Exception:
                # A database that is away for a moment must not end every later sweep.
                if not self._stop.is_set():
                    log.exception("the sweep failed and will be tried again")

    def once(self) -> None:
        """Sweep once, unless another process is at it."""
        if self._db.embedded:
            self._sweep()
            return
        with self._db.engine.connect() as connection:
            if connection.scalar(sa.text("SELECT pg_try_advisory_xact_lock(hashtext('sweep'))")):
                self._sweep()

    def _sweep(self) -> None:
        # What has a SQLite file to itself has no neighbour that may die.
        if not (self._db.embedded and self._looked):
            self._resume_turns_of_the_dead()
            self._looked = True
        self._enqueue_overdue()
        if time.monotonic() - self._tidied >= _TIDY_SECONDS:
            self._delete_finished()
            self._tidied = time.monotonic()

    def _resume_turns_of_the_dead(self) -> None:
        client = self._engine.client
        pending = client.list_workflows(
            status="PENDING", name=WORKFLOW, load_input=False, load_output=False
        )
        dead = self._engine.dead_executors({found.executor_id or "" for found in pending})
        orphans: dict[str, list[str]] = {}
        for found in pending:
            if (found.executor_id or "") in dead:
                orphans.setdefault(found.queue_name or QUEUE, []).append(found.workflow_id)
        # Each on its own queue, whose limit holds for it again.
        for queue, ids in orphans.items():
            client.resume_workflows(ids, queue_name=queue)

    def _enqueue_overdue(self) -> None:
        after = None
        for _ in range(_MOST_CHUNKS):
            chunk = self._db.call(overdue, after)
            if chunk:
                self._enqueue(chunk)
            if len(chunk) < _CHUNK:
                return
            after = chunk[-1]

    def _enqueue(self, chunk: Sequence[Overdue]) -> None:
        client = self._engine.client
        wanted = {workflow_id(each.lead_id, each.turn): each for each in chunk}
        found = client.list_workflows(
            workflow_ids=list(wanted), load_input=False, load_output=False
        )
        for workflow in found:
            _, lead, _, turn, _ = wanted[workflow.workflow_id]
            if workflow.status in _UNDER_WAY:
                del wanted[workflow.workflow_id]
            elif workflow.status == "DELAYED":
                del wanted[workflow.workflow_id]
                self._engine.wake(lead, turn)
            else:
                log.warning("turn %s of lead %s ended as %s", turn, lead, workflow.status)
                client.delete_workflow(workflow.workflow_id)
        try:
            self._db.call(_enqueue_all, list(wanted.values()))
        except Exception:
            # One that fails must not hold up the others; it fails again, and is logged then.
            for each in wanted.values():
                self._enqueue_one(each)

    def _enqueue_one(self, each: Overdue) -> None:
        try:
            self._db.call(_enqueue_all, [each])
        except Exception:
            log.exception("turn %s of lead %s could not be enqueued", each.turn, each.lead_id)

    def _delete_finished(self) -> None:
        # DBOS stamps its rows with the true time, whatever our clock was moved to.
        before = (clock.true() - _KEPT).isoformat()
        done = self._engine.client.list_workflows(
            status=["SUCCESS", "ERROR", "CANCELLED"],
            name=WORKFLOW,
            completed_before=before,
            limit=5000,
            load_input=False,
            load_output=False,
        )
        if done:
            self._engine.client.delete_workflows([found.workflow_id for found in done])


def _enqueue_all(session: Session, turns: Sequence[Overdue]) -> None:
    for each in turns:
        actions.enqueue_turn(session, *each)


def overdue(session: Session, after: Overdue | None = None) -> Sequence[Overdue]:
    """Return qualifications whose moment has passed, by that moment.

    Args:
        session: The transaction.
        after: Only those that come after it.
    """
    row = Qualification
    query = (
        sa.select(row.account_id, row.lead_id, row.phase, row.turn, row.due)
        .where(row.due < clock.now() - _LATE)
        .order_by(row.due, row.lead_id)
        .limit(_CHUNK)
    )
    if after:
        later = sa.and_(row.due == after.due, row.lead_id > after.lead_id)
        query = query.where(row.due >= after.due, sa.or_(row.due > after.due, later))
    rows = session.execute(query)
    return [
        Overdue(account, lead, phase, turn, due) for account, lead, phase, turn, due in rows if due
    ]
