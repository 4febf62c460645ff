"""The tables of accounts, users, sessions and failed logins."""

from datetime import datetime
from typing import Literal, get_args

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from server.db import Base, BigInt

Role = Literal["owner", "manager", "agent", "viewer"]
ROLES: tuple[Role, ...] = get_args(Role)
MANAGERS: tuple[Role, ...] = ("owner", "manager")


class Account(Base):
    """A tenant; `key` is its public name, `domain` in `$lucep.init`."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(BigInt, primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(64), unique=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    # Whether `lead_submit` without a token is refused.
    token_required: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    created_at: Mapped[datetime]


class User(Base):
    """Someone who works for an account."""

    __tablename__ = "user_account"  # "user" is a reserved word in PostgreSQL

    id: Mapped[int] = mapped_column(BigInt, primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    email: Mapped[str] = mapped_column(sa.String(254), unique=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    role: Mapped[str] = mapped_column(sa.String(16))
    password_hash: Mapped[str] = mapped_column(sa.String(200))
    created_at: Mapped[datetime]

    account: Mapped[Account] = relationship(lazy="joined", innerjoin=True)


class LoginSession(Base):
    """A logged-in browser; only the hash of its token is kept, so a stolen copy opens nothing."""

    __tablename__ = "login_session"

    token_hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"), index=True)
    csrf_token: Mapped[str] = mapped_column(sa.String(64))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)

    user: Mapped[User] = relationship(lazy="joined", innerjoin=True)
    # Not a column: the account's channels that the simulator serves, noted with each request.
    simulated = frozenset[str]()


class LoginFailure(Base):
    """One failed login, counted against a scope such as an address."""

    __tablename__ = "login_failure"

    id: Mapped[int] = mapped_column(BigInt, primary_key=True)
    scope: Mapped[str] = mapped_column(sa.String(400), index=True)
    at: Mapped[datetime] = mapped_column(index=True)
