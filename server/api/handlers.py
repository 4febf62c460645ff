"""What each action does: a checked command in, the answer's own part out."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy.orm import Session

from server.accounts import keys
from server.accounts.models import Account
from server.errors import Refusal
from server.intelligence import actions as intelligence
from server.kiosks import packs
from server.kiosks import queries as kiosks
from server.leads import actions as leads
from server.leads.schemas import new_lead
from server.qualification import submissions
from server.qualification.schemas import NewProspect, new_prospect
from server.qualification.submissions import Submitted


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


def lead_submit(
    session: Session, account: Account, commands: Sequence[dict[str, Any]]
) -> list[dict[str, Any] | Refusal]:
    """Store prospects, once for each interaction id, and begin to qualify them.

    Returns:
        The answer to each, or why it is refused; those that are refused have written nothing.
    """
    checked = _checked(session, account, commands)
    wanted = [new for new in checked if isinstance(new, NewProspect)]
    submitted = iter(submissions.submit(session, account, wanted) if wanted else ())
    done = [new if isinstance(new, Refusal) else next(submitted) for new in checked]
    return [each if isinstance(each, Refusal) else _submitted(each) for each in done]


def _checked(
    session: Session, account: Account, commands: Sequence[dict[str, Any]]
) -> list[NewProspect | Refusal]:
    """Complete submissions with what their account knows, which is read once for all of them."""

    @cache
    def refuse_unknown_kiosk(kiosk_id: int) -> None:
        kiosks.stored(session, account, kiosk_id)

    @cache
    def service_name(service_id: int, langcode: str) -> str | None:
        return kiosks.service_name(session, account, service_id, langcode)

    def check(command: dict[str, Any]) -> NewProspect | Refusal:
        try:
            if command["kiosk_id"] is not None:
                refuse_unknown_kiosk(command["kiosk_id"])
            return new_prospect(service_name(command["service_id"], command["langcode"]), command)
        except Refusal as refusal:
            return refusal

    return [check(command) for command in commands]


def _submitted(found: Submitted) -> dict[str, Any]:
    answer: dict[str, Any] = {"validation_id": found.lead_id}
    if found.out_of_working_hours:
        answer["out_of_working_hours"] = True
    if found.skip_ivr_call_counter:
        answer["skip_ivr_call_counter"] = found.skip_ivr_call_counter
    return answer
