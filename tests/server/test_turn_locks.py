"""In which order a turn takes the locks of a qualification and of its attempts."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from litestar import Litestar
from sqlalchemy.orm import Session

from server import clock
from server.channels.base import Sent
from server.db import Database
from server.qualification import actions, turns
from server.qualification.models import Attempt
from server.qualification.types import CallEnded
from tests.qualification.test_handover import submit

FREE = sa.select(Attempt.id).with_for_update(skip_locked=True)


def begin_call(session: Session) -> int:
    (lead,) = submit(session, "+6591230001")
    attempt = Attempt(
        account_id=1, lead_id=lead, turn=0, channel="voice", address="+6591230001",
        status="started", started_at=clock.now(),
    )  # fmt: skip
    session.add(attempt)
    session.flush()
    return attempt.id


# SQLite has one writer, and no locks of rows.
@pytest.mark.parametrize("store", ["postgresql"], indirect=True, scope="session")
def test_a_call_that_failed_at_once_and_its_report_wait_for_each_other_in_one_order(
    app: Litestar, monkeypatch: pytest.MonkeyPatch
) -> None:
    db: Database = app.state.db
    attempt = db.run_now(begin_call)
    call_ended = actions.call_ended

    def ended(session: Session, attempt_id: int, event: CallEnded) -> None:
        with Session(db.engine) as other:
            assert other.scalar(FREE.where(Attempt.id == attempt_id)), "the attempt came first"
        call_ended(session, attempt_id, event)

    monkeypatch.setattr(actions, "call_ended", ended)
    db.run_now(turns._write, attempt, Sent("failed", "CA1", "no", outcome="busy"))
    found: Any = db.run_now(lambda session: session.get_one(Attempt, attempt))
    assert (found.outcome, found.provider_id) == ("busy", "CA1")
