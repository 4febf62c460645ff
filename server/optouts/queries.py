"""Look the do-not-contact list up."""

from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.db import MAX_ID, execute, table
from server.leads.models import Lead
from server.optouts.addresses import normal, of_lead
from server.optouts.models import OptOut
from server.qualification.types import CHANNELS, ChannelName
from widget.core import phone

ANY = ""
# What stands between the digits of a number that people write.
_FORMATTING = str.maketrans("", "", " ().-/")
_LIST = table(OptOut).c
_LISTED = (
    sa.select(_LIST.address, _LIST.channel, _LIST.reason, _LIST.source)
    .where(
        _LIST.account_id == sa.bindparam("account"),
        _LIST.address.in_(sa.bindparam("addresses", expanding=True)),
    )
    .order_by(_LIST.id)
)


def reason(session: Session, account_id: int, address: str, channel: ChannelName) -> str:
    """Say why an address is not to be contacted on a channel.

    Args:
        session: The transaction.
        account_id: Whose list.
        address: E.164, or an e-mail address; in any form that `addresses.normal` reads.
        channel: The channel that would be used.

    Returns:
        The recorded reason, the source where none was given; "" when they may be contacted.
    """
    listed = normal(address)
    return reasons(session, account_id, [listed]).get((listed, channel), "")


def reasons(
    session: Session, account_id: int, addresses: Collection[str]
) -> dict[tuple[str, str], str]:
    """Look addresses up at once.

    Args:
        session: The transaction.
        account_id: Whose list.
        addresses: As `addresses.normal` returns them, "" where there is none.

    Returns:
        The reason by address and channel, for every channel that is closed to it.
    """
    rows = execute(session, _LISTED, {"account": account_id, "addresses": list(addresses)})
    found: dict[tuple[str, str], str] = {}
    for row in rows:
        for channel in CHANNELS if row.channel == ANY else (row.channel,):
            found.setdefault((row.address, channel), row.reason or row.source)
    return found


def closed(
    session: Session, account_id: int, leads: Collection[Lead]
) -> dict[int, frozenset[ChannelName]]:
    """Say by which channels the people behind leads are not to be contacted.

    Args:
        session: The transaction.
        account_id: Whose leads, and whose list.
        leads: The leads.

    Returns:
        The closed channels by the lead's id; empty for who may be contacted.
    """
    theirs = {lead.id: of_lead(lead) for lead in leads}
    found = reasons(session, account_id, {each for pair in theirs.values() for each in pair})
    return {
        lead_id: frozenset(each for each in CHANNELS if (addresses.of(each), each) in found)
        for lead_id, addresses in theirs.items()
    }


def page(
    session: Session,
    account_id: int,
    search: str = "",
    before: int = MAX_ID,
    limit: int = 100,
    country: str = "",
) -> Sequence[OptOut]:
    """List an account's entries, newest first.

    Args:
        session: The transaction.
        account_id: Whose list.
        search: Only addresses that contain this; a number may be written in any form.
        before: Only entries older than this one.
        limit: At most so many.
        country: ISO 3166 alpha-2, for a number without a prefix.
    """
    query = sa.select(OptOut).where(OptOut.account_id == account_id, OptOut.id < before)
    if search:
        query = query.where(_sought(search, country))
    return session.scalars(query.order_by(OptOut.id.desc()).limit(limit)).all()


def _sought(search: str, country: str) -> sa.ColumnElement[bool]:
    written = search.strip().lower()
    number = phone.curate(written).translate(_FORMATTING)
    parts = {written, number} if number.strip("+").isdigit() else {written}
    return sa.or_(
        OptOut.address == normal(written, country),
        *(OptOut.address.contains(part, autoescape=True) for part in sorted(parts)),
    )


def count(session: Session, account_id: int) -> int:
    """Count an account's entries."""
    query = sa.select(sa.func.count()).where(OptOut.account_id == account_id)
    return session.scalar(query) or 0
