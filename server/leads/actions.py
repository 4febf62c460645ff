"""What happens to a lead: it is raised, taken, finished. Each writes its event with it."""

import secrets

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from server import clock
from server.accounts.models import MANAGERS, Account, User
from server.errors import Refusal
from server.events import actions as events
from server.leads import phones, queries
from server.leads.models import Disposition, Lead, Ticket
from server.leads.schemas import NewLead
from server.suspicion import rules


class AlreadyTakenError(Refusal):
    """A colleague was faster."""

    def __init__(self, lead: Lead) -> None:
        """Say who has the lead."""
        who = lead.taken_by.name if lead.taken_by else "someone else"
        super().__init__(409, f"{who} has already taken this lead", "status")


def raise_lead(session: Session, account: Account, new: NewLead) -> Ticket:
    """Store a lead with its ticket, once for each interaction id.

    Args:
        session: The transaction.
        account: Whose lead.
        new: The checked submission.

    Returns:
        The ticket; for a repeated interaction id the one that was made first.

    Raises:
        UsedOtherwiseError: 409, the interaction id is that of another kind of call.
        Refusal: 429, one address has sent far too many.
    """
    ticket = queries.by_interaction(session, account.id, new.interaction_id)
    if ticket is not None:
        return ticket
    try:
        with session.begin_nested():
            return _store(session, account, new)
    except IntegrityError:
        # The same submission, in another process, at the same moment.
        ticket = queries.by_interaction(session, account.id, new.interaction_id)
        if ticket is None:
            raise
        return ticket


def _store(session: Session, account: Account, new: NewLead) -> Ticket:
    lead = Lead(
        account_id=account.id,
        kiosk_id=new.kiosk_id,
        interaction_id=new.interaction_id,
        customer_id=new.customer_id or None,
        name=new.name,
        phone_number=new.phone_number,
        phone_verdict=dict(phones.verdict(new.phone_number, new.country)),
        country=new.country,
        service_id=new.service_id,
        service_name=new.service_name,
        langcode=new.langcode,
        additional_info=new.additional_info,
        payload=new.payload,
        page_url=new.page_url,
        validation_refusals=new.validation_refusals,
        consent=new.consent,
        suspicion=rules.reasons(session, account.id, new.signs),
        created_at=clock.now(),
        status="new",
    )
    session.add(lead)
    session.flush()
    ticket = Ticket(token=secrets.token_hex(16), lead=lead)
    session.add(ticket)
    session.flush()
    events.record(session, account.id, "lead_raised", {"status": "new"}, lead_id=lead.id)
    return ticket


def take(session: Session, user: User, lead_id: int) -> Lead:
    """Give a new lead to the first who asks; who has it already may ask again.

    Args:
        session: The transaction.
        user: Who wants it.
        lead_id: The lead.

    Returns:
        The lead.

    Raises:
        NotFoundError: It is not a lead of the user's account.
        AlreadyTakenError: Someone else was faster.
    """
    lead = queries.of_account(session, user.account_id, lead_id)
    updated = session.execute(
        sa.update(Lead)
        .where(Lead.id == lead_id, Lead.account_id == user.account_id, Lead.status == "new")
        .values(status="processing", taken_by_id=user.id, taken_at=clock.now())
    )
    session.refresh(lead)
    if not updated.rowcount:  # type: ignore[attr-defined]
        if lead.taken_by_id == user.id and lead.status == "processing":
            return lead
        raise AlreadyTakenError(lead)
    events.record(
        session, user.account_id, "lead_taken", {"status": "processing"}, lead_id=lead_id, user=user
    )
    return lead


def finish(session: Session, user: User, lead_id: int, disposition: Disposition, note: str) -> Lead:
    """Close a lead that the user has taken; owners and managers may close anyone's.

    Args:
        session: The transaction.
        user: Who closes it.
        lead_id: The lead.
        disposition: How it ended.
        note: What colleagues should know, curated text.

    Returns:
        The lead.

    Raises:
        NotFoundError: It is not a lead of the user's account.
        Refusal: 409 when it is not being worked on, 403 when somebody else works on it.
    """
    lead = queries.of_account(session, user.account_id, lead_id)
    if not may_finish(user, lead):
        raise Refusal(403, "only who took the lead, an owner or a manager can finish it")
    updated = session.execute(
        sa.update(Lead)
        .where(Lead.id == lead_id, Lead.account_id == user.account_id, Lead.status == "processing")
        .values(status="finished", finished_at=clock.now(), disposition=disposition, note=note)
    )
    session.refresh(lead)
    if not updated.rowcount:  # type: ignore[attr-defined]
        raise Refusal(
            409, "take the lead first" if lead.status == "new" else "it is finished", "status"
        )
    data = {"status": "finished", "disposition": disposition, "note": note}
    events.record(session, user.account_id, "lead_finished", data, lead_id=lead_id, user=user)
    return lead


def may_finish(user: User, lead: Lead) -> bool:
    """Say whether a lead in work is this user's to finish."""
    return lead.taken_by_id in (None, user.id) or user.role in MANAGERS


def forget_customer(session: Session, account: Account, customer_id: str) -> None:
    """Cut a visitor's profile from the account's leads."""
    session.execute(
        sa.update(Lead)
        .where(Lead.account_id == account.id, Lead.customer_id == customer_id)
        .values(customer_id=None)
    )
