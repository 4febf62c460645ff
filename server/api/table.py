"""The one table of actions of `POST /api/`: how each is read and who handles it."""

from collections.abc import Callable
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from server.accounts.models import Account
from server.api import handlers
from server.forms import Form
from server.intelligence.schemas import read_events, read_profile
from server.leads.schemas import read_lead

Command = dict[str, Any]
Answer = dict[str, Any]


class Action(NamedTuple):
    """One action.

    Attributes:
        read: Turns the form into a checked command; raises FieldError. Pure.
        handle: Does it in a transaction, for an account that exists; the command has got
            `address`, where the request comes from. Returns what the answer has beside
            `"status": "ok"`.
    """

    read: Callable[[Form], Command]
    handle: Callable[[Session, Account, Command], Answer]


ACTIONS: dict[str, Action] = {
    "raise_lead": Action(read_lead, handlers.raise_lead),
    "send_intelligence": Action(read_events, handlers.send_intelligence),
    "create_profile": Action(read_profile, handlers.create_profile),
}
