"""The one table of events; its id is the `Last-Event-ID` of every stream."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from server.accounts.models import User
from server.db import Base, BigInt


class Event(Base):
    """Something that happened in an account, written in the transaction that did it."""

    __tablename__ = "event"
    # Ids must only grow, also after the newest row is deleted.
    __table_args__ = (
        sa.Index("ix_event_account", "account_id", "id"),
        sa.Index("ix_event_lead", "lead_id", "id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(BigInt, primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    lead_id: Mapped[int | None] = mapped_column(sa.ForeignKey("lead.id"))
    user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    kind: Mapped[str] = mapped_column(sa.String(32))
    data: Mapped[dict[str, Any]]
    at: Mapped[datetime]

    user: Mapped[User | None] = relationship(lazy="joined")
