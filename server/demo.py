"""The demo data: two accounts to try everything with, made once."""

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server import db
from server.accounts import actions as accounts
from server.accounts import keys, queries
from server.accounts.models import Account, Role
from server.campaigns import actions as campaigns
from server.campaigns import files
from server.campaigns.queries import ACCOUNT, stored
from server.demo_logins import API_KEY, LOGINS
from server.kiosks import actions as kiosks

PASSWORDS = {email: password for _, _, email, _, password in LOGINS}
_NAMES = {"demo": "Harbour Cars", "charlies": "Charlie's"}
_TEXTS = {
    "eng": {
        "closed_txt": "Click here to get a callback!",
        "open_txt": "Tell us how to contact you!",
        "button_cta": "Call me!",
    }
}
_EXTRA_FIELDS: list[dict[str, Any]] = [
    {
        "email": {
            "label": "Your email address",
            "type": "text",
            "help_txt": "An email address looks like name@example.com",
        }
    },
    {
        "interests": {
            "label": "What would you like to talk about?",
            "type": "checkbox",
            "help_txt": "Choose as many as you like",
            "options": [
                {"prices": "Prices"},
                {"test_drive": "A test drive"},
                {"financing": "Financing"},
            ],
        }
    },
    {
        "time": {
            "label": "When is a good time?",
            "type": "dropdown",
            "help_txt": "In your own time zone",
            "options": [
                {"now": "As soon as possible"},
                {"morning": "In the morning"},
                {"afternoon": "In the afternoon"},
            ],
        }
    },
]
_SERVICES = {"demo": ("Sales", "Support"), "charlies": ("Sales",)}


def load(session: Session, origin: str = "") -> None:
    """Make what is missing of the demo data; what is there stays as it is.

    Args:
        session: The transaction.
        origin: The public origin, for the length of links in text messages.
    """
    db.alone(session, "demo")
    for key, name in _NAMES.items():
        if session.scalar(sa.select(Account.id).where(Account.key == key)) is None:
            _load_account(session, key, name)
    if not keys.has_key(session, API_KEY):
        keys.create_key(session, queries.account(session, "demo"), "Demo", API_KEY)
    _load_campaign(session, queries.account(session, "demo"), origin)


def _load_account(session: Session, key: str, name: str) -> None:
    account = accounts.create_account(session, key, name)
    for account_key, person, email, role, password in LOGINS:
        if account_key == key:
            accounts.create_user(session, account, email, person, _role(role), password)
    for service in _SERVICES[key]:
        kiosks.create_service(session, account, {"eng": service})
    kiosks.create_kiosk(
        session,
        account,
        country="SG",
        color="#0f5bd7",
        texts=_TEXTS,
        extra_fields=_EXTRA_FIELDS if key == "demo" else [],
    )


def _load_campaign(session: Session, account: Account, origin: str) -> None:
    """Have the account's calls ring at any hour, for nobody sleeps beside the simulator."""
    if stored(session, account.id, ACCOUNT) is None:
        name, config, _ = files.load(Path(__file__).with_name("demo.yaml").read_text("utf-8"))
        campaigns.put(session, account, ACCOUNT, name, config, origin=origin)


def _role(name: str) -> Role:
    roles: dict[str, Role] = {"owner": "owner", "agent": "agent", "viewer": "viewer"}
    return roles[name]
