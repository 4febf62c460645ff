"""Deal with a prospect's reply: an answer, or the wish to be left alone."""

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from server import clock
from server.accounts.models import Account
from server.channels import registry
from server.channels.carrier_models import CarrierReply
from server.channels.twilio.replies import meaning
from server.errors import Refusal
from server.optouts import actions as optouts
from server.qualification import actions
from server.qualification.models import Attempt
from server.qualification.types import Answered, ChannelName, OptedOut


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
    choice = meaning(sent.get("Body", ""), sent.get("OptOutType", ""))
    address = sent.get("From", "").removeprefix("whatsapp:")
    attempts = _attempts(session, account_key, name, address)
    if choice is None or not attempts:
        return
    if choice != "never":
        actions.happened(session, attempts[0].lead_id, Answered(choice))
        return
    for account_id in dict.fromkeys(attempt.account_id for attempt in attempts):
        theirs = [attempt.lead_id for attempt in attempts if attempt.account_id == account_id]
        body = sent.get("Body", "")
        optouts.add(session, account_id, address, "reply", reason=body, lead_id=theirs[0])
        for lead_id in dict.fromkeys(theirs):
            actions.happened(session, lead_id, OptedOut())


def _once(session: Session, provider_id: str) -> None:
    if not provider_id or len(provider_id) > 64:
        raise Refusal(400, "the carrier's id of the message", "MessageSid")
    try:
        with session.begin_nested():
            session.add(CarrierReply(provider_id=provider_id, received_at=clock.now()))
    except IntegrityError:
        raise Refusal(409, "this message has been dealt with", "MessageSid") from None


def _attempts(session: Session, account_key: str, name: ChannelName, address: str) -> list[Attempt]:
    """Return the messages that somebody can have replied to, the newest first.

    A reply to a number that several accounts share is for each of them that wrote from it.
    """
    query = (
        sa.select(Attempt, Account.key)
        .join(Account, Account.id == Attempt.account_id)
        .where(Attempt.channel == name, Attempt.address == address, Attempt.provider == "twilio")
        .order_by(Attempt.id.desc())
        .limit(200)
    )
    channels = registry.of(session)
    section = channels.carrier(account_key, name).section
    return [
        attempt
        for attempt, key in session.execute(query)
        if channels.carrier(key, name).section == section
    ]
