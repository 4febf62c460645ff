"""The table of a visitor's significant events."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Base, BigInt


class Intelligence(Base):
    """One event; `customer_id` is emptied for good when the visitor makes a new profile."""

    __tablename__ = "intelligence"
    __table_args__ = (
        sa.UniqueConstraint("account_id", "interaction_id"),
        sa.Index("ix_intelligence_customer", "account_id", "customer_id"),
    )

    id: Mapped[int] = mapped_column(BigInt, primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    interaction_id: Mapped[str] = mapped_column(sa.String(40))
    customer_id: Mapped[str | None] = mapped_column(sa.String(40))
    event_type: Mapped[str] = mapped_column(sa.String(200))
    payload: Mapped[dict[str, Any]]
    received_at: Mapped[datetime]
