"""What we keep of a carrier's calls and replies while it asks us what comes next."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Base


class CarrierCall(Base):
    """One call of a carrier that fetches its call flow from us, step by step.

    Any process may be asked for the next step, so what was ordered lies here.
    """

    __tablename__ = "carrier_call"

    attempt_id: Mapped[int] = mapped_column(sa.ForeignKey("attempt.id"), primary_key=True)
    # `server.channels.base.Script` as JSON.
    script: Mapped[dict[str, Any]]
    # The carrier's own id, "" until it has told us.
    provider_id: Mapped[str] = mapped_column(sa.String(64), default="")
    # `human`, `machine_start`, …, where the carrier listened for it.
    answered_by: Mapped[str] = mapped_column(sa.String(24), default="")
    keys: Mapped[str] = mapped_column(sa.String(40), default="")
    # Of `server.qualification.types.Choice`, "" before.
    choice: Mapped[str] = mapped_column(sa.String(8), default="")
    # Whether the call flow was said to its end.
    played: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class CarrierReply(Base):
    """A message of a prospect's that has been dealt with: a replay of it is refused."""

    __tablename__ = "carrier_reply"

    provider_id: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    received_at: Mapped[datetime]
