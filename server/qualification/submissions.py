"""Store prospects as `lead_submit` brings them: many of an account's in one transaction.

Statements of many rows instead of objects: this is what an integrator does by the thousand.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server import bulk, clock, db
from server.accounts.models import Account
from server.campaigns import queries as campaigns
from server.campaigns.types import Campaign
from server.errors import Refusal
from server.events import actions as events
from server.events.actions import Happened
from server.kiosks import queries as kiosks
from server.leads import phones
from server.leads.models import QUALIFYING, Lead
from server.leads.queries import UsedOtherwiseError
from server.qualification import actions, handover, machine, prospects, rows
from server.qualification.models import Qualification
from server.qualification.prospects import Contact
from server.qualification.schemas import NewProspect
from server.qualification.types import ENDED, State

_LEADS, _QUALIFICATIONS = db.table(Lead), db.table(Qualification)
_ONCE = ("account_id", "interaction_id")
_SUBMITTED = sa.select(_LEADS.c.interaction_id, _LEADS.c.id).where(
    _LEADS.c.account_id == sa.bindparam("account"),
    _LEADS.c.interaction_id.in_(sa.bindparam("interactions", expanding=True)),
)
_STATES = sa.select(_QUALIFICATIONS.c.lead_id, _QUALIFICATIONS.c.state).where(
    _QUALIFICATIONS.c.lead_id.in_(sa.bindparam("leads", expanding=True))
)


@dataclass(frozen=True)
class Submitted:
    """What `lead_submit` answers.

    Attributes:
        lead_id: `validation_id` of the API.
        out_of_working_hours: Whether it came outside of the campaign's hours.
        skip_ivr_call_counter: How many rounds go without calls.
    """

    lead_id: int
    out_of_working_hours: bool
    skip_ivr_call_counter: int


def submit(
    session: Session, account: Account, submitted: Sequence[NewProspect]
) -> list[Submitted | Refusal]:
    """Store prospects with the state of their qualification, once for an interaction id.

    The first turn is handed over once this is committed, see `handover`.

    Args:
        session: The transaction.
        account: Whose.
        submitted: The checked submissions.

    Returns:
        The lead of each; for a repeated interaction id the one that was made first, or a refusal
        where that is another kind of call's.
    """
    wanted: dict[str, NewProspect] = {}
    for new in submitted:
        wanted.setdefault(new.interaction_id, new)
    # In one order, for two processes must not wait for each other.
    found: dict[str, Submitted | Refusal] = {
        **_store(session, account.id, [wanted[each] for each in sorted(wanted)])
    }
    repeated = wanted.keys() - found.keys()
    if repeated:
        found |= _submitted(session, account.id, repeated)
    return [found[new.interaction_id] for new in submitted]


def _submitted(
    session: Session, account_id: int, interactions: Iterable[str]
) -> dict[str, Submitted | Refusal]:
    values = {"account": account_id, "interactions": list(interactions)}
    leads = {row.id: row.interaction_id for row in db.execute(session, _SUBMITTED, values)}
    if not leads:
        return {}
    answers: dict[int, Submitted | Refusal] = {
        row.lead_id: _answer(row.lead_id, rows.state_of(row))
        for row in db.execute(session, _STATES, {"leads": list(leads)})
    }
    return {
        interaction: answers.get(lead_id) or UsedOtherwiseError()
        for lead_id, interaction in leads.items()
    }


def _answer(lead_id: int, state: State) -> Submitted:
    return Submitted(lead_id, state.out_of_hours, state.rounds_without_calls)


def _store(
    session: Session, account_id: int, submitted: Sequence[NewProspect]
) -> dict[str, Submitted]:
    """Store what is new; return what each of these is answered, by its interaction id."""
    now = clock.now()
    leads = _leads(session, account_id, submitted, now)
    found = _campaigns(session, account_id, {new.service_id for new in submitted})
    used = [found[new.service_id] for new in submitted]
    states = _states(session, account_id, leads, used, now)
    # Not looked for first: hardly any is there, and statistics that do not exist yet for a new
    # table make PostgreSQL read all of an account's leads.
    written = bulk.insert(session, _LEADS, leads, "interaction_id", "id", once=_ONCE)
    ids = {row.interaction_id: row.id for row in written}
    begun = {
        ids[new.interaction_id]: (state, campaign)
        for new, state, campaign in zip(submitted, states, used, strict=True)
        if new.interaction_id in ids
    }
    if begun:
        _begin(session, account_id, begun, now)
    return {
        interaction: _answer(lead_id, begun[lead_id][0]) for interaction, lead_id in ids.items()
    }


def _begin(
    session: Session, account_id: int, begun: Mapping[int, tuple[State, Campaign]], now: datetime
) -> None:
    """Begin the qualification of leads, by their ids."""
    bulk.insert(
        session,
        _QUALIFICATIONS,
        [
            {
                "lead_id": lead_id,
                "account_id": account_id,
                "campaign_id": campaign.id,
                "handed_over": state.due is None,
                "created_at": now,
                **rows.columns(state),
            }
            for lead_id, (state, campaign) in begun.items()
        ],
    )
    events.record_all(
        session,
        [
            Happened(account_id, "qualification_started", _started(campaign), lead_id)
            for lead_id, (_, campaign) in begun.items()
        ],
    )
    for lead_id, (state, _) in begun.items():
        if state.phase in ENDED:
            actions.end(session, session.get_one(Qualification, lead_id), state)
    db.touch(session, handover.TOPIC)


def _started(campaign: Campaign) -> dict[str, Any]:
    return {"status": QUALIFYING, "campaign": campaign.name}


def _leads(
    session: Session, account_id: int, submitted: Sequence[NewProspect], now: datetime
) -> list[dict[str, Any]]:
    """Return the rows of leads."""
    # What begins with a plus says its country itself.
    countries = {"+": ""}
    found = []
    for new in submitted:
        place = "+" if new.phone_number.startswith("+") else str(new.kiosk_id)
        if place not in countries:
            countries[place] = kiosks.country(session, account_id, new.kiosk_id)
        found.append(_lead(account_id, new, countries[place], now))
    return found


def _lead(account_id: int, new: NewProspect, country: str, now: datetime) -> dict[str, Any]:
    return {
        "account_id": account_id,
        "kiosk_id": new.kiosk_id or 0,
        "interaction_id": new.interaction_id,
        "customer_id": new.customer_id or None,
        "name": new.name,
        "phone_number": new.phone_number,
        "phone_verdict": dict(phones.of_a_list(new.phone_number, country)),
        "country": country,
        "service_id": new.service_id,
        "service_name": new.service_name,
        "langcode": new.langcode,
        "additional_info": [],
        "payload": new.payload,
        "page_url": "",
        "validation_refusals": 0,
        "email": new.email,
        "location": new.location,
        "comments": new.comments,
        "custom_data": new.custom_data,
        "nps": new.nps,
        "sharecontent_id": new.sharecontent_id,
        "created_at": now,
        "status": QUALIFYING,
    }


def _campaigns(session: Session, account_id: int, services: Iterable[int]) -> dict[int, Campaign]:
    return {
        service_id: campaigns.effective(session, account_id, service_id) for service_id in services
    }


def _states(
    session: Session,
    account_id: int,
    leads: Sequence[dict[str, Any]],
    used: Sequence[Campaign],
    now: datetime,
) -> list[State]:
    """Return how the qualification of each lead begins."""
    contacts = [
        Contact(lead["phone_number"], lead["phone_verdict"], lead["country"], lead["email"])
        for lead in leads
    ]
    asked = list(zip(contacts, used, strict=True))
    found = prospects.of_all(session, account_id, asked)
    return [
        machine.begin(campaign, prospect, now)
        for campaign, prospect in zip(used, found, strict=True)
    ]
