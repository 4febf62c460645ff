"""The do-not-contact list."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.accounts import queries as accounts
from server.accounts.models import User
from server.errors import Refusal
from server.events.models import Event
from server.optouts import actions, queries
from server.optouts.addresses import normal
from server.optouts.models import OptOut
from tests.stores import demo_database


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with demo_database(tmp_path) as db, Session(db.engine) as session:
        yield session


@pytest.fixture
def demo_id(session: Session) -> int:
    return accounts.account(session, "demo").id


def events(session: Session) -> list[tuple[str, Any]]:
    return [(row.kind, row.data) for row in session.scalars(sa.select(Event)).unique()]


@pytest.mark.parametrize(
    ("written", "country", "listed"),
    [
        ("+65 9123 4567", "", "+6591234567"),
        ("+65-9123-4567 ext. 5", "", "+6591234567"),
        ("9123 4567", "SG", "+6591234567"),
        ("\uff19\uff11\uff12\uff13 4567", "sg", "+6591234567"),
        ("9123 4567", "", ""),
        ("33612345678", "SG", "+33612345678"),
        ("6591234567", "US", "+6591234567"),
        ("6591234567", "", "+6591234567"),
        ("0065 9123 4567", "", "+6591234567"),
        (" Ada@Example.COM ", "", "ada@example.com"),
        ("@example.com", "", ""),
        ("ada@", "", ""),
        ("a b@example.com", "", ""),
        ("<ada@example.com>", "", ""),
        ("mailto:ada@example.com", "", ""),
        ("ada@example.com.", "", ""),
        ("ada@@example.com", "", ""),
        ("a" * 250 + "@example.com", "", ""),
        ("12", "SG", ""),
        ("hello", "SG", ""),
        ("", "", ""),
    ],
)
def test_one_form_for_each_address(written: str, country: str, listed: str) -> None:
    assert normal(written, country) == listed


def test_it_works(session: Session, demo_id: int) -> None:
    assert actions.add(session, demo_id, "+65 9123 4567", "key", reason="pressed 2")
    for channel in ("voice", "email", "sms", "whatsapp"):
        assert queries.reason(session, demo_id, "+6591234567", channel) == "pressed 2"
    assert queries.reason(session, demo_id, "+6591234568", "voice") == ""


def test_one_channel_alone(session: Session, demo_id: int) -> None:
    actions.add(session, demo_id, "+6591234567", "reply", channel="sms")
    assert queries.reason(session, demo_id, "+65 9123 4567", "sms") == "reply"
    assert queries.reason(session, demo_id, "+65 9123 4567", "voice") == ""


def test_adding_twice_changes_nothing(session: Session, demo_id: int) -> None:
    assert actions.add(session, demo_id, "ada@example.com", "link")
    assert not actions.add(session, demo_id, "ADA@example.com", "console")
    assert not actions.add(session, demo_id, "ada@example.com", "link", channel="email")
    assert len(session.scalars(sa.select(OptOut)).all()) == 1
    assert len(events(session)) == 1


def test_all_channels_after_one(session: Session, demo_id: int) -> None:
    actions.add(session, demo_id, "ada@example.com", "list_unsubscribe", channel="email")
    assert actions.add(session, demo_id, "ada@example.com", "link")
    assert queries.reason(session, demo_id, "ada@example.com", "voice") == "link"


def test_another_account_may(session: Session, demo_id: int) -> None:
    actions.add(session, demo_id, "+6591234567", "key")
    other = accounts.account(session, "charlies").id
    assert queries.reason(session, other, "+6591234567", "voice") == ""


def test_what_is_no_address_is_refused(session: Session, demo_id: int) -> None:
    with pytest.raises(Refusal) as caught:
        actions.add(session, demo_id, "nobody", "console")
    assert (caught.value.status_code, caught.value.field) == (400, "address")


def test_removing_is_recorded_with_who_did_it(session: Session, demo_id: int) -> None:
    alice = session.scalars(sa.select(User).where(User.email == "alice@demo.example")).one()
    actions.add(session, demo_id, "+6591234567", "key")
    row = session.scalars(sa.select(OptOut)).one()
    assert actions.remove(session, demo_id, row.id, alice)
    assert queries.reason(session, demo_id, "+6591234567", "voice") == ""
    data = {"address": "+6591234567", "channel": "", "source": "key"}
    assert events(session) == [("opted_out", data), ("opt_out_removed", data)]
    assert session.scalars(sa.select(Event.user_id).order_by(Event.id)).all() == [None, alice.id]
    assert not actions.remove(session, demo_id, row.id, alice)


def test_nobody_removes_another_accounts(session: Session, demo_id: int) -> None:
    actions.add(session, demo_id, "+6591234567", "key")
    charlie = session.scalars(sa.select(User).where(User.email.startswith("charlie@"))).one()
    row = session.scalars(sa.select(OptOut)).one()
    assert not actions.remove(session, charlie.account_id, row.id, charlie)
    assert queries.count(session, demo_id) == 1


def test_pages_and_search(session: Session, demo_id: int) -> None:
    for number in range(5):
        actions.add(session, demo_id, f"+659123456{number}", "import")
    actions.add(session, demo_id, "a_b%c@example.com", "import")
    first = queries.page(session, demo_id, limit=4)
    rest = queries.page(session, demo_id, before=first[-1].id, limit=4)
    assert [len(first), len(rest), queries.count(session, demo_id)] == [4, 2, 6]
    assert [row.address for row in queries.page(session, demo_id, "%")] == ["a_b%c@example.com"]
    assert len(queries.page(session, demo_id, "4563")) == 1
