"""The table behind the phone simulator and the outbox page: what no carrier was there to take."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Base, BigInt


class Simulated(Base):
    """A call that waits for somebody to play the prospect, or a message that was not sent."""

    __tablename__ = "simulated"

    id: Mapped[int] = mapped_column(BigInt, primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    lead_id: Mapped[int] = mapped_column(sa.ForeignKey("lead.id"))
    attempt_id: Mapped[int] = mapped_column(sa.ForeignKey("attempt.id"), unique=True)
    channel: Mapped[str] = mapped_column(sa.String(16))
    address: Mapped[str] = mapped_column(sa.String(254))
    # Of a call its script, of a message its subject, text and HTML.
    content: Mapped[dict[str, Any]]
    # Of a call `ringing`, `answered`, `ended`; of a message `sent`.
    status: Mapped[str] = mapped_column(sa.String(16))
    created_at: Mapped[datetime]
