"""On which pages a widget shows, by the table that the browser's tests use too."""

import json
import re
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from widget.core import display, kiosk_settings

from .strategies import JSON

SHOWN: list[dict[str, Any]] = json.loads(Path(__file__).with_name("shown.json").read_text("utf-8"))


def is_shown(rule: object, address: str) -> bool:
    """Decides as the loader does."""
    source = kiosk_settings.described({"display": rule} if rule else {}, "ltr")["display"]
    return bool(re.search(source, address))


@pytest.mark.parametrize("row", SHOWN, ids=lambda row: str(row["rule"]))
def test_it_works(row: dict[str, Any]) -> None:
    assert [a for a in row["shown"] if not is_shown(row["rule"], a)] == []
    assert [a for a in row["hidden"] if is_shown(row["rule"], a)] == []


@given(JSON, JSON)
def test_whatever_is_stored_compiles(mode: object, patterns: object) -> None:
    re.compile(display.compiled(mode, patterns))


@given(st.lists(st.text("ab*./?#", max_size=8).map(lambda t: "/" + t.lstrip("/")), min_size=1))
def test_black_is_the_opposite_of_white(patterns: list[str]) -> None:
    for address in ("https://a.example/", "https://a.example/ab/a?b#a", "https://b/a.b"):
        white = re.search(display.compiled("white", patterns), address)
        black = re.search(display.compiled("black", patterns), address)
        assert bool(white) != bool(black)


@given(st.text("ab*", max_size=8), st.text("ab", max_size=10))
def test_a_star_is_any_characters(pattern: str, path: str) -> None:
    plain = re.fullmatch(pattern.replace("*", ".*"), path) if "**" not in pattern else None
    source = display.compiled("white", ["/" + pattern])
    if "**" not in pattern:
        assert bool(re.search(source, "https://a.example/" + path)) == bool(plain)


def test_a_crafted_address_takes_no_time() -> None:
    source = display.compiled("white", ["/*a*a*a*a*a*a*a*a*b"])
    began = time.monotonic()
    assert not re.search(source, "https://a.example/" + "a" * 20_000)
    assert time.monotonic() - began < 2


def test_a_hundred_patterns_are_enough() -> None:
    assert display.compiled("white", ["/x"] * 100) != display.NOWHERE
    assert display.compiled("white", ["/x"] * 101) == display.NOWHERE
