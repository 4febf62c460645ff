"""The tables of leads and tickets, and the words for their states."""

from datetime import datetime
from typing import Any, Literal, get_args

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from server.accounts.models import User
from server.db import Base, BigInt

Status = Literal["new", "processing", "finished"]
# Of leads that sales people do not see yet, or never will.
QUALIFYING = "qualifying"
REJECTED = "rejected"
Disposition = Literal["reached", "no_answer", "wrong_number", "not_interested", "follow_up"]
DISPOSITIONS: tuple[Disposition, ...] = get_args(Disposition)


class Lead(Base):
    """One request for a callback, as the visitor sent it, and what became of it."""

    __tablename__ = "lead"
    __table_args__ = (
        sa.UniqueConstraint("account_id", "interaction_id"),
        sa.Index("ix_lead_inbox", "account_id", "status", "id"),
        sa.Index("ix_lead_customer", "account_id", "customer_id"),
    )

    id: Mapped[int] = mapped_column(BigInt, primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    kiosk_id: Mapped[int]
    interaction_id: Mapped[str] = mapped_column(sa.String(40))
    customer_id: Mapped[str | None] = mapped_column(sa.String(40))
    name: Mapped[str] = mapped_column(sa.String(200))
    phone_number: Mapped[str] = mapped_column(sa.String(100))
    phone_verdict: Mapped[dict[str, Any]]
    country: Mapped[str] = mapped_column(sa.String(2))
    service_id: Mapped[int]
    service_name: Mapped[str] = mapped_column(sa.String(200))
    langcode: Mapped[str] = mapped_column(sa.String(35))
    additional_info: Mapped[list[Any]]
    payload: Mapped[dict[str, Any]]
    page_url: Mapped[str] = mapped_column(sa.String(2000))
    validation_refusals: Mapped[int]
    # `{"given", "text", "lang", "link", "at"}`, empty where nothing was asked.
    consent: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    # Of `server.suspicion.rules.REASONS`; empty for a lead like any other.
    suspicion: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    # Of `lead_submit` alone.
    email: Mapped[str] = mapped_column(sa.String(254), default="", server_default="")
    location: Mapped[str] = mapped_column(sa.String(200), default="", server_default="")
    comments: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    custom_data: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    nps: Mapped[int | None]
    sharecontent_id: Mapped[str] = mapped_column(sa.String(40), default="", server_default="")
    created_at: Mapped[datetime]

    status: Mapped[str] = mapped_column(sa.String(16))
    taken_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    taken_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    disposition: Mapped[str | None] = mapped_column(sa.String(32))
    note: Mapped[str] = mapped_column(sa.Text, default="")

    taken_by: Mapped[User | None] = relationship(lazy="joined")

    @property
    def phone_flagged(self) -> bool:
        """Whether the number was taken although it had been refused."""
        return self.validation_refusals > 0


class Ticket(Base):
    """The visitor's secret handle on a lead."""

    __tablename__ = "ticket"

    token: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    lead_id: Mapped[int] = mapped_column(sa.ForeignKey("lead.id"), unique=True)

    lead: Mapped[Lead] = relationship(lazy="joined", innerjoin=True)
