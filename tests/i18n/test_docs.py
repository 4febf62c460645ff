"""docs/languages.md tells the truth."""

import json
import re
from pathlib import Path

import pytest

from widget.core import languages, texts

from .packs import OTHERS, PACKS

DOCS = (Path(__file__).parents[2] / "docs" / "languages.md").read_text("utf-8")
ROWS = re.findall(r"^\| `([\w-]+)` \| `([\w-]+)` \| (.+?) \| (.+?) \| (.*)\|$", DOCS, re.MULTILINE)
FALL_BACKS = re.findall(
    r"^\| ((?:`[\w-]+`(?:, )?)+)[^|`]*\| `([\w-]+)`[^|]*\|$", DOCS, re.MULTILINE
)


def test_it_works() -> None:
    assert [row[0] for row in ROWS] == sorted(PACKS)
    assert f"{len(OTHERS)} languages besides English" in DOCS


@pytest.mark.parametrize(("code", "tag", "name", "register", "note"), ROWS)
def test_each_row_is_right(code: str, tag: str, name: str, register: str, note: str) -> None:
    assert languages.bcp47(code) == tag
    assert name
    assert register
    assert ("right to left" in note) == (languages.direction(code) == "rtl")


@pytest.mark.parametrize(("asked", "read"), FALL_BACKS)
def test_each_fall_back_is_right(asked: str, read: str) -> None:
    for code in re.findall(r"`([\w-]+)`", asked):
        assert texts.resolve({}, code, "eng", PACKS) == read, code


def test_every_fall_back_of_the_page_is_read() -> None:
    assert len(FALL_BACKS) == 10


def test_the_example_is_a_kiosks_texts() -> None:
    found = re.search(r"```json\n(.*?)```", DOCS, re.DOTALL)
    assert found
    own = json.loads(found[1])
    assert texts.merged(own, "deu-at", "eng", PACKS) == PACKS["deu"] | own["deu"] | own["deu-at"]
