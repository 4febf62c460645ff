"""Where a qualification stands, in and out of its row."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased, joinedload

from server.leads.models import Lead
from server.qualification.models import Attempt, Qualification
from server.qualification.types import State

_MOMENTS = ("due", "slot")


_LOCK = (
    sa.select(Qualification)
    .options(
        joinedload(Qualification.account, innerjoin=True),
        joinedload(Qualification.lead, innerjoin=True).lazyload(Lead.taken_by),
    )
    .with_for_update(of=Qualification)
    .execution_options(populate_existing=True)
)
_LOCKED = _LOCK.where(Qualification.lead_id == sa.bindparam("lead"))
_LOCKED_BY_ATTEMPT = _LOCK.where(
    Qualification.lead_id
    == sa.select(Attempt.lead_id).where(Attempt.id == sa.bindparam("attempt")).scalar_subquery()
)
_OTHER = aliased(Attempt)
_ATTEMPT = (
    sa.select(
        Attempt,
        sa.select(sa.func.max(_OTHER.id))
        .where(_OTHER.lead_id == Attempt.lead_id, _OTHER.channel == "voice")
        .scalar_subquery(),
    )
    .where(Attempt.id == sa.bindparam("attempt"))
    .execution_options(populate_existing=True)
)


def locked(session: Session, lead_id: int) -> Qualification | None:
    """Return a lead's qualification, which nobody else changes until this transaction ends."""
    return session.scalar(_LOCKED, {"lead": lead_id})


def state_of(row: Qualification | sa.Row[Any]) -> State:
    """Return the state that a row holds."""
    values = dict(row.state)
    for name in _MOMENTS:
        values[name] = datetime.fromisoformat(values[name]) if values[name] else None
    values["again"] = tuple(values.get("again", ()))
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


def of_attempt(session: Session, attempt_id: int) -> tuple[Qualification, Attempt, int] | None:
    """Return the qualification that an attempt belongs to, locked as by `locked`.

    Args:
        session: The transaction.
        attempt_id: The attempt.

    Returns:
        The qualification, the attempt as it is now that nobody else changes it, and the id of
        the newest call to the lead, 0 where there was none; None where there is no such attempt.
    """
    row = session.scalar(_LOCKED_BY_ATTEMPT, {"attempt": attempt_id})
    if row is None:
        return None
    attempt, newest = session.execute(_ATTEMPT, {"attempt": attempt_id}).one()
    return row, attempt, newest or 0
