"""The tables of webhooks and of their deliveries."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Base, BigInt


class Webhook(Base):
    """An address that hears of every change of an account's leads."""

    __tablename__ = "webhook"

    id: Mapped[int] = mapped_column(BigInt, primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    url: Mapped[str] = mapped_column(sa.String(2000))
    # `whsec_…`, as standardwebhooks has it; it signs, so it cannot be hashed.
    secret: Mapped[str] = mapped_column(sa.String(100))
    enabled: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]


class Delivery(Base):
    """One event on its way to one webhook."""

    __tablename__ = "webhook_delivery"
    __table_args__ = (
        sa.UniqueConstraint("webhook_id", "event_id"),
        sa.Index("ix_webhook_delivery_waiting", "webhook_id", "status", "due"),
    )

    id: Mapped[int] = mapped_column(BigInt, primary_key=True)
    webhook_id: Mapped[int] = mapped_column(sa.ForeignKey("webhook.id"))
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id"))
    # `waiting`, `delivered`, `failed` for good.
    status: Mapped[str] = mapped_column(sa.String(16))
    tries: Mapped[int] = mapped_column(default=0)
    # When it is tried next; None once it is over.
    due: Mapped[datetime | None]
    # The HTTP status of the last try, 0 where there was no answer.
    answer: Mapped[int] = mapped_column(default=0)
    detail: Mapped[str] = mapped_column(sa.String(500), default="")
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
