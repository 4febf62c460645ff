"""Which leads a list shows: one rule for the list and for what arrives while it is open."""

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.accounts.models import User
from server.leads.models import Lead
from widget.core import curation

VIEWS = {"new": "New", "mine": "Mine", "all": "All", "suspected": "Suspected"}
_MAX_SEARCH = 100
# Fewer digits than this are in nearly every number.
_LEAST_DIGITS = 3


@dataclass(frozen=True)
class Filter:
    """What a list is narrowed to.

    Attributes:
        view: One of `VIEWS`.
        search: A part of a name or a number, "" for no search.
    """

    view: str
    search: str

    def conditions(self, user: User) -> list[sa.ColumnElement[bool]]:
        """Return what a lead must fulfil to be in this user's list."""
        conditions = [Lead.account_id == user.account_id]
        if self.view == "new":
            conditions.append(Lead.status == "new")
        elif self.view == "mine":
            conditions.append(Lead.taken_by_id == user.id)
        elif self.view == "suspected":
            conditions.append(sa.func.json_array_length(Lead.suspicion) > 0)
        if self.search:
            conditions.append(_matches(self.search))
        return conditions

    def holds(self, session: Session, user: User, lead_id: int) -> bool:
        """Say whether a lead belongs in this user's list."""
        query = sa.select(Lead.id).where(Lead.id == lead_id, *self.conditions(user))
        return session.scalar(query) is not None


def read(parameters: Mapping[str, str]) -> Filter:
    """Read a list's filter from the address: `view` and `q`, anything odd left out."""
    view = parameters.get("view", "")
    search = curation.line(parameters.get("q", ""), _MAX_SEARCH)
    return Filter(view if view in VIEWS else "new", search)


def _matches(search: str) -> sa.ColumnElement[bool]:
    """A part of the name, of the number as it was written, or of its E.164 form."""
    found = [
        Lead.name.icontains(search, autoescape=True),
        Lead.phone_number.contains(search, autoescape=True),
    ]
    digits = "".join(ch for ch in search if ch in "0123456789").lstrip("0")
    if len(digits) >= _LEAST_DIGITS and not any(ch.isalpha() for ch in search):
        found.append(Lead.phone_verdict["e164"].as_string().contains(digits))
    return sa.or_(*found)
