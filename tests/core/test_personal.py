"""Personal data in intelligence: found by their names and their looks, whatever is sent."""

import json

import pytest
from hypothesis import given

from widget.core import personal

from .strategies import JSON


def test_it_works() -> None:
    kept, refused = personal.cleaned({"car": "Estate", "email": "ada@example.com"})
    assert kept == {"car": "Estate"}
    assert [path for path, _ in refused] == ["payload.email"]


@pytest.mark.parametrize(
    "word",
    [
        "name",
        "email",
        "phone",
        "mobile",
        "address",
        "birth",
        "passport",
        "ssn",
        "ip",
        "card",
        "iban",
    ],
)
@pytest.mark.parametrize("style", ["{}", "customer_{}", "customer-{}", "customer {}", "_{}1"])
def test_every_word_in_every_style(word: str, style: str) -> None:
    assert personal.personal_key(style.format(word))
    assert personal.personal_key(style.format(word.upper()))
    assert personal.personal_key("customer" + word.capitalize())


def test_what_is_too_deep_to_look_at_is_left_out() -> None:
    deep: object = {"email": "x"}
    for _ in range(personal.DEPTH_LIMIT + 2):
        deep = {"a": deep}
    kept, refused = personal.cleaned(deep)
    assert "email" not in json.dumps(kept)
    assert len(refused) == 1


@given(JSON)
def test_what_is_kept_is_clean(value: object) -> None:
    kept, refused = personal.cleaned(value)
    assert personal.cleaned(kept)[1] == []
    assert refused or kept == value
