"""Lines: how many calls a carrier may have at once, over all processes."""

import secrets
from dataclasses import replace
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server import clock, db
from server.accounts.models import Account
from server.channels.registry import Carrier, Registry
from server.qualification import rows
from server.qualification.models import Attempt, Qualification

# How long a call keeps a line on average, to guess when one of many waiting will get it.
_CALL_SECONDS = 20.0


def wait(session: Session, row: Qualification, channels: Registry) -> bool:
    """Put a call off where every line of its carrier is in use.

    Those who wait come again spread over the time that the calls before them will take, so that
    a thousand of them do not ask for four lines every second.

    Args:
        session: The transaction.
        row: A qualification that waits for a call, locked.
        channels: Who knows the carrier.

    Returns:
        Whether it was put off: the row has its new turn and moment then.
    """
    carrier = channels.carrier(row.account.key, "voice")
    if not carrier.lines:
        return False
    db.alone(session, f"lines {carrier.section}")
    shared = _accounts(carrier, channels)
    used = session.scalar(
        sa.select(sa.func.count())
        .select_from(Attempt)
        .join(Account, Account.id == Attempt.account_id)
        .where(Attempt.status == "started", Attempt.channel == "voice", shared)
    )
    if (used or 0) < carrier.lines:
        return False
    now = clock.now()
    ahead = session.scalar(
        sa.select(sa.func.count())
        .select_from(Qualification)
        .join(Account, Account.id == Qualification.account_id)
        .where(Qualification.phase == "waiting_call", Qualification.due <= now, shared)
    )
    longest = _CALL_SECONDS * (1 + (ahead or 0) / carrier.lines)
    seconds = 1 + longest * secrets.randbelow(1000) / 1000
    state = rows.state_of(row)
    rows.put(row, replace(state, due=now + timedelta(seconds=seconds), turn=state.turn + 1))
    return True


def _accounts(carrier: Carrier, channels: Registry) -> sa.ColumnElement[bool]:
    """Select the accounts that share a carrier."""
    if carrier.account_key:
        return Account.key == carrier.account_key
    own = [
        found.account_key
        for found in channels.carriers.values()
        if found.account_key and found.channel == carrier.channel
    ]
    return Account.key.not_in(own)
