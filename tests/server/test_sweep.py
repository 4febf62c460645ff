"""What no process has in hand any more is found, each once, and goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from litestar import Litestar
from sqlalchemy.orm import Session

from server import clock
from server.engine import sweep
from server.engine.engine import workflow_id
from server.engine.liveness import liveness
from server.engine.sweep import Overdue
from server.parts import Parts
from server.qualification import handover
from server.qualification.models import Qualification
from server.settings import Settings
from tests.qualification.test_handover import submit as submit_to
from tests.server.test_lead_submit import submit
from tests.stores import fill

__all__ = ["submit"]

Submit = Callable[..., Any]


@pytest.fixture
def parts(app: Litestar) -> Parts:
    found = app.state.parts
    assert isinstance(found, Parts)
    return found


@pytest.fixture
def late(parts: Parts, submit: Submit) -> list[int]:
    """Leads whose moment has passed, the last the longest ago, two of them at the same moment."""
    leads = [
        submit(interaction_id=f"{number:x}", phone_number="+6591234567").json()["validation_id"]
        for number in range(5)
    ]

    def be_late(session: Session) -> None:
        now = clock.now()
        for hours, lead in zip((1, 2, 2, 3, 4), leads, strict=True):
            due = now - timedelta(hours=hours)
            session.execute(
                sa.update(Qualification).where(Qualification.lead_id == lead).values(due=due)
            )

    parts.db.run_now(be_late)
    return leads


def test_every_page_goes_on_where_the_last_ended(
    parts: Parts, late: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweep, "_CHUNK", 2)
    found: list[Overdue] = []
    while page := parts.db.run_now(sweep.overdue, found[-1] if found else None):
        assert len(page) <= 2
        found += page
    one, two, three, four, five = late
    assert [each.lead_id for each in found] == [five, four, two, three, one]


def test_a_turn_that_nobody_has_is_enqueued_again(parts: Parts, late: list[int]) -> None:
    client = parts.engine.client
    ids = [workflow_id(lead, 0) for lead in late]
    client.delete_workflows(ids[:2])
    parts.sweep.once()
    found = {each.workflow_id: each.status for each in client.list_workflows(workflow_ids=ids)}
    assert set(found) == set(ids)
    assert {found[name] for name in ids[:2]} == {"ENQUEUED"}


@pytest.fixture
def limited(tmp_path: Path) -> Iterator[Parts]:
    """A process whose carrier begins so many calls in a second, and a lead to be called."""
    channels = tmp_path / "channels.toml"
    orders = tmp_path / "orders"
    channels.write_text(f'[voice]\nkind = "recorder"\nfile = "{orders}"\nper_second = 2\n')
    fill(tmp_path)
    made = Parts(Settings(data=tmp_path, demo=True, channels=channels))
    made.db.run_now(submit_to, "+6591230001")
    yield made
    clock.reset()
    made.close()


def queues(parts: Parts) -> list[tuple[str, str | None]]:
    """Returns the status and the queue of each workflow."""
    return [(each.status, each.queue_name) for each in parts.engine.client.list_workflows()]


def test_a_call_that_is_enqueued_again_keeps_its_carriers_limit(limited: Parts) -> None:
    clock.move(timedelta(minutes=1))
    limited.sweep.once()
    assert queues(limited) == [("ENQUEUED", "calls voice")]


def test_a_call_of_the_dead_keeps_its_carriers_limit(
    limited: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    limited.db.run_now(handover.some)
    begun = sa.text("UPDATE workflow_status SET status = 'PENDING', executor_id = 'worker-gone'")
    limited.db.run_now(lambda session: session.execute(begun))
    monkeypatch.setattr(limited.engine, "_liveness", liveness(limited.db))
    limited.sweep.once()
    assert queues(limited) == [("ENQUEUED", "calls voice")]


def test_one_that_cannot_be_enqueued_holds_up_nobody(
    limited: Parts, caplog: pytest.LogCaptureFixture
) -> None:
    (bad, good) = limited.db.run_now(submit_to, "+6591230002", "+6591230003")
    refuse = sa.text(
        "CREATE TRIGGER refuse BEFORE INSERT ON workflow_status"
        f" WHEN NEW.workflow_uuid = '{workflow_id(bad, 0)}'"
        " BEGIN SELECT RAISE(ABORT, 'refused'); END"
    )
    limited.db.run_now(lambda session: session.execute(refuse))
    clock.move(timedelta(minutes=1))
    limited.sweep.once()
    found = {each.workflow_id for each in limited.engine.client.list_workflows()}
    assert found == {workflow_id(good - 2, 0), workflow_id(good, 0)}
    assert f"turn 0 of lead {bad} could not be enqueued" in caplog.text
