"""Find the campaign of a service, and what its texts say of a lead."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.accounts.models import Account
from server.campaigns import config, files
from server.campaigns.models import Campaign as Row
from server.campaigns.types import Campaign
from server.kiosks.models import Service
from server.leads.models import Lead
from widget.core import texts

ACCOUNT = 0


@dataclass(frozen=True)
class Recipient:
    """What a campaign's texts may say of a lead.

    Attributes:
        account: The account's name.
        name: The prospect's, "" where they gave none.
        phone: As they wrote it.
        service: What they asked about, "" where it is not known.
        langcode: Their language, ISO 639-2, "" where it is not known.
    """

    account: str
    name: str = ""
    phone: str = ""
    service: str = ""
    langcode: str = ""


@cache
def product() -> dict[str, Any]:
    """Return the product's own configuration, in which nothing is missing."""
    return files.load(Path(__file__).with_name("default.yaml").read_text("utf-8")).config


def effective(session: Session, account_id: int, service_id: int) -> Campaign:
    """Return how the leads of a service are qualified.

    Args:
        session: The transaction.
        account_id: Whose service.
        service_id: Its number inside the account; 0, or one without a campaign, for the account's.

    Returns:
        The campaign's sections, else the account's, else the product's.
    """
    rows = _rows(session, account_id, service_id)
    mine = rows.get(service_id) if service_id != ACCOUNT else None
    name = (mine or rows.get(ACCOUNT) or Row(name="")).name
    whole = product()
    for each in (rows.get(ACCOUNT), mine):
        whole = config.merged(whole, each.config) if each else whole
    return config.campaign(whole, name, mine.id if mine else None)


def stored(session: Session, account_id: int, service_id: int) -> Row | None:
    """Return the row of a service's campaign, 0 for the account's; also one that is off."""
    return session.scalar(
        sa.select(Row).where(Row.account_id == account_id, Row.service_id == service_id)
    )


def inherited(session: Session, account_id: int, service_id: int) -> dict[str, Any]:
    """Return the configuration that a campaign's own sections go before."""
    if service_id == ACCOUNT:
        return product()
    account = _rows(session, account_id, ACCOUNT).get(ACCOUNT)
    whole: dict[str, Any] = config.merged(product(), account.config if account else {})
    return whole


def recipient(session: Session, lead: Lead) -> Recipient:
    """Return what a campaign's texts may say of a lead."""
    account = session.get_one(Account, lead.account_id)
    service = lead.service_name
    if not service and lead.service_id:
        names = session.scalar(
            sa.select(Service.names).where(
                Service.account_id == lead.account_id, Service.service_id == lead.service_id
            )
        )
        service = texts.pick(names or {}, lead.langcode, texts.ENGLISH)
    return Recipient(account.name, lead.name, lead.phone_number, service, lead.langcode)


def _rows(session: Session, account_id: int, service_id: int) -> dict[int, Row]:
    found = session.scalars(
        sa.select(Row).where(
            Row.account_id == account_id,
            Row.service_id.in_({ACCOUNT, service_id}),
            Row.enabled.is_(True),
        )
    )
    return {row.service_id: row for row in found}
