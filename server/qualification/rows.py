"""Where a qualification stands, in and out of its row."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.qualification.models import Attempt, Qualification
from server.qualification.types import State

_MOMENTS = ("due", "slot")


def locked(session: Session, lead_id: int) -> Qualification | None:
    """Return a lead's qualification, which nobody else changes until this transaction ends."""
    return session.scalar(
        sa.select(Qualification)
        .where(Qualification.lead_id == lead_id)
        .with_for_update(of=Qualification)
        .execution_options(populate_existing=True)
    )


def state_of(row: Qualification | sa.Row[Any]) -> State:
    """Return the state that a row holds."""
    values = dict(row.state)
    for name in _MOMENTS:
        values[name] = datetime.fromisoformat(values[name]) if values[name] else None
    return State(**values)


def as_json(state: State) -> dict[str, Any]:
    """Return a state as its row keeps it."""
    values = {**vars(state), "retries": dict(state.retries)}
    for name in _MOMENTS:
        values[name] = values[name].isoformat() if values[name] else None
    return values


def columns(state: State) -> dict[str, Any]:
    """Return what a state's row holds of it, by column."""
    return {
        "state": as_json(state),
        "phase": state.phase,
        "turn": state.turn,
        "due": state.due,
    }


def put(row: Qualification, state: State) -> None:
    """Write a state into its row."""
    for name, value in columns(state).items():
        setattr(row, name, value)


def newest_call(session: Session, lead_id: int) -> int | None:
    """Return the id of the newest attempt to call a lead."""
    return session.scalar(
        sa.select(sa.func.max(Attempt.id)).where(
            Attempt.lead_id == lead_id, Attempt.channel == "voice"
        )
    )
