"""How many leads a minute come from one address and go to one account."""

import math
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server import clock, db
from server.errors import Refusal
from server.suspicion.models import Submission

WINDOW = timedelta(minutes=1)
# An office or a school is one address to us; nobody types as fast as the second number.
SUSPECT_FROM_ADDRESS = 10
REFUSE_FROM_ADDRESS = 60
# Never a reason to refuse: else anyone could keep everyone else's leads out.
SUSPECT_TO_ACCOUNT = 120


def count(session: Session, address: str, account_id: int) -> list[str]:
    """Count a lead, and say what is odd about how many there are.

    Args:
        session: The transaction; when it is undone, the lead does not count.
        address: Whom it comes from, as `server.addresses.visitor` says; "" is not counted.
        account_id: Whom it is for.

    Returns:
        A list of `address_rate` and `account_rate`, empty when there are not many.

    Raises:
        Refusal: 429 with `Retry-After`, where one address has sent far too many.
    """
    now = _forgotten(session)
    reasons = []
    if address:
        earlier, oldest = _earlier(session, f"address {address}")
        if earlier >= REFUSE_FROM_ADDRESS:
            raise _too_many("too many leads from one address,", oldest)
        if earlier >= SUSPECT_FROM_ADDRESS:
            reasons.append("address_rate")
        session.add(Submission(scope=f"address {address}", at=now))
    if _earlier(session, f"account {account_id}")[0] >= SUSPECT_TO_ACCOUNT:
        reasons.append("account_rate")
    session.add(Submission(scope=f"account {account_id}", at=now))
    session.flush()
    return reasons


def count_call(session: Session, address: str, limit: int) -> None:
    """Count a call of `lead_submit` without a token; the documentation: "per IP per minute".

    Args:
        session: The transaction.
        address: Whom it comes from, as `server.addresses.visitor` says; those of whom nothing is
            known count together.
        limit: How many a minute are answered.

    Raises:
        Refusal: 429 with `Retry-After`, where there have been as many.
    """
    now = _forgotten(session)
    scope = f"call {address}"
    # Of calls at the same moment none would see the others.
    db.alone(session, scope)
    earlier, oldest = _earlier(session, scope)
    if earlier >= limit:
        said = f"at most {limit} calls a minute without a token: create one for each call, or"
        raise _too_many(said, oldest, "auth")
    session.add(Submission(scope=scope, at=now))


def _forgotten(session: Session) -> datetime:
    """Forget what is older than the window; returns the present moment."""
    now = clock.now()
    session.execute(sa.delete(Submission).where(Submission.at <= now - WINDOW))
    return now


def _too_many(said: str, oldest: datetime, field: str = "") -> Refusal:
    # Rounded up: who comes back then must not be too early.
    seconds = max(1, math.ceil((oldest + WINDOW - clock.now()).total_seconds()))
    headers = {"Retry-After": str(seconds)}
    return Refusal(429, f"{said} try again in {seconds} seconds", field, headers=headers)


def _earlier(session: Session, scope: str) -> tuple[int, datetime]:
    """Return how many there were in the last minute, and when the first of them was."""
    query = sa.select(sa.func.count(), sa.func.min(Submission.at))
    number, oldest = session.execute(query.where(Submission.scope == scope)).one()
    return number, oldest or clock.now()
