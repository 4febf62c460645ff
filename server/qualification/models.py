"""The tables of qualifications and of the attempts to reach a prospect."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from server.accounts.models import Account
from server.db import Base, BigInt
from server.leads.models import Lead


class Qualification(Base):
    """Where the qualification of a lead stands; `validation_id` of the API is its lead's id."""

    __tablename__ = "qualification"
    __table_args__ = (
        sa.Index("ix_qualification_due", "due"),
        sa.Index("ix_qualification_account", "account_id", "phase"),
        sa.Index(
            "ix_qualification_handed_over",
            "lead_id",
            sqlite_where=sa.text("handed_over = 0"),
            postgresql_where=sa.text("NOT handed_over"),
        ),
    )

    lead_id: Mapped[int] = mapped_column(sa.ForeignKey("lead.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    # None for the account's own configuration, or the product's defaults where it has none.
    campaign_id: Mapped[int | None] = mapped_column(sa.ForeignKey("campaign.id"))
    # `server.qualification.types.State` as JSON; phase, due and turn again, to be searched.
    state: Mapped[dict[str, Any]]
    phase: Mapped[str] = mapped_column(sa.String(24))
    turn: Mapped[int]
    due: Mapped[datetime | None]
    # Whether the engine has its turn; see `server.qualification.handover`.
    handed_over: Mapped[bool] = mapped_column(default=True, server_default=sa.true())
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    lead: Mapped[Lead] = relationship(lazy="joined", innerjoin=True)
    account: Mapped[Account] = relationship()


class Attempt(Base):
    """One try to reach a prospect on one channel, written before it is made."""

    __tablename__ = "attempt"
    __table_args__ = (
        sa.UniqueConstraint("lead_id", "turn", "channel"),
        sa.Index("ix_attempt_provider", "provider", "provider_id"),
        sa.Index("ix_attempt_address", "address"),
    )

    id: Mapped[int] = mapped_column(BigInt, primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    lead_id: Mapped[int] = mapped_column(sa.ForeignKey("lead.id"))
    turn: Mapped[int]
    channel: Mapped[str] = mapped_column(sa.String(16))
    address: Mapped[str] = mapped_column(sa.String(254))
    # `started` before anything is done, then `sent`, `skipped`, `failed` or, of a call, `ended`.
    status: Mapped[str] = mapped_column(sa.String(16))
    # Of a call, one of CALL_OUTCOMES; of a message "delivered", "read" where a provider says so.
    outcome: Mapped[str] = mapped_column(sa.String(24), default="")
    provider: Mapped[str] = mapped_column(sa.String(24), default="")
    provider_id: Mapped[str] = mapped_column(sa.String(200), default="")
    detail: Mapped[str] = mapped_column(sa.String(1000), default="")
    keys: Mapped[str] = mapped_column(sa.String(40), default="")
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
