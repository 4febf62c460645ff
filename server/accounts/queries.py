"""Find accounts, and who is behind a session's token."""

import hashlib

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server import clock
from server.accounts.models import Account, LoginSession, User
from server.errors import NotFoundError

_BY_KEY = sa.select(Account).where(Account.key == sa.bindparam("key"))


def account(session: Session, key: str) -> Account:
    """Return the account with a public name.

    Raises:
        NotFoundError: There is none.
    """
    found = None
    if key.isprintable():  # a NUL in a value is an error in PostgreSQL
        found = session.scalar(_BY_KEY, {"key": key})
    if found is None:
        raise NotFoundError("there is no account with this name", "account_key")
    return found


def named(session: Session, key: str, known: int | None) -> Account:
    """Return the account that a call names.

    Args:
        session: The transaction.
        key: Its public name; "" where the call names none.
        known: The id of the account whose token the call brought, which then needs no name.

    Raises:
        NotFoundError: There is none.
    """
    if not key and known is not None:
        return session.get_one(Account, known)
    return account(session, key)


def user_by_email(session: Session, email: str) -> User | None:
    """Return the user with an address, whatever its case."""
    return session.scalar(sa.select(User).where(User.email == email.strip().lower()))


def login_session(session: Session, token: str) -> LoginSession | None:
    """Return the session behind a cookie's token while it is valid."""
    found = session.get(LoginSession, token_hash(token))
    return found if found is not None and found.expires_at > clock.now() else None


def token_hash(token: str) -> str:
    """Return what is stored for a session's token."""
    return hashlib.sha256(token.encode()).hexdigest()
