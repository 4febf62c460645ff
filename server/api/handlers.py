"""What each action does: a checked command in, the answer's own part out."""

from typing import Any

from sqlalchemy.orm import Session

from server.accounts.models import Account
from server.intelligence import actions as intelligence
from server.kiosks import packs
from server.kiosks import queries as kiosks
from server.leads import actions as leads
from server.leads.schemas import new_lead


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
