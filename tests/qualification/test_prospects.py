"""What is known of a prospect."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from server.accounts import queries as accounts
from server.leads import phones
from server.leads.models import Lead
from server.optouts import actions as optouts
from server.qualification import machine, prospects
from server.qualification.types import Prospect
from tests.qualification.campaigns import MONDAY, campaign
from tests.stores import demo_database


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with demo_database(tmp_path) as db, Session(db.engine) as session:
        yield session


def lead(session: Session, phone: str, email: str = "", country: str = "") -> Lead:
    return Lead(
        account_id=accounts.account(session, "demo").id,
        phone_number=phone,
        phone_verdict=dict(phones.verdict(phone, country)),
        country=country,
        email=email,
        created_at=datetime.now(UTC),
    )


def of(session: Session, phone: str, email: str = "", country: str = "", **m: Any) -> Prospect:
    return prospects.of(session, lead(session, phone, email, country), campaign(**m))


def test_it_works(session: Session) -> None:
    found = of(session, "+65 9123 4567 ext. 12", "ada@example.com")
    assert found == Prospect("+6591234567", ("Asia/Singapore",), "SG")


def test_a_number_of_its_leads_country(session: Session) -> None:
    assert of(session, "9123 4567", country="sg").phone == "+6591234567"


def test_a_number_of_a_possible_length_is_called_though_no_plan_knows_it(session: Session) -> None:
    found = of(session, "15551234", country="sg")
    assert (found.phone, "voice" in found.unreachable) == ("+6515551234", False)
    assert of(session, "155512345", country="sg").unreachable["voice"] == "no_number"


@pytest.mark.parametrize("phone", ["9123 4567", "12345", "call me", "+999 1234", "+1 555"])
def test_what_is_no_number(session: Session, phone: str) -> None:
    found = of(session, phone)
    assert (found.phone, found.zones) == ("", ())
    assert found.unreachable == {
        "voice": "no_number",
        "email": "no_address",
        "sms": "no_number",
        "whatsapp": "no_number",
    }


def test_no_text_to_a_fixed_line(session: Session) -> None:
    found = of(session, "+65 6123 4567", "ada@example.com")
    assert found.unreachable == {"sms": "fixed_line", "whatsapp": "fixed_line"}


@pytest.mark.parametrize("phone", ["+1 900 234 5678", "+979 1 2345 6789", "+44 909 879 0000"])
def test_premium_rate_numbers_are_left_alone(session: Session, phone: str) -> None:
    found = of(session, phone, "ada@example.com")
    assert found.unreachable == dict.fromkeys(("voice", "sms", "whatsapp"), "premium_rate")


def test_a_toll_free_number_has_no_zones(session: Session) -> None:
    assert of(session, "+1 800 555 0199").zones == ()


@pytest.mark.parametrize(
    ("phone", "zone"), [("+65 3123 4567", "Asia/Singapore"), ("+44 56 0012 3456", "Europe/London")]
)
def test_an_internet_number_rings_in_its_country(session: Session, phone: str, zone: str) -> None:
    assert zone in of(session, phone).zones


def test_a_number_of_many_zones(session: Session) -> None:
    assert len(of(session, "+61 412 345 678").zones) > 3


@pytest.mark.parametrize(
    ("phone", "country"),
    [
        ("911", "US"),
        ("911", ""),
        ("999", "SG"),
        ("9 9 9", "SG"),
        ("995", "SG"),
        ("+65 995", ""),
        ("112", ""),
        ("+49 110", ""),
        ("+44 999", ""),
    ],
)
def test_emergency_numbers(session: Session, phone: str, country: str) -> None:
    found = of(session, phone, "ada@example.com", country)
    assert found.emergency
    assert found.unreachable["voice"] == "emergency_number"
    assert machine.begin(campaign(), found, MONDAY).reason == "emergency_number"


@pytest.mark.parametrize("phone", ["+65 9991 2345", "+65 9951 2345", "+1 212 911 2345"])
def test_numbers_that_look_like_them(session: Session, phone: str) -> None:
    assert not of(session, phone).emergency


def test_opted_out(session: Session) -> None:
    account = accounts.account(session, "demo")
    optouts.add(session, account.id, "+6591234567", "key")
    optouts.add(session, account.id, "ada@example.com", "list_unsubscribe", channel="email")
    found = of(session, "+65 9123 4567", "Ada@Example.com")
    assert found.unreachable == dict.fromkeys(("voice", "email", "sms", "whatsapp"), "opted_out")
    assert machine.begin(campaign(), found, MONDAY).reason == "opted_out"


def test_opted_out_on_one_channel(session: Session) -> None:
    account = accounts.account(session, "demo")
    optouts.add(session, account.id, "+6591234567", "reply", channel="sms")
    found = of(session, "+65 9123 4567", "ada@example.com")
    assert found.unreachable == {"sms": "opted_out"}


def test_switched_off(session: Session) -> None:
    found = of(session, "+6591234567", messages={"email": {"enabled": False}})
    assert found.unreachable == {"email": "no_address"}
    off = {"email": {"enabled": False}, "sms": {"enabled": False}}
    found = of(session, "+6591234567", "ada@example.com", messages=off)
    assert found.unreachable == {"email": "switched_off", "sms": "switched_off"}
