"""Extra fields of every accepted form, and hostile ones."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from widget.core import fields

from .strategies import JSON, TEXTS

KEYS = ["label", "type", "help_txt", "help", "options", "required", "pattern", "placeholder", "id"]
ENTRIES = st.dictionaries(st.sampled_from(KEYS), JSON, max_size=6)
HOSTILE = JSON | st.dictionaries(TEXTS, ENTRIES, max_size=5) | st.lists(ENTRIES, max_size=5)


def test_it_works() -> None:
    found = fields.normalise({"b": {"label": "B"}, "a": {"label": "A"}}, "eng", "eng")
    assert [(field["id"], field["label"]) for field in found] == [("b", "B"), ("a", "A")]


@given(HOSTILE)
def test_hostile_fields_never_raise(raw: Any) -> None:
    for field in fields.normalise(raw, "eng", "eng"):
        assert fields.usable_id(field["id"])
        assert field["type"] in fields.TYPES.split()
        assert field["label"]
        assert isinstance(field["required"], bool)
        assert all(isinstance(field[key], str) for key in ("help", "pattern", "placeholder"))
        assert all(len(option) == 2 and all(option) for option in field["options"])
        assert bool(field["options"]) == (field["type"] in ("checkbox", "dropdown", "radio"))


@given(HOSTILE)
def test_normalised_twice_is_normalised_once(raw: Any) -> None:
    once = fields.normalise(raw, "eng", "eng")
    assert fields.normalise(once, "eng", "eng") == once


def test_there_are_not_too_many() -> None:
    many = {f"f{n}": {"type": "dropdown", "options": list(range(999))} for n in range(99)}
    found = fields.normalise(many, "eng", "eng")
    assert len(found) == fields.MOST_FIELDS
    assert len(found[0]["options"]) == fields.MOST_OPTIONS
