"""The tables of submissions, forgotten after a minute, and of the key that signs stamps."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Base, BigInt


class Submission(Base):
    """A lead that came in, counted by where it came from or went to."""

    __tablename__ = "submission"

    id: Mapped[int] = mapped_column(BigInt, primary_key=True)
    scope: Mapped[str] = mapped_column(sa.String(100), index=True)
    at: Mapped[datetime] = mapped_column(index=True)


class StampKey(Base):
    """The secret that signs when a form was drawn; the migration makes the one row."""

    __tablename__ = "stamp_key"

    id: Mapped[int] = mapped_column(BigInt, primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(64))
