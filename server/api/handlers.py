"""What each action does: a checked command in, the answer's own part out."""

from typing import Any

from sqlalchemy.orm import Session

from server.accounts import keys
from server.accounts.models import Account
from server.intelligence import actions as intelligence
from server.kiosks import packs
from server.kiosks import queries as kiosks
from server.leads import actions as leads
from server.leads.schemas import new_lead
from server.qualification import actions as qualification
from server.qualification.schemas import new_prospect


def raise_lead(session: Session, account: Account, command: dict[str, Any]) -> dict[str, Any]:
    """Store a lead, once for each interaction id."""
    stored = kiosks.stored(session, account, command["kiosk_id"])
    details = packs.details(stored, command["langcode"] or stored["default_lang"])
    ticket = leads.raise_lead(session, account, new_lead(details, command, command["address"]))
    return {"ticket": ticket.token, "ticket-status": ticket.lead.status}


def send_intelligence(
    session: Session, account: Account, command: dict[str, Any]
) -> dict[str, Any]:
    """Store what a site tells about a visitor."""
    received = intelligence.receive(session, account, command["customer_id"], command["events"])
    return {"received": received}


def create_profile(session: Session, account: Account, command: dict[str, Any]) -> dict[str, Any]:
    """Forget a visitor's old profile and give them a new one."""
    return {"customer_id": intelligence.create_profile(session, account, command["customer_id"])}


def token_create(session: Session, account: Account, command: dict[str, Any]) -> dict[str, Any]:
    """Make a token for one call."""
    token = keys.create_token(session, account, command["apikey"], command["for_action"])
    return {"token": token}


def lead_submit(session: Session, account: Account, command: dict[str, Any]) -> dict[str, Any]:
    """Store a prospect, once for each interaction id, and begin to qualify them."""
    if command["kiosk_id"] is not None:
        kiosks.stored(session, account, command["kiosk_id"])
    service = kiosks.service_name(session, account, command["service_id"], command["langcode"])
    submitted = qualification.submit(session, account, new_prospect(service, command))
    answer: dict[str, Any] = {"validation_id": submitted.lead_id}
    if submitted.out_of_working_hours:
        answer["out_of_working_hours"] = True
    if submitted.skip_ivr_call_counter:
        answer["skip_ivr_call_counter"] = submitted.skip_ivr_call_counter
    return answer
