"""The demo data: two accounts to try everything with, made once."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server import db
from server.accounts import actions as accounts
from server.accounts import keys, queries
from server.accounts.models import Account, Role
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


def load(session: Session) -> None:
    """Make what is missing of the demo data; what is there stays as it is."""
    db.alone(session, "demo")
    for key, name in _NAMES.items():
        if session.scalar(sa.select(Account.id).where(Account.key == key)) is None:
            _load_account(session, key, name)
    if not keys.has_key(session, API_KEY):
        keys.create_key(session, queries.account(session, "demo"), "Demo", API_KEY)


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


def _role(name: str) -> Role:
    roles: dict[str, Role] = {"owner": "owner", "agent": "agent", "viewer": "viewer"}
    return roles[name]
