"""What the console's pages show, read in one transaction each."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from server.accounts.models import LoginSession
from server.console.access import may_work
from server.events import queries as events
from server.events.models import Event
from server.intelligence import queries as intelligence
from server.intelligence.models import Intelligence
from server.leads import queries as leads
from server.leads.actions import may_finish
from server.leads.models import DISPOSITIONS, Lead, Status


@dataclass(frozen=True)
class Inbox:
    """The list of leads.

    Attributes:
        leads: The newest first.
        counts: How many there are in each state.
        status: The state that the list is narrowed to; "" for all.
        may_work: Whether this user may take leads.
        event_id: The newest event that the list shows.
    """

    leads: Sequence[Lead]
    counts: dict[str, int]
    status: Status | str
    may_work: bool
    event_id: int


@dataclass(frozen=True)
class Detail:
    """One lead with all that a sales person should know before the call.

    Attributes:
        lead: The lead.
        history: What happened to it, oldest first.
        intelligence: What the site told about the visitor, newest first.
        may_take: Whether this user can take it now.
        may_finish: Whether this user can finish it now.
        dispositions: The ways to finish it.
        event_id: The newest event that this shows.
    """

    lead: Lead
    history: Sequence[Event]
    intelligence: Sequence[Intelligence]
    may_take: bool
    may_finish: bool
    dispositions: Sequence[str]
    event_id: int


def inbox(session: Session, me: LoginSession, status: Status | None) -> Inbox:
    """Read the inbox of a user's account."""
    account_id = me.user.account_id
    return Inbox(
        leads=leads.inbox(session, account_id, status),
        counts=leads.counts(session, account_id),
        status=status or "",
        may_work=may_work(me.user),
        event_id=events.newest_id(session, account_id),
    )


def detail(session: Session, me: LoginSession, lead_id: int) -> Detail:
    """Read a lead of a user's account.

    Raises:
        NotFoundError: There is none with this id, or it is another account's.
    """
    user = me.user
    lead = leads.of_account(session, user.account_id, lead_id)
    history = events.after(session, user.account_id, 0, lead.id)
    return Detail(
        lead=lead,
        history=history,
        intelligence=intelligence.of_customer(session, user.account_id, lead.customer_id),
        may_take=may_work(user) and lead.status == "new",
        may_finish=may_work(user) and lead.status == "processing" and may_finish(user, lead),
        dispositions=DISPOSITIONS,
        event_id=history[-1].id if history else 0,
    )
