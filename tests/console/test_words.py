"""Words for codes, moments and numbers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from server import clock
from server.console import words
from server.leads import phones
from server.leads.models import Lead

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def lead(number: str, country: str = "", **more: Any) -> Lead:
    verdict = dict(phones.verdict(number, country))
    return Lead(name="Ada", phone_number=number, phone_verdict=verdict, **more)


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (-5, "now"),
        (59, "now"),
        (60, "1 min"),
        (3599, "59 min"),
        (3600, "1 h"),
        (86399, "23 h"),
        (86400, "1 d"),
        (8640000, "100 d"),
    ],
)
def test_ages(seconds: int, said: str) -> None:
    assert words.age(NOW - timedelta(seconds=seconds)) == said


@pytest.mark.parametrize(("minutes", "late"), [(1, False), (10, False), (11, True)])
def test_only_a_new_lead_is_late(minutes: int, late: bool) -> None:
    since = NOW - timedelta(minutes=minutes)
    assert words.is_late(lead("1", status="new", created_at=since)) is late
    assert not words.is_late(lead("1", status="processing", created_at=since))


@pytest.mark.parametrize(
    ("number", "country", "shown", "dialled", "verdict"),
    [
        ("6123 4567", "SG", "+65 6123 4567", "+6561234567", "valid"),
        ("+49 (0)30 123456", "", "+49 30 123456", "+4930123456", "valid"),
        ("555 0100", "US", "+1 5550100", "+15550100", "possible"),
        ("555", "US", "555", "555", "unverified"),
        ("+1 2", "", "+1 2", "+12", "unverified"),
        ("call 0-800 me", "", "call 0-800 me", "0800", "unverified"),
    ],
)
def test_numbers(number: str, country: str, shown: str, dialled: str, verdict: str) -> None:
    one = lead(number, country)
    assert (words.phone(one), words.dialled(one), words.verdict(one)[0]) == (
        shown,
        dialled,
        verdict,
    )


@pytest.mark.parametrize(
    ("number", "country", "written"),
    [
        ("+6561234567", "", ""),
        ("6123 4567", "SG", "6123 4567"),
        ("+49 (0)30 123456", "", "+49 (0)30 123456"),
        ("call 0-800 me", "", ""),
    ],
)
def test_a_number_is_shown_as_written_where_its_digits_are_others(
    number: str, country: str, written: str
) -> None:
    assert words.written(lead(number, country)) == written


def test_who_gave_no_name_is_called_by_their_number() -> None:
    one = lead("6123 4567", "SG", status="new", service_name="Sales")
    assert words.who(one) == "Ada"
    one.name = ""
    assert words.who(one) == "+65 6123 4567"
    assert words.said(one) == "New lead: +65 6123 4567, Sales"


def test_names_of_codes_and_codes_without_a_name() -> None:
    assert (words.country("SG"), words.country("QQ")) == ("Singapore", "QQ")
    assert (words.language("fre"), words.language("zho-hant")) == ("French", "Chinese")
    assert words.language("qqq") == "qqq"


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://site.example/", "site.example"),
        ("https://site.example/cars?x=1#top", "site.example/cars"),
        ("http://[broken", "http://[broken"),
    ],
)
def test_addresses(url: str, shown: str) -> None:
    assert words.address(url) == shown
