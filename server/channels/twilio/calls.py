"""The table of a carrier's calls: the only module that writes it."""

from dataclasses import asdict
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server import clock
from server.channels.base import Script
from server.channels.carrier_models import CarrierCall
from server.channels.twilio import flow
from server.errors import NotFoundError, Refusal
from server.qualification.models import Attempt
from server.qualification.types import CallEnded

_ORDERED = (
    sa.select(CarrierCall, Attempt.provider_id)
    .join(Attempt, Attempt.id == CarrierCall.attempt_id)
    .where(CarrierCall.attempt_id == sa.bindparam("attempt"))
    .with_for_update(of=CarrierCall)
)


def begin(session: Session, attempt_id: int, script: Script) -> CarrierCall:
    """Keep what a call will play; what is there already stays."""
    call = session.get(CarrierCall, attempt_id)
    if call is None:
        call = CarrierCall(attempt_id=attempt_id, script=asdict(script), created_at=clock.now())
        session.add(call)
        session.flush()
    return call


def known(session: Session, attempt_id: int, provider_id: str) -> CarrierCall:
    """Return a call that the carrier asks about, and keep its id the first time.

    What the carrier answered to our order says which id is the right one; a call may be asked
    about before that answer is written, or when it was lost.

    Raises:
        NotFoundError: We made no such call.
        Refusal: 409, the id is another call's.
    """
    found = session.execute(_ORDERED, {"attempt": attempt_id}).one_or_none()
    if found is None:
        raise NotFoundError("there is no such call")
    call, ordered = found
    if not provider_id or len(provider_id) > 64:
        raise Refusal(400, "the carrier's id of the call", "CallSid")
    if provider_id != (ordered or call.provider_id or provider_id):
        raise Refusal(409, "this is another call", "CallSid")
    call.provider_id = provider_id
    return call


def find(session: Session, attempt_id: int) -> CarrierCall | None:
    """Return what we know of a call."""
    return session.get(CarrierCall, attempt_id)


def others(session: Session, provider_ids: list[str], attempt_id: int) -> set[str]:
    """Return which of these ids belong to other attempts."""
    query = sa.select(CarrierCall.provider_id).where(
        CarrierCall.provider_id.in_(provider_ids), CarrierCall.attempt_id != attempt_id
    )
    return set(session.scalars(query))


def script(call: CarrierCall) -> Script:
    """Return what a call plays."""
    return Script(**call.script)


def end(session: Session, attempt_id: int, provider_id: str, sent: dict[str, str]) -> CallEnded:
    """Note that a call is over; a second time it is as over as the first.

    Args:
        session: The transaction.
        attempt_id: The attempt.
        provider_id: The carrier's id.
        sent: What the carrier says of it.

    Returns:
        What came of it.
    """
    call = known(session, attempt_id, provider_id)
    call.answered_by = sent.get("AnsweredBy", "")[:24] or call.answered_by
    call.ended_at = call.ended_at or clock.now()
    return ended(call, sent["CallStatus"], sent.get("SipResponseCode", ""))


def ended(call: CarrierCall, status: str, sip: str = "") -> CallEnded:
    """Say what came of a call that the carrier says is over."""
    return flow.outcome(
        status,
        call.choice,
        call.keys,
        answered_by=call.answered_by,
        played=call.played,
        sip=sip,
    )


def refuse_over(call: CarrierCall) -> None:
    """Refuse a step of a call that is over: somebody sends an old request again.

    Raises:
        Refusal: 409.
    """
    if call.ended_at is not None:
        raise Refusal(409, "this call is over", "CallSid")


def press(session: Session, attempt_id: int, provider_id: str, digits: str) -> dict[str, Any]:
    """Note a key; the first choice counts, also where the end of the call was told before it.

    Args:
        session: The transaction.
        attempt_id: The attempt.
        provider_id: The carrier's id.
        digits: What was pressed.

    Returns:
        `choice` ("" for a key that means nothing), `keys`, and the `script`.

    Raises:
        Refusal: The call is over, and this key chooses nothing.
    """
    call = known(session, attempt_id, provider_id)
    said = script(call)
    pressed = "".join(ch for ch in digits if ch in "0123456789*#")[:4]
    choice = said.keys.get(pressed[:1], "")
    if call.choice or not choice:
        refuse_over(call)
    if not call.choice:
        call.keys = f"{call.keys}{pressed}"[:40]
        call.choice = choice
        call.played = bool(call.choice)
    return {"choice": call.choice, "keys": call.keys, "script": said}
