"""The calls and messages of the simulator: what is rung, answered, pressed, sent. One table.

Each function is a part of the caller's transaction. Whoever ends a call gets the `CallEnded` to
hand on; of two who try at the same moment one does.
"""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server import clock, db
from server.accounts.models import Account
from server.channels import registry
from server.channels.base import Order
from server.channels.models import Simulated
from server.errors import NotFoundError, Refusal
from server.events import actions as events
from server.qualification.types import CHANNELS, CHOSEN, CallEnded, ChannelName

LIVE = ("ringing", "answered")
CALLS: ChannelName = "voice"
# How fast a prompt is spoken, and the most that is allowed for one, in seconds.
_CHARACTERS_PER_SECOND = 14
_LONGEST_PROMPT = 60
_GONE = "this call is over"


def channels(session: Session, account_key: str) -> frozenset[str]:
    """Return the channels of an account that the simulator serves."""
    found = registry.of(session)
    return frozenset(
        name for name in CHANNELS if found.carrier(account_key, name).kind == "simulator"
    )


def take(session: Session, order: Order, channel: ChannelName) -> Simulated:
    """Let a call ring, or put a message into the outbox; once for an attempt."""
    found = of_attempt(session, order.attempt_id)
    if found:
        return found
    content = order.script or order.message
    account = session.scalar(sa.select(Account).where(Account.key == order.account_key))
    if content is None or account is None:
        raise ValueError("an order has an account, and a script or a message")
    row = Simulated(
        account_id=account.id,
        lead_id=order.lead_id,
        attempt_id=order.attempt_id,
        channel=channel,
        address=order.to,
        content={**asdict(content), "pressed": ""} if channel == CALLS else asdict(content),
        status="ringing" if channel == CALLS else "sent",
        created_at=clock.now(),
    )
    session.add(row)
    session.flush()
    _tell(session, row)
    return row


def of_attempt(session: Session, attempt_id: int) -> Simulated | None:
    """Return what was made of an attempt."""
    return session.scalar(sa.select(Simulated).where(Simulated.attempt_id == attempt_id))


def of_account(session: Session, account_id: int, row_id: int, *, calls: bool) -> Simulated:
    """Return a call, or a message, of an account; locked.

    Raises:
        NotFoundError: There is none with this id, or it is another account's.
    """
    query = sa.select(Simulated).where(
        Simulated.id == row_id, Simulated.account_id == account_id, _is_call(calls)
    )
    row = session.scalar(query.with_for_update()) if row_id <= db.MAX_ID else None
    if row is None:
        raise NotFoundError
    return row


def live(session: Session, account_id: int, limit: int) -> Sequence[Simulated]:
    """Return the calls that ring or are answered, the oldest first."""
    query = sa.select(Simulated).where(_is_call(True), Simulated.status.in_(LIVE))
    query = query.where(Simulated.account_id == account_id).order_by(Simulated.id)
    return session.scalars(query.limit(limit)).all()


def newest(session: Session, account_id: int, limit: int, *, calls: bool) -> Sequence[Simulated]:
    """Return the calls that are over, or the messages; the newest first."""
    query = sa.select(Simulated).where(
        Simulated.account_id == account_id, _is_call(calls), Simulated.status.not_in(LIVE)
    )
    return session.scalars(query.order_by(Simulated.id.desc()).limit(limit)).all()


def answer(session: Session, row: Simulated) -> None:
    """Pick a ringing call up.

    Raises:
        Refusal: 409, it does not ring any more.
    """
    if row.status != "ringing" or due(row) <= clock.now():
        raise Refusal(409, _GONE)
    row.status = "answered"
    _note(row, answered_at=clock.now().isoformat())
    _tell(session, row)


def refuse(session: Session, row: Simulated) -> CallEnded:
    """Have a ringing call find the line busy.

    Raises:
        Refusal: 409, it does not ring any more.
    """
    if row.status != "ringing":
        raise Refusal(409, _GONE)
    return _end(session, row, CallEnded("busy"))


def press(session: Session, row: Simulated, key: str) -> CallEnded | None:
    """Press a key; one that means something ends the call, as the script has it.

    Raises:
        Refusal: 409, the call is over; 400, there is no such key.
    """
    if row.status != "answered":
        raise Refusal(409, _GONE)
    if len(key) != 1 or key not in "0123456789*#":
        raise Refusal(400, "one of 0 to 9, * and #", "key")
    pressed = (row.content["pressed"] + key)[-40:]
    choice = row.content["keys"].get(key)
    _note(row, pressed=pressed)
    if choice is None:
        _tell(session, row)
        return None
    _note(row, choice=choice)
    return _end(session, row, CallEnded(CHOSEN[choice], pressed))


def hang_up(session: Session, row: Simulated) -> CallEnded:
    """Hang an answered call up.

    Raises:
        Refusal: 409, it is over already.
    """
    if row.status != "answered":
        raise Refusal(409, _GONE)
    return _end(session, row, CallEnded("hung_up", row.content["pressed"]))


def due(row: Simulated) -> datetime:
    """Say when a call ends by itself: after ringing, or after all that is to be said."""
    content = row.content
    if row.status == "ringing":
        return row.created_at + timedelta(seconds=content["ring_seconds"])
    prompt = min(len(content["prompt"]) / _CHARACTERS_PER_SECOND + 1, _LONGEST_PROMPT)
    talk = max(content["repeats"], 1) * (prompt + content["wait_seconds"])
    return datetime.fromisoformat(content["answered_at"]) + timedelta(seconds=talk)


def end_overdue(session: Session) -> tuple[list[tuple[int, CallEnded]], datetime | None]:
    """End every call that nobody picked up, or in which nobody pressed a key, in time.

    Returns:
        The attempts that ended, and when the next call is due, None where there is none.
    """
    query = sa.select(Simulated).where(_is_call(True), Simulated.status.in_(LIVE))
    ended, moments, now = [], [], clock.now()
    for row in session.scalars(query.with_for_update(skip_locked=True)):
        moment = due(row)
        if moment > now:
            moments.append(moment)
            continue
        answered = row.status == "answered"
        how = CallEnded("ignored", row.content["pressed"]) if answered else CallEnded("no_answer")
        ended.append((row.attempt_id, _end(session, row, how)))
    return ended, min(moments, default=None)


def outcome(row: Simulated) -> CallEnded | None:
    """Say how a call ended, None while it goes on."""
    if row.status != "ended":
        return None
    return CallEnded(row.content["outcome"], row.content["pressed"])


def _end(session: Session, row: Simulated, how: CallEnded) -> CallEnded:
    row.status = "ended"
    _note(row, outcome=how.outcome, ended_at=clock.now().isoformat())
    _tell(session, row)
    return how


def _note(row: Simulated, **more: Any) -> None:
    # A new object: a change inside the old one would not be written.
    row.content = {**row.content, **more}


def _tell(session: Session, row: Simulated) -> None:
    db.touch(session, events.account_topic(row.account_id))


def _is_call(calls: bool) -> sa.ColumnElement[bool]:
    return Simulated.channel == CALLS if calls else Simulated.channel != CALLS
