"""The one table of actions of `POST /api/`: how each is read, who handles it, what it takes."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from server.accounts.keys import read_token_request
from server.accounts.models import Account
from server.api import described, handlers
from server.api.described import Described
from server.errors import Refusal
from server.forms import Form
from server.intelligence.schemas import read_events, read_profile
from server.leads.schemas import read_lead
from server.qualification.schemas import read_submission

Command = dict[str, Any]
Answer = dict[str, Any]
Handle = Callable[[Session, Account, Command], Answer]
HandleAll = Callable[[Session, Account, Sequence[Command]], Sequence[Answer | Refusal]]


class Action(NamedTuple):
    """One action.

    Attributes:
        read: Turns the form into a checked command; raises FieldError. Pure.
        handle: Does some of it in a transaction, for an account that exists; the commands have
            got `address`, where the request comes from. Returns what each answer has beside
            `"status": "ok"`, or the refusal of what has written nothing.
        described: What it takes and answers, for the OpenAPI description.
        metered: Whether it uses up a token, and is limited per address without one.
        together: Whether calls that come at the same time share a transaction.
    """

    read: Callable[[Form], Command]
    handle: HandleAll
    described: Described
    metered: bool = False
    together: bool = False


def _each(handle: Handle) -> HandleAll:
    """Do one after the other."""

    def handle_all(
        session: Session, account: Account, commands: Sequence[Command]
    ) -> Sequence[Answer | Refusal]:
        return [handle(session, account, command) for command in commands]

    return handle_all


ACTIONS: dict[str, Action] = {
    "raise_lead": Action(read_lead, _each(handlers.raise_lead), described.RAISE_LEAD),
    "send_intelligence": Action(
        read_events, _each(handlers.send_intelligence), described.SEND_INTELLIGENCE
    ),
    "create_profile": Action(
        read_profile, _each(handlers.create_profile), described.CREATE_PROFILE
    ),
    "token_create": Action(
        read_token_request, _each(handlers.token_create), described.TOKEN_CREATE
    ),
    "lead_submit": Action(
        read_submission, handlers.lead_submit, described.LEAD_SUBMIT, metered=True, together=True
    ),
}
