"""What happens to a qualification, each in the caller's one transaction.

Each writes the state, the lead's status, the events and the next turn, or nothing of it.
"""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from server import clock
from server.accounts.models import Account
from server.campaigns import queries as campaigns
from server.campaigns.types import Campaign
from server.channels import registry
from server.engine import engine
from server.events import actions as events
from server.leads.models import REJECTED
from server.optouts import actions as optouts
from server.qualification import machine, prospects, rows
from server.qualification.models import Attempt, Qualification
from server.qualification.types import (
    CHOSEN,
    ENDED,
    Answered,
    CallEnded,
    Event,
    Prospect,
    State,
)
from widget.core import curation

# What may be known of a message, status and outcome: what comes later here holds against what
# comes before.
_KNOWN = (("started", ""), ("sent", ""), ("failed", ""), ("sent", "delivered"), ("sent", "read"))
_REPORTS = {"failed": _KNOWN[2], "delivered": _KNOWN[3], "read": _KNOWN[4]}


def happened(
    session: Session, lead_id: int, event: Event, source: optouts.Source = "link"
) -> State | None:
    """Take note of something that a prospect or somebody else did.

    Args:
        session: The transaction.
        lead_id: The lead.
        event: What happened; `Answered("never")` puts them on the do-not-contact list.
        source: Of an answer, how it came: `link` or `reply`.

    Returns:
        Where the qualification stands now, None where the lead has none.
    """
    row = rows.locked(session, lead_id)
    if row is None:
        return None
    with events.together(session):
        if isinstance(event, Answered):
            slot = event.slot.isoformat() if event.slot else None
            data = {"choice": event.choice, "slot": slot, "by": source}
            events.record(session, row.account_id, "qualification_answered", data, lead_id=lead_id)
            if event.choice == "never":
                optouts.add_lead(session, row.lead, source)
        return step(session, row, event)


def call_ended(session: Session, attempt_id: int, event: CallEnded) -> None:
    """Write down how a call ended.

    A second report changes only what was unknown until then, and brings a choice where there was
    none: a carrier may tell of the end before it tells of the key that was pressed last.

    Args:
        session: The transaction.
        attempt_id: The attempt.
        event: How it ended.
    """
    found = rows.of_attempt(session, attempt_id)
    if found is None:
        return
    row, attempt, newest = found
    ended = attempt.status != "started"
    if ended and not _holds_against(event.outcome, attempt.outcome):
        return
    with events.together(session):
        end_attempt(session, attempt, "ended", event.outcome, event.detail, event.keys)
        if event.outcome == "opted_out":
            optouts.add_lead(session, row.lead, "key")
        step(session, row, event, current=not ended and attempt_id == newest)


def _holds_against(told: str, known: str) -> bool:
    chosen = CHOSEN.values()
    return (told in chosen and known not in chosen) or (known == "unknown" != told)


def message_status(session: Session, attempt: Attempt, status: str, detail: str = "") -> None:
    """Write down what a provider says of a message, whenever and in whatever order it comes.

    That it was delivered, or read, is a fact and holds against a failure; a failure holds against
    `sent`, by which the provider took it and no more. A report may come before the answer to our
    order: then it ends the attempt, and the answer changes nothing.

    The first end, a failure after `sent` and a delivery after a failure are each told as
    `attempt_ended`; that a message which was sent is delivered, or read, as `attempt_updated`.

    Args:
        session: The transaction.
        attempt: The attempt, locked.
        status: `delivered`, `read` or `failed`.
        detail: For people, why it failed.
    """
    before, now = (attempt.status, attempt.outcome), _REPORTS[status]
    if before not in _KNOWN[: _KNOWN.index(now)]:
        return
    if attempt.status == now[0]:
        attempt.outcome, attempt.detail = now[1], _line(detail) or attempt.detail
        data = _came_of(attempt)
        events.record(session, attempt.account_id, "attempt_updated", data, lead_id=attempt.lead_id)
    else:
        end_attempt(session, attempt, *now, detail)


def step(
    session: Session,
    row: Qualification,
    event: Event,
    *,
    current: bool = True,
    known: tuple[Campaign, Prospect] | None = None,
) -> State:
    """Advance a locked qualification by an event, and write what that changes.

    Args:
        session: The transaction.
        row: The qualification, locked.
        event: What happened.
        current: See `machine.advance`.
        known: What `whom` returned in this transaction.

    Returns:
        The new state.
    """
    campaign, prospect = known or whom(session, row)
    old = rows.state_of(row)
    new = machine.advance(old, event, campaign, prospect, clock.now(), current=current)
    if new != old:
        _write(session, row, old, new)
    return new


def whom(session: Session, row: Qualification) -> tuple[Campaign, Prospect]:
    """Return how a lead is qualified, and what is known of who it is."""
    campaign = campaigns.effective(session, row.account_id, row.lead.service_id)
    return campaign, prospects.of(session, row.lead, campaign)


def end_attempt(
    session: Session,
    attempt: Attempt,
    status: str,
    outcome: str = "",
    detail: str = "",
    keys: str = "",
) -> None:
    """Write what came of an attempt, with its event; it ended when that was first known."""
    attempt.status, attempt.outcome = status, outcome
    attempt.detail, attempt.keys = _line(detail), keys[:40]
    attempt.ended_at = attempt.ended_at or clock.now()
    data = _came_of(attempt)
    events.record(session, attempt.account_id, "attempt_ended", data, lead_id=attempt.lead_id)


def _line(detail: str) -> str:
    """Clean what a carrier or mail server said: PostgreSQL takes no NUL."""
    return curation.line(detail, 1000)


def _came_of(attempt: Attempt) -> dict[str, Any]:
    names = ("channel", "status", "outcome", "detail")
    return {"attempt": attempt.id, **{name: getattr(attempt, name) for name in names}}


def enqueue(session: Session, row: Qualification) -> None:
    """Have the turn that a qualification waits for run at its moment."""
    enqueue_turn(session, row.account_id, row.lead_id, row.phase, row.turn, row.due)


def enqueue_turn(
    session: Session, account_id: int, lead_id: int, phase: str, turn: int, due: datetime | None
) -> None:
    """Do the same for a row that is no object: these are its columns."""
    runs = engine.of(session)
    if runs is None or due is None:
        return
    queue = ""
    if phase == "waiting_call":
        # At hand with a locked row, which brings its account along.
        account = session.get_one(Account, account_id)
        queue = registry.of(session).carrier(account.key, "voice").queue
    runs.enqueue(session, lead_id, turn, due, account_id=account_id, queue=queue or engine.QUEUE)


def _write(session: Session, row: Qualification, old: State, new: State) -> None:
    rows.put(row, new)
    if new.phase in ENDED and (new.phase, new.reason) != (old.phase, old.reason):
        end(session, row, new)
    session.flush()
    enqueue(session, row)


def end(session: Session, row: Qualification, state: State) -> None:
    """Tell that a qualification is over; one that was given up may end again, qualified."""
    lead = row.lead
    row.ended_at = clock.now()
    qualified = state.phase == "qualified"
    lead.status = "new" if qualified else REJECTED
    data = {"status": lead.status, "reason": state.reason}
    if state.slot:
        data["slot"] = state.slot.isoformat()
    with events.together(session):
        events.record(session, row.account_id, state.phase, data, lead_id=lead.id)
        if qualified:
            new = {"status": "new"}
            events.record(session, row.account_id, "lead_raised", new, lead_id=lead.id)
