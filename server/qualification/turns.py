"""What one due turn does: it writes the attempts, gives the orders, writes what came of them.

docs/qualification.md, "A turn", says why in this order.
"""

import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server import clock, db
from server.campaigns import queries as campaigns
from server.campaigns import render, templates
from server.campaigns.types import Campaign
from server.channels.base import Channel, Order, Sent
from server.channels.registry import Registry
from server.db import Database
from server.events import actions as events
from server.optouts import queries as optouts
from server.qualification import actions, lines, links, machine, rows
from server.qualification.models import Attempt, Qualification
from server.qualification.types import (
    CALL_OUTCOMES,
    ENDED,
    MESSAGE_CHANNELS,
    CallEnded,
    CallOutcome,
    ChannelName,
    Due,
    MessageChannel,
    MessagesSent,
    Prospect,
)

log = logging.getLogger(__name__)

_ATTEMPT = db.table(Attempt)
_PROVIDER = (
    sa.update(_ATTEMPT)
    .where(_ATTEMPT.c.id == sa.bindparam("attempt"))
    .values(provider_id=sa.bindparam("found"))
)
_LOST = "whether it was made is not known: the server stopped at that moment"
_UNTOLD = "nobody told us how it ended"


@dataclass(frozen=True)
class Given:
    """An order that is to be given, or asked about.

    Attributes:
        order: The order.
        channel: Which channel takes it.
        provider_id: The provider's id of an attempt made before.
        again: Whether the turn ran before, so that it may have been given already.
        why_not: Why it cannot be given, "" when it can.
    """

    order: Order
    channel: ChannelName
    provider_id: str = ""
    again: bool = False
    why_not: str = ""


class Turns:
    """Runs turns: one at a time in a thread, many in a process."""

    def __init__(self, db: Database, channels: Registry, origin: str) -> None:
        """Remember the parts.

        Args:
            db: The database.
            channels: Who takes orders.
            origin: The public origin that links begin with.
        """
        self._db = db
        self._channels = channels
        self._origin = origin

    def run(self, lead_id: int, turn: int) -> None:
        """Do what a turn is to do; one that has been done, or is no more to be, does nothing."""
        given = self._db.call(self._begin, lead_id, turn)
        again: set[ChannelName] = set()
        for at, each in enumerate(given):
            # The first is given at once; what comes before another may take a minute.
            wanted = at == 0 or each.again or self._db.call(_still_wanted, each)
            if wanted and self._give(each):
                again.add(each.channel)
        # A call's end is told on its own, at any time.
        if any(each.channel != "voice" for each in given):
            self._db.call(_finish, lead_id, turn, again)

    def _begin(self, session: Session, lead_id: int, turn: int) -> list[Given]:
        row = rows.locked(session, lead_id)
        if row is None:
            return []
        if row.turn != turn or row.phase in ENDED:
            # Of attempts of the turn before, this one was the watchdog.
            _give_up(session, row, turn - 1)
            return self._again(session, row, turn)
        if machine.is_early(row.due, clock.now()):
            # It is put off; what is under way stays so.
            actions.step(session, row, Due())
            return []
        if row.phase in ("calling", "messaging"):
            _watch(session, row, turn)
            return []
        if row.phase == "waiting_call" and lines.wait(session, row, self._channels):
            actions.enqueue(session, row)
            return []
        known = actions.whom(session, row)
        state = actions.step(session, row, Due(), known=known)
        campaign, prospect = known
        if state.phase == "calling":
            return [self._attempt(session, row, campaign, prospect, "voice", turn)]
        if state.phase != "messaging":
            return []
        chosen = machine.round_channels(state, campaign, prospect)
        _skip(session, row, state.again or campaign.messages.channels, prospect, turn)
        return [
            self._attempt(session, row, campaign, prospect, channel, turn) for channel in chosen
        ]

    def _attempt(
        self,
        session: Session,
        row: Qualification,
        campaign: Campaign,
        prospect: Prospect,
        name: ChannelName,
        turn: int,
    ) -> Given:
        attempt = _new(row, prospect, name, turn, "started")
        attempt.provider = self._channels.channel(row.account.key, name).kind
        session.add(attempt)
        session.flush()
        data = {"attempt": attempt.id, "channel": name, "address": attempt.address}
        events.record(session, row.account_id, "attempt_started", data, lead_id=row.lead_id)
        return self._given(session, row, campaign, attempt)

    def _given(
        self,
        session: Session,
        row: Qualification,
        campaign: Campaign,
        attempt: Attempt,
        again: bool = False,
    ) -> Given:
        recipient = campaigns.recipient(session, row.lead)
        calls = attempt.channel == "voice"
        script = message = None
        why_not = ""
        try:
            if calls:
                script = render.script(campaign, recipient)
            else:
                expires = clock.now() + timedelta(seconds=campaign.link_valid)
                token = links.make(session, row.lead_id, expires)
                message = render.message(
                    campaign,
                    recipient,
                    cast("MessageChannel", attempt.channel),
                    links.address(self._origin, token),
                    links.unsubscribe_address(self._origin, token),
                )
        except templates.DrawError as error:
            # A turn that raised would be run again for ever.
            log.exception("attempt %s of lead %s", attempt.id, row.lead_id)
            why_not = str(error)
        order = Order(
            attempt_id=attempt.id,
            account_key=row.account.key,
            lead_id=row.lead_id,
            to=attempt.address,
            langcode=row.lead.langcode,
            script=script,
            message=message,
            number_type=str(row.lead.phone_verdict.get("type", "unknown")),
        )
        channel = cast("ChannelName", attempt.channel)
        return Given(order, channel, attempt.provider_id, again, why_not)

    def _again(self, session: Session, row: Qualification, turn: int) -> list[Given]:
        """Return what an earlier run of this turn began and did not write the end of."""
        open_ = [found for found in _attempts(session, row.lead_id, turn) if _is_open(found)]
        if not open_:
            _finish(session, row.lead_id, turn)
            return []
        campaign = campaigns.effective(session, row.account_id, row.lead.service_id)
        return [self._given(session, row, campaign, attempt, again=True) for attempt in open_]

    def _give(self, given: Given) -> bool:
        """Give an order and write what came of it; say whether it may be taken a little later."""
        channel = self._channels.channel(given.order.account_key, given.channel)
        if given.again:
            found = _asked(channel, given)
            if isinstance(found, CallEnded):
                self._db.call(actions.call_ended, given.order.attempt_id, found)
                return False
        else:
            found = _sent(channel, given)
        self._db.call(_write, given.order.attempt_id, found)
        return found.status == "failed" and found.temporary


