"""What no process has in hand any more is found, each once, and goes on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from litestar import Litestar
from sqlalchemy.orm import Session

from server import clock
from server.engine import sweep
from server.engine.engine import workflow_id
from server.engine.sweep import Overdue
from server.parts import Parts
from server.qualification.models import Qualification
from tests.server.test_lead_submit import submit

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
