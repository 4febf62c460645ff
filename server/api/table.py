"""The one table of actions of `POST /api/`: how each is read, who handles it, what it takes."""

from collections.abc import Callable
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from server.accounts.keys import read_token_request
from server.accounts.models import Account
from server.api import described, handlers
from server.api.described import Described
from server.forms import Form
from server.intelligence.schemas import read_events, read_profile
from server.leads.schemas import read_lead
from server.qualification.schemas import read_submission

Command = dict[str, Any]
Answer = dict[str, Any]


class Action(NamedTuple):
    """One action.

    Attributes:
        read: Turns the form into a checked command; raises FieldError. Pure.
        handle: Does it in a transaction, for an account that exists; the command has got
            `address`, where the request comes from. Returns what the answer has beside
            `"status": "ok"`.
        described: What it takes and answers, for the OpenAPI description.
        metered: Whether it uses up a token, and is limited per address without one.
    """

    read: Callable[[Form], Command]
    handle: Callable[[Session, Account, Command], Answer]
    described: Described
    metered: bool = False


ACTIONS: dict[str, Action] = {
    "raise_lead": Action(read_lead, handlers.raise_lead, described.RAISE_LEAD),
    "send_intelligence": Action(
        read_events, handlers.send_intelligence, described.SEND_INTELLIGENCE
    ),
    "create_profile": Action(read_profile, handlers.create_profile, described.CREATE_PROFILE),
    "token_create": Action(read_token_request, handlers.token_create, described.TOKEN_CREATE),
    "lead_submit": Action(
        read_submission, handlers.lead_submit, described.LEAD_SUBMIT, metered=True
    ),
}
