"""The do-not-contact list."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Base, BigInt


class OptOut(Base):
    """An address that an account never uses again, on one channel or on all."""

    __tablename__ = "opt_out"
    __table_args__ = (sa.UniqueConstraint("account_id", "address", "channel"),)

    id: Mapped[int] = mapped_column(BigInt, primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    # E.164, or an e-mail address in lower case.
    address: Mapped[str] = mapped_column(sa.String(254))
    # "" for every channel.
    channel: Mapped[str] = mapped_column(sa.String(16), default="")
    reason: Mapped[str] = mapped_column(sa.String(200), default="")
    # `key`, `link`, `reply`, `console`, `import`, `list_unsubscribe`, `carrier`.
    source: Mapped[str] = mapped_column(sa.String(32))
    lead_id: Mapped[int | None] = mapped_column(sa.ForeignKey("lead.id"))
    user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    created_at: Mapped[datetime]
