"""Deal with a prospect's reply: an answer, the wish to be left alone, or words for people."""

from collections.abc import Collection
from typing import cast

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from server import clock
from server.accounts import queries as accounts
from server.accounts.models import Account
from server.channels import registry
from server.channels.carrier_models import CarrierReply
from server.channels.twilio.replies import meaning
from server.errors import NotFoundError, Refusal
from server.events import actions as events
from server.optouts import actions as optouts
from server.optouts.addresses import normal
from server.qualification import actions
from server.qualification.models import Attempt
from server.qualification.types import Answered, ChannelName, OptedOut
from widget.core import curation

# What the carrier takes in one message.
_MOST_TEXT = 1600


def receive(session: Session, account_key: str, name: ChannelName, sent: dict[str, str]) -> None:
    """Take one reply.

    Args:
        session: The transaction.
        account_key: Whose number it came to, "" for the number that accounts share.
        name: The channel.
        sent: The carrier's fields.

    Raises:
        Refusal: 409, this reply has been dealt with.
    """
    _once(session, sent.get("MessageSid", ""))
    body = sent.get("Body", "")
    choice = meaning(body, sent.get("OptOutType", ""))
    address = normal(sent.get("From", "").removeprefix("whatsapp:"))
    if not address:
        return
    if choice == "never":
        _never(session, _tried(session, account_key, name, address), address, body)
        return
    asked = _newest(session, account_key, name, address, (name,)) if choice else None
    if choice and asked:
        actions.happened(session, asked.lead_id, Answered(choice), "reply")
    else:
        _pass_on(session, _newest(session, account_key, name, address, (name, "voice")), name, body)


def _pass_on(session: Session, newest: Attempt | None, name: ChannelName, said: str) -> None:
    """Keep words that answer no message with the lead, for people to read."""
    text = curation.text(said, _MOST_TEXT)
    if newest and text:
        data = {"channel": name, "text": text}
        events.record(session, newest.account_id, "replied", data, lead_id=newest.lead_id)


def _never(session: Session, tried: dict[int, set[int]], address: str, said: str) -> None:
    """Put an address on the list of each account, and stop what is under way."""
    with events.together(session):
        # Leads first, as where a call ends with this wish: two must not wait for each other.
        for lead_id in sorted(lead_id for leads in tried.values() for lead_id in leads):
            actions.happened(session, lead_id, OptedOut())
        for account_id, leads in sorted(tried.items()):
            newest = max(leads, default=None)
            optouts.add(session, account_id, address, "reply", reason=said, lead_id=newest)


def _once(session: Session, provider_id: str) -> None:
    if not provider_id or len(provider_id) > 64:
        raise Refusal(400, "the carrier's id of the message", "MessageSid")
    try:
        with session.begin_nested():
            session.add(CarrierReply(provider_id=provider_id, received_at=clock.now()))
    except IntegrityError:
        raise Refusal(409, "this message has been dealt with", "MessageSid") from None


def _tried(
    session: Session, account_key: str, name: ChannelName, address: str
) -> dict[int, set[int]]:
    """Return who is told to leave an address alone: accounts, each with its leads there.

    The account whose number it is, had it tried or not; and of those that share the carrier whoever
    tried, by a call too, for who is called writes to the number that called.
    """
    channels = registry.of(session)
    owner = channels.carrier(account_key, name).account_key
    known = _account_id(session, account_key)
    found: dict[int, set[int]] = {} if known is None else {known: set()}
    query = (
        sa.select(Attempt.account_id, Account.key, Attempt.lead_id, Attempt.channel)
        .join(Account, Account.id == Attempt.account_id)
        .where(Attempt.address == address, Attempt.status != "skipped")
        .distinct()
    )
    for account_id, key, lead_id, channel in session.execute(query):
        carrier = channels.carrier(key, cast("ChannelName", channel))
        if account_id == known or carrier.account_key == owner:
            found.setdefault(account_id, set()).add(lead_id)
    return found


def _account_id(session: Session, account_key: str) -> int | None:
    try:
        return accounts.account(session, account_key).id
    except NotFoundError:
        return None


def _newest(
    session: Session,
    account_key: str,
    name: ChannelName,
    address: str,
    tried: Collection[ChannelName],
) -> Attempt | None:
    """Return the newest attempt on some channels that a reply can be to, None without one."""
    query = (
        sa.select(Attempt, Account.key)
        .join(Account, Account.id == Attempt.account_id)
        .where(Attempt.channel.in_(tried), Attempt.address == address, Attempt.provider == "twilio")
        .order_by(Attempt.id.desc())
        .limit(200)
    )
    channels = registry.of(session)
    owner = channels.carrier(account_key, name).account_key
    for found, key in session.execute(query):
        if channels.carrier(key, cast("ChannelName", found.channel)).account_key == owner:
            return found
    return None
