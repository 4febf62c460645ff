"""The tables of kiosks and services; their public ids count from 1 inside an account."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Base, BigInt


class Kiosk(Base):
    """One kiosk; the JSON columns have the shapes of docs/architecture.md, "The kiosk, stored"."""

    __tablename__ = "kiosk"
    __table_args__ = (sa.UniqueConstraint("account_id", "kiosk_id"),)

    id: Mapped[int] = mapped_column(BigInt, primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    kiosk_id: Mapped[int]
    default_lang: Mapped[str] = mapped_column(sa.String(35))
    country: Mapped[str] = mapped_column(sa.String(2))
    color: Mapped[dict[str, Any]]
    texts: Mapped[dict[str, Any]]
    extra_fields: Mapped[list[Any]]
    validation_limit: Mapped[int] = mapped_column(default=1)
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    created_at: Mapped[datetime]


class Service(Base):
    """Something that visitors ask for; `parent_id` is the service id of the one above it."""

    __tablename__ = "service"
    __table_args__ = (sa.UniqueConstraint("account_id", "service_id"),)

    id: Mapped[int] = mapped_column(BigInt, primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    service_id: Mapped[int]
    parent_id: Mapped[int | None]
    position: Mapped[int]
    names: Mapped[dict[str, Any]]
