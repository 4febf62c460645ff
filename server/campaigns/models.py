"""The table of campaigns."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Base, BigInt


class Campaign(Base):
    """How the leads of a service are qualified; without a service, the account's own way.

    `config` holds only the sections that differ: a campaign's go before the account's, the
    account's before the product's.
    """

    __tablename__ = "campaign"
    __table_args__ = (sa.UniqueConstraint("account_id", "service_id"),)

    id: Mapped[int] = mapped_column(BigInt, primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    # 0 for the account's own configuration: NULLs would not be unique.
    service_id: Mapped[int] = mapped_column(default=0)
    name: Mapped[str] = mapped_column(sa.String(200))
    config: Mapped[dict[str, Any]]
    enabled: Mapped[bool] = mapped_column(default=True)
    updated_at: Mapped[datetime]
