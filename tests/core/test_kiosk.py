"""Kiosks described, also broken ones."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from widget.core import kiosk
from widget.core.errors import FieldError

from .cases import KIOSKS, PACKS, details
from .strategies import JSON

STORED = [
    "default_lang",
    "color",
    "country",
    "texts",
    "extra_fields",
    "services",
    "validation_limit",
    "settings",
]
DESCRIBED = {
    "default_lang", "kiosk_id", "button_cta", "color", "extra_fields", "closed_txt", "open_txt",
    "menu", "account_key", "lang", "bcp47", "dir", "country", "countries", "texts", "fields",
    "services", "validation_limit", "consent", "idle_seconds", "settings",
}  # fmt: skip


def test_it_works() -> None:
    found = details("demo")
    assert set(found) == DESCRIBED
    assert found["closed_txt"] == "Click here to get a callback!"
    assert found["services"] == [[1, "Sales", 0], [3, "Cars", 1], [2, "Support", 0]]
    assert [field["id"] for field in found["fields"]] == ["email", "when", "topics", "note"]


def test_extra_fields_are_as_documented_and_in_order() -> None:
    found = details("demo")["extra_fields"]
    assert list(found) == ["email", "when", "topics", "note"]
    assert found["topics"] == {
        "label": "Topics",
        "type": "checkbox",
        "help_txt": "",
        "required": False,
        "options": [{"new": "New car"}, {"used": "Used car"}, {"lease": "Leasing"}],
    }


def test_another_language_falls_back_text_by_text() -> None:
    found = details("demo", "fr")
    assert (found["lang"], found["bcp47"], found["dir"]) == ("fra", "fr", "ltr")
    assert found["closed_txt"] == found["texts"]["closed_txt"] == "Cliquez ici !"
    assert found["button_cta"] == "Call me!"
    assert found["services"][0] == [1, "Vente", 0]
    assert found["fields"][1]["label"] == "Quand"
    assert found["menu"]["config"]["fra"]["closed_txt"] == "Cliquez ici !"
    assert found["menu"]["tree"]["children"][0]["lt"] == {"eng": "Sales", "fra": "Vente"}


@pytest.mark.parametrize("lang", ["zzz", "<script>", "", None, 5, ["eng"]])
def test_a_language_that_nobody_has_is_the_default(lang: object) -> None:
    assert kiosk.details(KIOSKS["demo"], lang, PACKS)["lang"] == "eng"


@given(st.dictionaries(st.sampled_from(STORED), JSON), JSON)
def test_a_broken_kiosk_is_described_all_the_same(stored: dict[str, Any], lang: Any) -> None:
    found = kiosk.details({**KIOSKS["plain"], **stored}, lang, PACKS)
    assert set(found) == DESCRIBED
    json.dumps(found).encode("utf-8")
    assert set(PACKS["eng"]) <= set(found["texts"])


@given(st.dictionaries(st.sampled_from(STORED), JSON))
def test_validation_refuses_with_a_field_and_nothing_else(stored: dict[str, Any]) -> None:
    refused = ""
    try:
        kiosk.validate({**KIOSKS["plain"], **stored})
    except FieldError as error:
        refused = error.field.split(".")[0]
    assert refused in ("", *STORED)
