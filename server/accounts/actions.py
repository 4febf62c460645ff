"""Make accounts and users; log people in and out; slow down those who guess passwords."""

import secrets
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server import clock
from server.accounts import passwords
from server.accounts.models import Account, LoginFailure, LoginSession, Role, User
from server.accounts.queries import token_hash
from server.errors import Refusal

SESSION_LENGTH = timedelta(days=14)
THROTTLE_WINDOW = timedelta(minutes=15)
# A person from one place, one place, a person from anywhere: the last is high, for else
# anyone could lock anyone out.
FAILURES_OF_PERSON_HERE = 5
FAILURES_HERE = 30
FAILURES_OF_PERSON = 100


def create_account(session: Session, key: str, name: str) -> Account:
    """Make an account with a public name."""
    account = Account(key=key, name=name, created_at=clock.now())
    session.add(account)
    session.flush()
    return account


def create_user(
    session: Session, account: Account, email: str, name: str, role: Role, password: str
) -> User:
    """Make someone who can log in to an account's console."""
    user = User(
        account=account,
        email=email.strip().lower(),
        name=name,
        role=role,
        password_hash=passwords.hashed(password),
        created_at=clock.now(),
    )
    session.add(user)
    session.flush()
    return user


def open_session(session: Session, user_id: int) -> str:
    """Log a user in.

    Args:
        session: The transaction.
        user_id: Who has shown the right password.

    Returns:
        The secret token for the cookie; only its hash is kept.
    """
    now = clock.now()
    session.execute(sa.delete(LoginSession).where(LoginSession.expires_at <= now))
    token = secrets.token_urlsafe(32)
    session.add(
        LoginSession(
            token_hash=token_hash(token),
            user_id=user_id,
            csrf_token=secrets.token_urlsafe(32),
            created_at=now,
            expires_at=now + SESSION_LENGTH,
        )
    )
    return token


def close_session(session: Session, token: str) -> None:
    """Log a browser out."""
    session.execute(sa.delete(LoginSession).where(LoginSession.token_hash == token_hash(token)))


def begin_login(session: Session, email: str, address: str) -> list[int]:
    """Count a login as failed until it succeeds, so that many at once are all counted.

    Args:
        session: The transaction.
        email: Who wants to log in.
        address: The network address it comes from.

    Returns:
        What `finish_login` takes.

    Raises:
        Refusal: 429 with `Retry-After`, where there were too many failures.
    """
    now = clock.now()
    session.execute(sa.delete(LoginFailure).where(LoginFailure.at <= now - THROTTLE_WINDOW))
    for scope, limit in _scopes(email, address):
        count, oldest = session.execute(
            sa.select(sa.func.count(), sa.func.min(LoginFailure.at)).where(
                LoginFailure.scope == scope
            )
        ).one()
        if count >= limit:
            seconds = max(1, round((oldest + THROTTLE_WINDOW - now).total_seconds()))
            raise Refusal(
                429,
                f"too many failed logins, try again in {-(-seconds // 60)} minutes",
                headers={"Retry-After": str(seconds)},
            )
    attempt = [LoginFailure(scope=scope, at=now) for scope, _ in _scopes(email, address)]
    session.add_all(attempt)
    session.flush()
    return [failure.id for failure in attempt]


def finish_login(session: Session, attempt: list[int], user_id: int) -> str:
    """Log a user in whose password was right.

    Args:
        session: The transaction.
        attempt: What `begin_login` gave.
        user_id: Who it is.

    Returns:
        The secret token for the cookie; only its hash is kept.
    """
    session.execute(sa.delete(LoginFailure).where(LoginFailure.id.in_(attempt)))
    return open_session(session, user_id)


def _scopes(email: str, address: str) -> list[tuple[str, int]]:
    person = email.strip().lower()[:254]
    return [
        (f"{person} from {address}", FAILURES_OF_PERSON_HERE),
        (f"from {address}", FAILURES_HERE),
        (person, FAILURES_OF_PERSON),
    ]
