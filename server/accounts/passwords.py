"""Passwords: argon2id with the library's current parameters."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_hasher = PasswordHasher()


def hashed(password: str) -> str:
    """Return the argon2id hash of a password, salted."""
    return _hasher.hash(password)


def matches(stored: str | None, password: str) -> bool:
    """Check a password; takes about 50 ms of a core, so call it in a thread.

    Args:
        stored: The user's hash; None when there is no such user.
        password: What was typed.

    Returns:
        Whether it is the user's password.
    """
    try:
        return _hasher.verify(stored or _nobody(), password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobody() -> str:
    """Return what is checked when there is no such user, so that the time taken does not tell."""
    return hashed("nobody has this password")
