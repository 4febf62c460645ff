"""Make kiosks and services."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server import clock
from server.accounts.models import Account
from server.kiosks import hours
from server.kiosks.models import Kiosk, Service
from widget.core import kiosk_settings


def create_kiosk(
    session: Session,
    account: Account,
    *,
    default_lang: str = "eng",
    country: str = "",
    color: str = "#000000",
    texts: dict[str, Any],
    extra_fields: list[Any],
    settings: dict[str, Any] | None = None,
) -> Kiosk:
    """Make an account's next kiosk.

    Args:
        session: The transaction.
        account: Whose kiosk.
        default_lang: The language that has every text, ISO 639-2.
        country: The country that a phone number without a prefix belongs to, alpha-2 or "".
        color: The background colour, hexadecimal.
        texts: `{lang: {key: text}}`.
        extra_fields: A list of one-key objects, as documented.
        settings: Its rules (docs/kiosk.md).

    Raises:
        FieldError: A rule is wrong; names it and what would be right.
    """
    settings = settings or {}
    check_settings(settings, default_lang)
    kiosk = Kiosk(
        account_id=account.id,
        kiosk_id=_next(session, Kiosk.kiosk_id, Kiosk.account_id == account.id),
        default_lang=default_lang,
        country=country,
        color={"background": color},
        texts=texts,
        extra_fields=extra_fields,
        settings=settings,
        created_at=clock.now(),
    )
    session.add(kiosk)
    session.flush()
    return kiosk


def change_settings(kiosk: Kiosk, settings: dict[str, Any]) -> None:
    """Give a kiosk other rules; widgets follow within a minute, with no change to a site.

    Args:
        kiosk: Which one.
        settings: All its rules (docs/kiosk.md); what is left out takes its default.

    Raises:
        FieldError: A rule is wrong; names it and what would be right. Nothing is changed.
    """
    check_settings(settings, kiosk.default_lang)
    kiosk.settings = settings


def check_settings(settings: dict[str, Any], default_lang: str) -> None:
    """Check a kiosk's rules: the core's checks, and those for which it takes a server.

    Raises:
        FieldError: Names the rule and what would be right.
    """
    kiosk_settings.check(settings, default_lang)
    hours.check_zone(settings)


def create_service(
    session: Session, account: Account, names: dict[str, str], parent: Service | None = None
) -> Service:
    """Make an account's next service, the last below its parent."""
    number = _next(session, Service.service_id, Service.account_id == account.id)
    service = Service(
        account_id=account.id,
        service_id=number,
        parent_id=parent.service_id if parent else None,
        position=number,
        names=names,
    )
    session.add(service)
    session.flush()
    return service


def _next(session: Session, column: Any, where: Any) -> int:
    newest: int | None = session.scalar(sa.select(sa.func.max(column)).where(where))
    return (newest or 0) + 1
