"""JSON text in order, and hostile JSON."""

import json
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from widget.core import json_text
from widget.core.errors import FieldError

from .strategies import JSON, TEXTS

CLEAN = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cf", "Cn")), max_size=20)
VALUES = st.recursive(
    CLEAN | st.integers() | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(CLEAN, inner, max_size=3),
    max_leaves=6,
)


def test_it_works() -> None:
    assert json_text.ordered_json([("b", 1), ("a", [True, None])]) == '{"b": 1, "a": [true, null]}'


@given(st.lists(st.tuples(CLEAN, VALUES), max_size=5, unique_by=lambda pair: pair[0]))
def test_it_is_json_in_the_order_given(pairs: list[tuple[str, Any]]) -> None:
    found = json.loads(json_text.ordered_json(pairs))
    assert list(found.items()) == pairs


@given(st.dictionaries(TEXTS, JSON))
def test_a_hostile_object_comes_out_clean(raw: dict[str, Any]) -> None:
    sent = json.dumps(raw)
    assume("NaN" not in sent and "Infinity" not in sent)
    text = json_text.json_object(sent, "payload")
    text.encode("utf-8")
    again = json_text.json_object(text, "payload")
    assert json.loads(again) == json.loads(text)
    assert not any(
        0xD800 <= ord(ch) < 0xE000 or ch in "\x00\u202e" for ch in _strings(json.loads(text))
    )
    json.loads(text, parse_constant=pytest.fail)


@given(
    st.dictionaries(CLEAN, CLEAN | st.integers() | st.floats(allow_nan=False, allow_infinity=False))
)
def test_a_clean_object_is_not_touched(raw: dict[str, Any]) -> None:
    text = json.dumps(raw)
    assert json_text.json_object(text, "payload") == text


@pytest.mark.parametrize(
    "raw", ["nonsense", "[1]", "5", '{"a":' + "[" * 5000, 5, [1], '{"a": ' + "1" * 5000 + "}"]
)
def test_what_is_no_object_is_refused(raw: object) -> None:
    with pytest.raises(FieldError) as refused:
        json_text.json_object(raw, "payload")
    assert refused.value.field == "payload"


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e400", "-1e400", "9" * 400])
@pytest.mark.parametrize("place", ['{"a": %s}', '{"a": [{"b": %s}]}'])
def test_what_is_no_number_is_refused(number: str, place: str) -> None:
    text = place % number
    for raw in (text, json.loads(text)):
        with pytest.raises(FieldError, match="JSON has no NaN") as refused:
            json_text.json_object(raw, "payload")
        assert refused.value.field == "payload"


def _strings(value: Any) -> str:
    if isinstance(value, dict):
        return "".join(key + _strings(item) for key, item in value.items())
    if isinstance(value, list):
        return "".join(map(_strings, value))
    return value if isinstance(value, str) else ""
