"""Find the campaign of a service, and what its texts say of a lead."""

import json
import threading
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.accounts.models import Account
from server.campaigns import config, files
from server.campaigns.models import Campaign as Row
from server.campaigns.types import Campaign
from server.db import execute, table
from server.errors import NotFoundError
from server.kiosks.models import Service
from server.kiosks.queries import MAX_NUMBER
from server.leads.models import Lead
from widget.core import texts

ACCOUNT = 0
_COLUMNS = table(Row).c
# The configuration as text: it is the key of what is made of it.
_SWITCHED_ON = sa.select(
    _COLUMNS.service_id,
    _COLUMNS.id,
    _COLUMNS.name,
    sa.cast(_COLUMNS.config, sa.Text).label("config"),
).where(
    _COLUMNS.account_id == sa.bindparam("account"),
    sa.or_(_COLUMNS.service_id == ACCOUNT, _COLUMNS.service_id == sa.bindparam("service")),
    _COLUMNS.enabled.is_(True),
)

# A campaign's id, its name, and its configuration as JSON.
_Stored = tuple[int, str, str]
_MAKING = threading.Lock()


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
    rows = execute(session, _SWITCHED_ON, {"account": account_id, "service": service_id})
    found: dict[int, _Stored] = {row.service_id: (row.id, row.name, row.config) for row in rows}
    mine = found.get(service_id) if service_id != ACCOUNT else None
    # The turns of many threads that need a new one at once make it once.
    with _MAKING:
        return _made(found.get(ACCOUNT), mine)


def check_service(session: Session, account: Account, service_id: int) -> None:
    """Check that an account has a service; 0, its own configuration, it always has.

    Raises:
        NotFoundError: It has none with this number.
    """
    query = sa.select(Service.id).where(
        Service.account_id == account.id, Service.service_id == service_id
    )
    # A number that no column holds is no service's either.
    known = 0 < service_id <= MAX_NUMBER and session.scalar(query) is not None
    if service_id != ACCOUNT and not known:
        raise NotFoundError(f"the account has no service {service_id}", "service_id")


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


@lru_cache(maxsize=256)
def _made(account: _Stored | None, mine: _Stored | None) -> Campaign:
    whole = product()
    for each in (account, mine):
        whole = config.merged(whole, json.loads(each[2])) if each else whole
    _, name, _ = mine or account or (None, "", "")
    return config.campaign(whole, name, mine[0] if mine else None)


def _rows(session: Session, account_id: int, service_id: int) -> dict[int, Row]:
    found = session.scalars(
        sa.select(Row).where(
            Row.account_id == account_id,
            Row.service_id.in_({ACCOUNT, service_id}),
            Row.enabled.is_(True),
        )
    )
    return {row.service_id: row for row in found}
