"""Who may make a metered call: whoever spends a token, or is below the limit without one."""

from server import forms
from server.accounts import keys
from server.accounts.models import Account
from server.db import Database
from server.errors import Refusal
from server.forms import Form
from server.suspicion import rates

SPENT = "a token that token_create gave for this action and that has not been used"


async def admit(db: Database, action: str, form: Form, address: str, limit: int) -> int | None:
    """Use the call's token up, whatever comes of it afterwards; without one, count the call.

    Args:
        db: The database; this is a transaction of its own.
        action: What is to be done.
        form: The call's parameters, not yet checked.
        address: Whom it comes from, as `server.addresses.visitor` says.
        limit: How many calls without a token one address may make in a minute, 0 for any number.

    Returns:
        The id of the token's account; None without a token.

    Raises:
        Refusal: 403, the token is not one for this action or is spent; 429 above the limit.
    """
    token = forms.one(form, "auth")
    if not token:
        if limit:
            await db.run(rates.count_call, address, limit)
        return None
    spent = await db.run(keys.spend_token, token)
    if spent is None or spent.for_action != action:
        raise Refusal(403, SPENT, "auth")
    return spent.account_id


def refuse_strangers(account: Account, token_account: int | None) -> None:
    """Refuse another account's token, and none where the account demands one.

    Raises:
        Refusal: 403.
    """
    if token_account is None:
        if account.token_required:
            raise Refusal(403, "is required by this account: a token of token_create", "auth")
    elif token_account != account.id:
        raise Refusal(403, SPENT, "auth")
