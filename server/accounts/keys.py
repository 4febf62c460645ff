"""API keys, and the tokens for one call that are made with them."""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server import clock
from server.accounts.key_models import ApiKey, ApiToken
from server.accounts.models import Account, User
from server.db import MAX_ID
from server.errors import NotFoundError, Refusal
from server.events.actions import record
from server.forms import Form, one
from widget.core.errors import FieldError

# The actions that tokens can be made for; a test holds them to the table of actions.
SCOPES = ("lead_submit",)
TOKEN_LENGTH = timedelta(minutes=10)
MAX_KEYS = 50
MAX_NAME = 100
# How exact `last_used_at` is: a row that each call writes would queue them all.
_LAST_USED_STEP = timedelta(minutes=1)
_MARK = "lucep_"
_PREFIX = len(_MARK) + 6


@dataclass(frozen=True)
class Spent:
    """A token that has just been used up.

    Attributes:
        account_id: Whose it was.
        for_action: What it was made for.
    """

    account_id: int
    for_action: str


def read_token_request(form: Form) -> dict[str, str]:
    """Check the parameters of `token_create`.

    Returns:
        `apikey` and `for_action`.

    Raises:
        FieldError: Names the parameter that is missing or wrong.
    """
    apikey, for_action = one(form, "apikey"), one(form, "for_action")
    if not apikey:
        raise FieldError("apikey", "is required: an API key of the account's")
    if for_action not in SCOPES:
        raise FieldError("for_action", f"one of {', '.join(SCOPES)}")
    return {"apikey": apikey, "for_action": for_action}


def create_key(session: Session, account: Account, name: str, secret: str = "") -> tuple[str, int]:
    """Make an API key.

    Args:
        session: The transaction.
        account: Whose key.
        name: What people call it, curated.
        secret: The key itself; a new random one unless given.

    Returns:
        The key, which cannot be read again, and its row's id.

    Raises:
        Refusal: 400 without a name, 409 where the account has too many keys.
    """
    if not name:
        raise Refusal(400, "say what the key is for", "name")
    if len(keys(session, account.id)) >= MAX_KEYS:
        raise Refusal(409, f"an account has at most {MAX_KEYS} keys; revoke one first", "name")
    secret = secret or _MARK + secrets.token_urlsafe(32)
    row = ApiKey(
        account_id=account.id,
        name=name,
        prefix=secret[:_PREFIX],
        key_hash=_hash(secret),
        scopes=list(SCOPES),
        created_at=clock.now(),
    )
    session.add(row)
    session.flush()
    return secret, row.id


def keys(session: Session, account_id: int) -> Sequence[ApiKey]:
    """Return an account's keys that are not revoked, the newest first."""
    query = sa.select(ApiKey).where(ApiKey.account_id == account_id, ApiKey.revoked_at.is_(None))
    return session.scalars(query.order_by(ApiKey.id.desc())).all()


def has_key(session: Session, secret: str) -> bool:
    """Say whether a key was ever made, revoked or not."""
    query = sa.select(ApiKey.id).where(ApiKey.key_hash == _hash(secret))
    return session.scalar(query) is not None


def revoke_key(session: Session, account_id: int, key_id: int) -> None:
    """Revoke a key and the tokens that were made with it.

    Raises:
        NotFoundError: The account has no such key, or it is revoked already.
    """
    row = session.get(ApiKey, key_id) if 0 < key_id <= MAX_ID else None
    if row is None or row.account_id != account_id or row.revoked_at is not None:
        raise NotFoundError("there is no such key")
    row.revoked_at = clock.now()
    session.execute(sa.delete(ApiToken).where(ApiToken.api_key_id == key_id))


def demand_tokens(session: Session, user: User, *, on: bool) -> None:
    """Have an account take metered calls with a token alone, or without one too.

    Args:
        session: The transaction.
        user: The owner who wants it.
        on: Whether tokens are demanded.
    """
    account = session.get_one(Account, user.account_id)
    if account.token_required != on:
        account.token_required = on
        record(session, account.id, "tokens_demanded", {"on": on}, user=user)


def create_token(session: Session, account: Account, secret: str, for_action: str) -> str:
    """Make a token for one call.

    Args:
        session: The transaction.
        account: Whose key it must be.
        secret: The API key.
        for_action: What the token is for.

    Returns:
        64 hexadecimal characters, good for `TOKEN_LENGTH`; only their hash is kept.

    Raises:
        Refusal: 403, the key is none of the account's, or not for this action.
    """
    key = _key(session, account.id, secret)
    if key is None:
        raise Refusal(403, "a key of this account's that has not been revoked", "apikey")
    if for_action not in key.scopes:
        raise Refusal(403, "an action that this key may be used for", "for_action")
    now = clock.now()
    if key.last_used_at is None or now - key.last_used_at >= _LAST_USED_STEP:
        key.last_used_at = now
    session.execute(sa.delete(ApiToken).where(ApiToken.expires_at <= now))
    token = secrets.token_hex(32)
    session.add(
        ApiToken(
            token_hash=_hash(token),
            account_id=account.id,
            api_key_id=key.id,
            for_action=for_action,
            expires_at=now + TOKEN_LENGTH,
        )
    )
    return token


def spend_token(session: Session, token: str) -> Spent | None:
    """Use a token up: of any number of callers at once exactly one gets it.

    Args:
        session: A transaction of its own, so that the token is spent whatever comes of the call.
        token: As sent.

    Returns:
        What it was for; None where there is no such token any longer, where it has expired and
        where its key is revoked.
    """
    gone = session.execute(
        sa.delete(ApiToken)
        .where(ApiToken.token_hash == _hash(token))
        .returning(
            ApiToken.account_id, ApiToken.api_key_id, ApiToken.for_action, ApiToken.expires_at
        )
    ).one_or_none()
    if gone is None or gone.expires_at <= clock.now():
        return None
    if session.get_one(ApiKey, gone.api_key_id).revoked_at is not None:
        return None
    return Spent(gone.account_id, gone.for_action)


def _key(session: Session, account_id: int, secret: str) -> ApiKey | None:
    """Find the account's key; the time it takes says nothing about how much of it is right."""
    sent = _hash(secret)
    found = None
    for key in keys(session, account_id):
        if hmac.compare_digest(key.key_hash, sent):
            found = key
    return found


def _hash(secret: str) -> str:
    """Return what is kept of a secret; it is random and long, so a fast hash will do."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
