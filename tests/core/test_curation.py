"""Clean text out of any text."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from widget.core import curation

from .strategies import TEXTS

JOINERS = "\u200c\u200d"
# Format characters that are drawn: Arabic number signs and the like, and hieroglyph blocks.
DRAWN = {"\u06dd", "\u070f", "\u08e2", *map(chr, range(0x600, 0x606)), "\u0890", "\u0891"} | {
    "\U000110bd", "\U000110cd", *map(chr, range(0x13430, 0x13440))
}  # fmt: skip


def test_it_works() -> None:
    assert curation.line("  Anne\u2011Marie\u202e\tO'Neil\n", 100) == "Anne-Marie O'Neil"


@given(TEXTS, st.integers(0, 30))
def test_a_line_holds_no_control_character(raw: str, limit: int) -> None:
    found = curation.line(raw, limit)
    for ch in found:
        assert unicodedata.category(ch) not in ("Cc", "Cs", "Zl", "Zp")
        assert unicodedata.category(ch) != "Cf" or ch in DRAWN or ch in JOINERS
        assert not ch.isspace() or ch == " "
    assert len(found) <= limit
    assert found == found.strip(" " + JOINERS)
    assert "  " not in found


@given(TEXTS, st.integers(0, 30))
def test_curated_twice_is_curated_once(raw: str, limit: int) -> None:
    line, text = curation.line(raw, limit), curation.text(raw, limit)
    assert curation.line(line, limit) == line
    assert curation.text(text, limit) == text
    assert curation.harmless(curation.harmless(raw)) == curation.harmless(raw)


@given(TEXTS)
def test_a_text_is_lines_and_single_blank_lines(raw: str) -> None:
    found = curation.text(raw, 1000)
    assert "\n\n\n" not in found
    assert all(curation.line(part, 1000) == part for part in found.split("\n"))


@given(TEXTS)
def test_whatever_comes_out_can_be_written_as_utf8(raw: str) -> None:
    for found in (curation.line(raw, 100), curation.harmless(raw), curation.scalars(raw)):
        found.encode("utf-8")


@pytest.mark.parametrize("code", [c for c in range(0x110000) if chr(c).isspace()])
def test_every_space_becomes_a_space(code: int) -> None:
    assert curation.line("a" + chr(code) + "b", 10) == "a b"


def test_every_bidirectional_control_goes() -> None:
    controls = [
        chr(code)
        for code in range(0x110000)
        if unicodedata.bidirectional(chr(code))
        in ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")
    ]
    assert len(controls) == 9
    assert curation.line("a" + "".join(controls) + "b", 100) == "ab"
    assert curation.harmless("a" + "".join(controls) + "b") == "ab"
