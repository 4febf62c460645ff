"""Leads put into a database by the product's own code, without HTTP, for what comes after it."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.orm import Session

from server.accounts import queries as accounts
from server.campaigns import actions as campaigns
from server.campaigns import files
from server.campaigns.queries import ACCOUNT
from server.parts import Parts
from server.qualification import submissions
from server.qualification.schemas import NewProspect
from server.qualification.submissions import Submitted
from server.settings import Settings

# The accounts of the demo data.
KEYS = ("demo", "charlies")


@contextmanager
def parts(data: Path, campaign: Path, database: str = "") -> Iterator[Parts]:
    """Makes a database with two accounts that qualify their leads alike, until the block ends.

    Args:
        data: the folder of a server that will use it.
        campaign: the file of how they do it.
        database: its address; "" for SQLite in the folder.
    """
    made = Parts(Settings(data=data, database_url=database, demo=True))
    try:
        made.db.run_now(_adopt, campaign)
        yield made
    finally:
        made.close()


def submit(session: Session, key: str, count: int) -> list[int]:
    """Submits leads, each another one.

    Args:
        session: the transaction.
        key: the account's public name.
        count: how many.

    Returns:
        The ids of the leads.
    """
    account = accounts.account(session, key)
    wanted = [
        NewProspect(
            interaction_id=secrets.token_hex(20),
            customer_id="",
            phone_number=phone(number),
            service_id=1,
            service_name="Sales",
            name="Ada Lovelace",
            email=f"ada{number}@example.com",
            langcode="eng",
        )
        for number in range(count)
    ]
    found = submissions.submit(session, account, wanted)
    return [each.lead_id for each in found if isinstance(each, Submitted)]


def phone(number: int) -> str:
    """Returns a phone number, another one for each number below ten million."""
    return f"+65 8{number // 10_000:03d} {number % 10_000:04d}"


def _adopt(session: Session, campaign: Path) -> None:
    name, config, _ = files.load(campaign.read_text("utf-8"))
    for key in KEYS:
        account = accounts.account(session, key)
        campaigns.put(session, account, ACCOUNT, name, config, origin="http://127.0.0.1:8000")