def _still_wanted(session: Session, given: Given) -> bool:
    """Look the do-not-contact list up again, and write the attempt off where it says no."""
    attempt = session.get_one(Attempt, given.order.attempt_id, with_for_update=True)
    if attempt.status != "started":
        return False
    if not optouts.reason(session, attempt.account_id, attempt.address, given.channel):
        return True
    actions.end_attempt(session, attempt, "skipped", detail="opted_out")
    return False


def _sent(channel: Channel, given: Given) -> Sent:
    try:
        why_not = given.why_not or channel.why_not(given.order)
        return Sent("failed", detail=why_not) if why_not else channel.send(given.order)
    except Exception as error:
        # A channel's own bug: whether the order went out is not known, so it is not given again.
        log.exception("%s of attempt %s", channel.kind, given.order.attempt_id)
        return Sent("failed", detail=f"{type(error).__name__}: {error}", outcome="unknown")


def _asked(channel: Channel, given: Given) -> Sent | CallEnded:
    found: Sent | CallEnded | None = None
    try:
        found = channel.find(given.order, given.provider_id)
    except Exception:
        # As above: what cannot be found out is unknown.
        log.exception("%s, asked about attempt %s", channel.kind, given.order.attempt_id)
    return found or Sent("failed", detail=_LOST, outcome="unknown")


def _write(session: Session, attempt_id: int, sent: Sent) -> None:
    """Write what came of one order, unless its end has been reported already."""
    if sent.status == "started":
        if sent.provider_id:
            db.execute(session, _PROVIDER, {"attempt": attempt_id, "found": sent.provider_id})
        return
    attempt = session.get_one(Attempt, attempt_id)
    if attempt.channel == "voice":
        # It takes the qualification's lock, which comes before the attempt's.
        actions.call_ended(session, attempt_id, CallEnded(_outcome(sent), detail=sent.detail))
    else:
        session.refresh(attempt, with_for_update=True)
        if attempt.status == "started":
            actions.end_attempt(session, attempt, sent.status, detail=sent.detail)
    attempt.provider_id = sent.provider_id or attempt.provider_id


