"""What the console's pages show, read in one transaction each."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.accounts.models import LoginSession, User
from server.console import history
from server.console.access import may_work
from server.console.filters import Filter
from server.events import queries as events
from server.intelligence import queries as intelligence
from server.intelligence.models import Intelligence
from server.leads import queries as leads
from server.leads.actions import may_finish
from server.leads.models import DISPOSITIONS, Lead
from server.optouts import queries as optouts
from server.qualification import rows
from server.qualification.models import Qualification
from server.qualification.types import State

LIMIT = 100
# More events than the longest campaign makes of a lead.
_LONGEST_HISTORY = 1000


@dataclass(frozen=True)
class Inbox:
    """The list of leads.

    Attributes:
        leads: The newest first; in a user's own list the ones in work before the finished.
        filter: What the list is narrowed to.
        counts: As `counts` returns them.
        ever: Whether the account has got a lead at all.
        more: Whether older ones were left out.
        event_id: The newest event that the list shows.
        closed: As `optouts.closed` returns it for the leads.
    """

    leads: Sequence[Lead]
    filter: Filter
    counts: dict[str, int]
    ever: bool
    more: bool
    event_id: int
    closed: Mapping[int, Collection[str]]


@dataclass(frozen=True)
class Row:
    """A lead in somebody's list.

    Attributes:
        lead: The lead.
        fits: Whether it belongs in the list as it is now.
        counts: As `counts` returns them.
        closed: The channels that the do-not-contact list closes to them.
    """

    lead: Lead
    fits: bool
    counts: dict[str, int]
    closed: Collection[str]


@dataclass(frozen=True)
class Detail:
    """One lead with all that a sales person should know before the call.

    Attributes:
        lead: The lead.
        history: What happened to it, newest first.
        intelligence: What the site told about the visitor, newest first.
        may_take: Whether this user can take it now.
        may_finish: Whether this user can finish it now.
        dispositions: The ways to finish it.
        counts: As `counts` returns them.
        event_id: The newest event of the account when this was read.
        closed: The channels that the do-not-contact list closes to them.
        qualification: Where the lead's qualification stands, None where it has none.
    """

    lead: Lead
    history: Sequence[history.Step]
    intelligence: Sequence[Intelligence]
    may_take: bool
    may_finish: bool
    dispositions: Sequence[str]
    counts: dict[str, int]
    event_id: int
    closed: Collection[str]
    qualification: State | None = None


def inbox(session: Session, me: LoginSession, narrowed: Filter) -> Inbox:
    """Read the inbox of a user's account."""
    user = me.user
    # First: what happens while the rest is read must be told again, not lost.
    event_id = events.newest_id(session, user.account_id)
    query = sa.select(Lead).where(*narrowed.conditions(user))
    if narrowed.view == "mine":
        query = query.order_by((Lead.status == "processing").desc())
    found = session.scalars(query.order_by(Lead.id.desc()).limit(LIMIT + 1)).unique().all()
    return Inbox(
        leads=found[:LIMIT],
        filter=narrowed,
        counts=counts(session, user),
        ever=bool(found) or any(leads.counts(session, user.account_id).values()),
        more=len(found) > LIMIT,
        event_id=event_id,
        closed=optouts.closed(session, user.account_id, found[:LIMIT]),
    )


def counts(session: Session, user: User) -> dict[str, int]:
    """Return how many leads wait (`new`) and how many this user works on (`mine`)."""
    query = (
        sa.select(Lead.status, sa.func.count())
        .where(
            Lead.account_id == user.account_id,
            sa.or_(
                Lead.status == "new",
                sa.and_(Lead.status == "processing", Lead.taken_by_id == user.id),
            ),
        )
        .group_by(Lead.status)
    )
    found = dict(session.execute(query).all())
    return {"new": found.get("new", 0), "mine": found.get("processing", 0)}


def row(session: Session, me: LoginSession, lead_id: int, narrowed: Filter) -> Row:
    """Read a lead for a user's list.

    Raises:
        NotFoundError: There is none with this id, or it is another account's.
    """
    user = me.user
    lead = leads.of_account(session, user.account_id, lead_id)
    return Row(
        lead=lead,
        fits=narrowed.holds(session, user, lead_id),
        counts=counts(session, user),
        closed=optouts.closed(session, user.account_id, [lead])[lead.id],
    )


def detail(session: Session, me: LoginSession, lead_id: int) -> Detail:
    """Read a lead of a user's account.

    Raises:
        NotFoundError: There is none with this id, or it is another account's.
    """
    user = me.user
    event_id = events.newest_id(session, user.account_id)
    lead = leads.of_account(session, user.account_id, lead_id)
    found = session.get(Qualification, lead.id)
    return Detail(
        lead=lead,
        history=history.steps(events.after(session, user.account_id, 0, lead.id, _LONGEST_HISTORY)),
        intelligence=intelligence.of_customer(session, user.account_id, lead.customer_id),
        may_take=may_work(user) and lead.status == "new",
        may_finish=may_work(user) and lead.status == "processing" and may_finish(user, lead),
        dispositions=DISPOSITIONS,
        counts=counts(session, user),
        event_id=event_id,
        closed=optouts.closed(session, user.account_id, [lead])[lead.id],
        qualification=rows.state_of(found) if found else None,
    )
