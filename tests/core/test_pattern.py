"""Patterns against re, and patterns that would hang it."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from widget.core import pattern

ATOMS = st.sampled_from(
    ["a", "b", "é", ".", "[ab]", "[^a]", "[a-cé]", r"\d", r"\w", r"\s", r"\W", "1", r"\."]
)
PATTERNS = st.recursive(
    ATOMS,
    lambda inner: (
        st.tuples(inner, inner).map("".join)
        | st.tuples(inner, inner).map(lambda two: "(?:" + "|".join(two) + ")")
        | st.tuples(inner, st.sampled_from(["*", "+", "?", "{2}", "{0,2}", "{1,}", "*?"])).map(
            lambda two: f"({two[0]}){two[1]}"
        )
        | inner.map(lambda one: f"(?:^{one})")
    ),
    max_leaves=8,
)


def test_it_works() -> None:
    assert pattern.matches("[0-9]{5}", "12345")
    assert not pattern.matches("[0-9]{5}", "1234")


@given(PATTERNS, st.text("abé1. \n", max_size=6))
def test_it_agrees_with_re(rule: str, value: str) -> None:
    expected = re.fullmatch(rule.replace(".", "[^\\n]") if rule == "." else rule, value, re.ASCII)
    assert pattern.matches(rule, value) == bool(expected)


@pytest.mark.parametrize(
    ("rule", "value"),
    [
        ("(a+)+$", "a" * 2000 + "b"),
        ("(a|a)*b", "a" * 2000),
        ("(((a*)*)*)*b", "a" * 2000),
        ("(.*)(.*)(.*)(.*)(.*)x", "a" * 2000),
        ("((((){999}){999}){999}){999}", "a"),
        ("(((a{999}){999}){999}){999}", "a"),
        ("[" + "a-z" * 90 + "]{300}", "a" * 2000),
    ],
)
def test_no_pattern_takes_long(rule: str, value: str) -> None:
    start = time.process_time()
    pattern.matches(rule, value)
    assert time.process_time() - start < 1


@pytest.mark.parametrize(
    "rule", ["(", ")", "[", "*", "a**", "(?=a)", r"\1", r"\b", "a{x}", "[b-a]", "(" * 99]
)
def test_what_is_not_understood_is_refused_when_it_is_entered(rule: str) -> None:
    with pytest.raises(pattern.PatternError):
        pattern.check(rule)
    assert pattern.matches(rule, "whatever")