def _outcome(sent: Sent) -> CallOutcome:
    return next((known for known in CALL_OUTCOMES if known == sent.outcome), "failed")


def _finish(session: Session, lead_id: int, turn: int, again: Collection[ChannelName] = ()) -> None:
    """Let the round of messages be over once each is; a call's end is told on its own.

    Args:
        session: The transaction.
        lead_id: Whose.
        turn: The turn that the messages were sent in.
        again: Where a message that failed may go through a little later.
    """
    row = rows.locked(session, lead_id)
    if row is None or row.phase != "messaging":
        return
    tried = _tried(session, lead_id, turn)
    if not tried or any(found.channel == "voice" for found in tried):
        return
    over = _summed_up(tried, again)
    actions.step(session, row, over, current=turn == _newest_turn(session, lead_id))


def _summed_up(tried: Sequence[Attempt], again: Collection[ChannelName] = ()) -> MessagesSent:
    """Sum up a round of messages; `again` as in `_finish`."""
    sent, failed = [], {}
    for attempt in tried:
        name = cast("MessageChannel", attempt.channel)
        if attempt.status == "sent":
            sent.append(name)
        else:
            failed[attempt.channel] = attempt.detail
    later = tuple(name for name in MESSAGE_CHANNELS if name in failed and name in again)
    return MessagesSent(tuple(sent), failed, later)


def _newest_turn(session: Session, lead_id: int) -> int:
    query = sa.select(sa.func.max(Attempt.turn)).where(Attempt.lead_id == lead_id)
    return session.scalar(query) or 0


def _watch(session: Session, row: Qualification, turn: int) -> None:
    """Give up what should be over by now; a message that is known to have gone out has."""
    _give_up(session, row, turn)
    if row.phase == "calling":
        actions.step(session, row, Due())
        return
    tried = _tried(session, row.lead_id, _newest_turn(session, row.lead_id))
    actions.step(session, row, _summed_up(tried))


def _give_up(session: Session, row: Qualification, turn: int) -> None:
    """Count what nobody told us the end of as unknown, of all turns until one."""
    left = session.scalars(
        sa.select(Attempt).where(
            Attempt.lead_id == row.lead_id, Attempt.turn <= turn, Attempt.status == "started"
        )
    )
    for attempt in left.all():
        if attempt.channel == "voice":
            actions.end_attempt(session, attempt, "ended", "unknown", _UNTOLD)
        else:
            actions.end_attempt(session, attempt, "failed", "", _UNTOLD)


def _skip(
    session: Session,
    row: Qualification,
    channels: Collection[MessageChannel],
    prospect: Prospect,
    turn: int,
) -> None:
    """Write down, for people, why a message does not go out on a channel."""
    for name in channels:
        if name in prospect.unreachable:
            attempt = _new(row, prospect, name, turn, "skipped")
            session.add(attempt)
            session.flush()
            actions.end_attempt(session, attempt, "skipped", detail=prospect.unreachable[name])


def _new(
    row: Qualification, prospect: Prospect, name: ChannelName, turn: int, status: str
) -> Attempt:
    return Attempt(
        account_id=row.account_id,
        lead_id=row.lead_id,
        turn=turn,
        channel=name,
        address=row.lead.email if name == "email" else prospect.phone,
        status=status,
        started_at=clock.now(),
    )


def _is_open(attempt: Attempt) -> bool:
    return attempt.status == "started"


def _attempts(session: Session, lead_id: int, turn: int) -> list[Attempt]:
    query = sa.select(Attempt).where(Attempt.lead_id == lead_id, Attempt.turn == turn)
    return list(session.scalars(query.order_by(Attempt.id)))


def _tried(session: Session, lead_id: int, turn: int) -> list[Attempt]:
    return [found for found in _attempts(session, lead_id, turn) if found.status != "skipped"]
