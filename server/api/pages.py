"""`POST /api/`: read the form, find the action and the account, answer in JSON."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache, partial
from typing import Any, NamedTuple

from litestar import Request, Response, post
from litestar.di import NamedDependency
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from server import addresses, forms
from server.accounts import queries as accounts
from server.accounts.models import Account
from server.api import admission, geo, openapi
from server.api.table import ACTIONS, Action, Answer, Command
from server.db import Database
from server.errors import Refusal
from server.kiosks import pages as kiosks
from server.leads import pages as leads
from server.settings import Settings
from server.together import Together


class Call(NamedTuple):
    """A call of an action that has been read.

    Attributes:
        account_key: The name of an account, "" where the call has none.
        token_account: The id of its token's account, None without a token.
        command: The checked parameters, and `address`.
    """

    account_key: str
    token_account: int | None
    command: Command


class Means(NamedTuple):
    """What it takes to do actions, in one: of several dependencies Litestar makes a task each.

    Attributes:
        db: The database.
        settings: The process's settings.
        together: Those actions that are done together, by name.
    """

    db: Database
    settings: Settings
    together: Mapping[str, Together[Call, Answer]]


def means(db: Database, settings: Settings) -> Means:
    """Prepare to do actions."""
    together = {
        name: Together(db, partial(_handled, action))
        for name, action in ACTIONS.items()
        if action.together
    }
    return Means(db, settings, together)


@post("/api/", status_code=200)
async def api(
    request: Request[Any, Any, Any], means: NamedDependency[Means]
) -> Response[dict[str, Any]]:
    """Do one action of the wire protocol."""
    db, settings, together = means
    form, unreadable = await forms.salvage(request, "action", "auth")
    name = forms.one(form, "action")
    address = addresses.visitor(request, settings)
    action = ACTIONS.get(name)
    token_account = None
    if action and action.metered:
        token_account = await admission.admit(db, name, form, address, settings.submit_limit)
    if unreadable:
        raise unreadable
    if action is None:
        raise Refusal(400, f"one of {', '.join(sorted(ACTIONS))}", "action")
    account_key = forms.one(form, "account_key")
    if not account_key and token_account is None:
        raise Refusal(400, "is required: the name of an account", "account_key")
    call = Call(account_key, token_account, {**action.read(form), "address": address})
    do = together[name].do if action.together else partial(_alone, db, action)
    try:
        answer = await do(call)
    except IntegrityError:
        # The same call, at the same moment, in another transaction: now it is found.
        answer = await do(call)
    return Response({"status": "ok", **answer}, headers={"Cache-Control": "no-store"})


async def _alone(db: Database, action: Action, call: Call) -> Answer:
    (outcome,) = await db.run(partial(_handled, action), [call])
    if isinstance(outcome, Refusal):
        raise outcome
    return outcome


def _handled(action: Action, session: Session, calls: Sequence[Call]) -> Sequence[Answer | Refusal]:
    """Do calls of an action, those of each account at once."""

    @cache
    def caller(account_key: str, token_account: int | None) -> Account | Refusal:
        try:
            account = accounts.named(session, account_key, token_account)
            if action.metered:
                admission.refuse_strangers(account, token_account)
        except Refusal as refusal:
            return refusal
        return account

    outcomes: dict[int, Answer | Refusal] = {}
    numbers: defaultdict[Account, list[int]] = defaultdict(list)
    for number, call in enumerate(calls):
        found = caller(call.account_key, call.token_account)
        if isinstance(found, Refusal):
            outcomes[number] = found
        else:
            numbers[found].append(number)
    # In one order, for two transactions must not wait for each other.
    for account in sorted(numbers, key=lambda account: account.id):
        commands = [calls[number].command for number in numbers[account]]
        outcomes |= zip(numbers[account], action.handle(session, account, commands), strict=True)
    return [outcomes[number] for number in range(len(calls))]


ROUTES = [api, *geo.ROUTES, *openapi.ROUTES, *kiosks.ROUTES, *leads.ROUTES]
