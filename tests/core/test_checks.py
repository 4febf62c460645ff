"""One extra field: each type of value, and hostile ones."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from widget.core import checks, fields

from .cases import PACKS
from .strategies import JSON, TEXTS

WORDS = PACKS["eng"]


def test_it_works() -> None:
    field = fields.normalise({"email": {"type": "email"}}, "eng", "eng")[0]
    assert checks.check(field, " a@example.com ", WORDS) == ("a@example.com", "")
    assert checks.check(field, "a@", WORDS) == ("a@", WORDS["error_email"])


@given(st.dates())
def test_every_day_is_a_date(day: datetime.date) -> None:
    assert checks.is_date(day.isoformat())


@given(st.text("0123456789-", min_size=10, max_size=10) | TEXTS)
def test_what_is_a_date_is_a_day(text: str) -> None:
    if checks.is_date(text):
        datetime.date.fromisoformat(text)


@given(st.text("0123456789-+.eE", max_size=8))
def test_what_is_a_number_is_a_float(text: str) -> None:
    if checks.is_number(text):
        float(text)


@given(st.floats(allow_nan=False, allow_infinity=False) | st.integers())
def test_every_number_is_a_number(number: float) -> None:
    assert checks.is_number(str(number))


@pytest.mark.parametrize("kind", fields.TYPES.split())
@given(raw=JSON)
def test_hostile_values_never_raise(kind: str, raw: object) -> None:
    described = {"x": {"type": kind, "options": ["a", "b"], "pattern": "[a-z]+", "required": True}}
    field = fields.normalise(described, "eng", "eng")[0]
    value, problem = checks.check(field, raw, WORDS)
    assert isinstance(value, list if kind == "checkbox" else str)
    assert problem in ("", *WORDS.values()) or "2000" in problem
    assert value or problem or kind == "hidden"
