"""Put addresses on the do-not-contact list, and take them off again; both are recorded."""

from typing import Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server import bulk, clock, db
from server.accounts.models import User
from server.errors import Refusal
from server.events.actions import record
from server.leads.models import Lead
from server.optouts.addresses import normal, of_lead
from server.optouts.models import OptOut
from server.optouts.queries import ANY
from server.qualification.types import ChannelName
from widget.core import curation

_LIST = db.table(OptOut)
_ONCE = ("account_id", "address", "channel")
Source = Literal["key", "link", "reply", "console", "import", "list_unsubscribe", "carrier"]


def add(
    session: Session,
    account_id: int,
    address: str,
    source: Source,
    *,
    channel: ChannelName | None = None,
    reason: str = "",
    lead_id: int | None = None,
    user: User | None = None,
    country: str = "",
) -> bool:
    """Never contact an address again. Adding it twice changes nothing.

    Args:
        session: The transaction.
        account_id: Whose list.
        address: A phone number or e-mail address, in any form.
        source: Where it comes from.
        channel: On this channel alone, None for every one.
        reason: For people, as they wrote it: it is curated here.
        lead_id: The lead that it was said about.
        user: Who added it, None for the prospect.
        country: ISO 3166 alpha-2, for a number without a prefix.

    Returns:
        Whether it is new on the list.

    Raises:
        Refusal: 400, it is neither a phone number nor an e-mail address, or not what the channel
            uses: such an entry would keep nobody from anything.
    """
    listed = normal(address, country)
    if not listed:
        raise Refusal(400, "a phone number with its +code, or an e-mail address", "address")
    if channel and (channel == "email") != ("@" in listed):
        raise Refusal(400, "an address that the channel uses", "address")
    closed = sa.select(OptOut.id).where(
        OptOut.account_id == account_id,
        OptOut.address == listed,
        OptOut.channel.in_({ANY, channel or ANY}),
    )
    if session.scalar(closed.limit(1)) is not None:
        return False
    row = {
        "account_id": account_id,
        "address": listed,
        "channel": channel or ANY,
        "reason": curation.line(reason, 200),
        "source": source,
        "lead_id": lead_id,
        "user_id": user.id if user else None,
        "created_at": clock.now(),
    }
    if not bulk.insert(session, _LIST, [row], "id", once=_ONCE):
        return False  # somebody else has added it at this moment
    _record(session, "opted_out", account_id, listed, channel or ANY, source, lead_id, user)
    return True


def add_lead(session: Session, lead: Lead, source: Source, reason: str = "") -> None:
    """Never contact the person behind a lead again, by none of the addresses that they gave."""
    for address in of_lead(lead):
        if address:
            add(session, lead.account_id, address, source, reason=reason, lead_id=lead.id)


def remove(session: Session, account_id: int, opt_out_id: int, user: User) -> bool:
    """Take an entry off the list; the event keeps who did it and what it was.

    Returns:
        Whether the account had such an entry.
    """
    row = session.scalar(
        sa.select(OptOut).where(OptOut.account_id == account_id, OptOut.id == opt_out_id)
    )
    if row is None:
        return False
    session.delete(row)
    _record(
        session,
        "opt_out_removed",
        account_id,
        row.address,
        row.channel,
        row.source,
        row.lead_id,
        user,
    )
    return True


def _record(
    session: Session,
    kind: str,
    account_id: int,
    address: str,
    channel: str,
    source: str,
    lead_id: int | None,
    user: User | None,
) -> None:
    data = {"address": address, "channel": channel, "source": source}
    record(session, account_id, kind, data, lead_id=lead_id, user=user)
