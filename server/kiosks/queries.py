"""Find a kiosk and describe it as `widget.core.kiosk` takes it."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.accounts.models import Account
from server.db import MAX_ID, execute, table
from server.errors import NotFoundError
from server.kiosks.models import Kiosk, Service
from widget.core.services import flat

MAX_NUMBER = min(MAX_ID, 2**31 - 1)
_SERVICE = table(Service).c
_NAMES = sa.select(_SERVICE.names).where(
    _SERVICE.account_id == sa.bindparam("account"), _SERVICE.service_id == sa.bindparam("service")
)


def stored(session: Session, account: Account, kiosk_id: int) -> dict[str, Any]:
    """Return a kiosk as stored: docs/architecture.md, "The kiosk, stored and described".

    Args:
        session: The transaction.
        account: Whose kiosk.
        kiosk_id: Its number inside the account; any integer.

    Raises:
        NotFoundError: The account has no such kiosk.
    """
    kiosk = None
    if 0 < kiosk_id <= MAX_NUMBER:
        kiosk = session.scalar(
            sa.select(Kiosk).where(Kiosk.account_id == account.id, Kiosk.kiosk_id == kiosk_id)
        )
    if kiosk is None:
        raise NotFoundError("the account has no kiosk with this number", "kiosk_id")
    return {
        "account_key": account.key,
        "kiosk_id": kiosk.kiosk_id,
        "default_lang": kiosk.default_lang,
        "color": kiosk.color,
        "country": kiosk.country,
        "texts": kiosk.texts,
        "extra_fields": kiosk.extra_fields,
        "services": services(session, account),
        "validation_limit": kiosk.validation_limit,
        "settings": kiosk.settings,
    }


def country(session: Session, account_id: int, kiosk_id: int | None = None) -> str:
    """Return the country whose numbers are written without a prefix.

    Args:
        session: The transaction.
        account_id: Whose kiosk.
        kiosk_id: Its number inside the account; None for the account's first.

    Returns:
        ISO 3166 alpha-2; "" where there is no such kiosk.
    """
    query = sa.select(Kiosk.country).where(Kiosk.account_id == account_id)
    if kiosk_id is not None:
        query = query.where(Kiosk.kiosk_id == kiosk_id)
    return session.scalar(query.order_by(Kiosk.kiosk_id).limit(1)) or ""


def service_name(session: Session, account: Account, service_id: int, lang: str) -> str | None:
    """Return what an account calls one of its services; None where it has no such service.

    Args:
        session: The transaction.
        account: Whose service.
        service_id: Its number inside the account, at most `MAX_NUMBER`.
        lang: The language wanted, "" for any.
    """
    values = {"account": account.id, "service": service_id}
    names: dict[str, str] | None = execute(session, _NAMES, values).scalar()
    if names is None:
        return None
    node = {"service_id": service_id, "lt": names, "children": []}
    return str(flat([node], lang, "")[0][1])


def services(session: Session, account: Account) -> list[dict[str, Any]]:
    """Return an account's services as a tree, each level in its order."""
    rows = session.scalars(
        sa.select(Service)
        .where(Service.account_id == account.id)
        .order_by(Service.position, Service.service_id)
    ).all()
    nodes: dict[int, dict[str, Any]] = {
        row.service_id: {"service_id": row.service_id, "lt": row.names, "children": []}
        for row in rows
    }
    roots: list[dict[str, Any]] = []
    for row in rows:
        siblings = roots if row.parent_id is None else nodes[row.parent_id]["children"]
        siblings.append(nodes[row.service_id])
    return roots
