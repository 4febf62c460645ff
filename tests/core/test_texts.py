"""The words, and their fall-back."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from widget.core import curation, texts

from .cases import PACKS, ROOT
from .strategies import JSON, TEXTS

ENGLISH = PACKS["eng"]
SOURCES = [
    path
    for folder in ("widget", "server")
    for path in (ROOT / folder).rglob("*")
    if path.suffix in (".py", ".j2") and "console" not in path.parts
    # The answer page has packs of its own, server/pages/answer_words.
    if path.stem not in ("answer", "answer.html")
]
USES = r"(?:\btexts\.|\btexts\[\"|\[\"texts\"\]\[\"|words\.get\(\")([a-z][a-z0-9_]*)"
PLACES = {"error_long": ["limit"], "next_call": ["when"]}


def test_it_works() -> None:
    assert texts.merged({"fra": {"closed_txt": "Appelez-moi"}}, "fra", "eng", PACKS) == {
        **ENGLISH,
        "closed_txt": "Appelez-moi",
    }


@pytest.mark.parametrize("key", sorted(ENGLISH))
def test_every_english_text_is_clean(key: str) -> None:
    value = ENGLISH[key]
    assert value == curation.text(value, 200)
    assert re.findall(r"{(\w+)}", value) == PLACES.get(key, [])


def test_the_documented_texts_are_the_documentations() -> None:
    assert ENGLISH["closed_txt"] == "Click here to get a callback!"
    assert ENGLISH["open_txt"] == "Tell us how to contact you!"
    assert ENGLISH["button_cta"] == "Call me!"


def test_every_text_that_the_code_asks_for_exists() -> None:
    asked = {
        (key, path.name)
        for path in SOURCES
        for key in re.findall(USES, path.read_text("utf-8"))
        if key not in ("get", "items", "closed_txt", "status_", "step_")
        and not (path.parts[-2] == "core" and path.suffix == ".py" and key in ("pick", "merged"))
    }
    modules = {"bcp47", "direction", "resolve", "fall_back", "pick", "merged"}
    missing = {pair for pair in asked if pair[0] not in ENGLISH and pair[0] not in modules}
    assert not missing


@pytest.mark.parametrize("status", ["new", "processing", "finished"])
def test_every_status_has_its_words(status: str) -> None:
    assert ENGLISH[f"status_{status}"]
    assert ENGLISH[f"status_{status}_more"]
    assert ENGLISH[f"step_{status}"]


@given(JSON, TEXTS, TEXTS)
def test_hostile_texts_never_raise_and_never_lose_a_key(own: Any, lang: str, default: str) -> None:
    found = texts.merged(own, lang, default, PACKS)
    assert set(ENGLISH) <= set(found)
    assert all(isinstance(value, str) and value for value in found.values())
    texts.resolve(own, lang, default, PACKS)


@given(JSON, st.sampled_from(["eng", "fra", "", "x"]))
def test_a_hostile_label_is_a_string(value: Any, lang: str) -> None:
    assert isinstance(texts.pick(value, lang, "eng"), str)
