"""Every pack is whole, clean, and short enough for a phone."""

import json
import re
import unicodedata

import pytest

from widget.core import curation, languages

from .packs import ENGLISH, ENGLISH_TEXT, FOLDER, OTHERS, PACKS, laid_out

REQUIRED = [
    "deu",
    "fra",
    "spa",
    "por",
    "ita",
    "nld",
    "swe",
    "nor",
    "dan",
    "fin",
    "isl",
    "pol",
    "ces",
    "slk",
    "hun",
    "ron",
    "bul",
    "ell",
    "ukr",
    "rus",
    "tur",
    "hrv",
    "slv",
    "srp",
    "lit",
    "lav",
    "est",
    "cat",
    "ara",
    "heb",
    "fas",
    "urd",
    "hin",
    "ben",
    "tam",
    "tha",
    "vie",
    "ind",
    "msa",
    "fil",
    "zho",
    "zho-hant",
    "jpn",
    "kor",
    "swa",
]
SAME_AS_ENGLISH = {("deu", "optional")}
# What has one line, or a third of one; in half-width characters at 390 pixels.
ROOM = {
    "closed_txt": 32,
    "open_txt": 44,
    "button_cta": 24,
    "name": 24,
    "close": 16,
    "again": 24,
    "choose": 24,
    "status_new": 26,
    "status_processing": 26,
    "status_finished": 26,
    "status_offline": 28,
    "step_new": 16,
    "step_processing": 16,
    "step_finished": 16,
}
EXAMPLES = re.compile(r"[a-z]+@example\.com|\+1\s555\s0100|2026-03-31|\b2\.5\b|\+\s\(\s\)\s\.\s-")


def test_it_works() -> None:
    assert PACKS["deu"]["close"] == "Schließen"
    assert set(REQUIRED) <= set(OTHERS)


@pytest.mark.parametrize("lang", PACKS)
def test_the_file_is_named_by_its_code(lang: str) -> None:
    assert languages.iso639_2(lang) == lang


@pytest.mark.parametrize("lang", PACKS)
def test_no_key_lacks_and_none_is_too_many(lang: str) -> None:
    assert set(PACKS[lang]) == set(ENGLISH)
    assert all(isinstance(text, str) and text for text in PACKS[lang].values())


@pytest.mark.parametrize("lang", PACKS)
def test_the_file_is_laid_out_as_the_english_one(lang: str) -> None:
    assert (FOLDER / f"{lang}.json").read_text("utf-8") == laid_out(PACKS[lang])


def test_the_layout_leaves_out_what_is_unknown_or_missing() -> None:
    assert json.loads(laid_out({"close": "Zu", "unknown": "x"})) == {"close": "Zu"}
    assert laid_out(ENGLISH) == ENGLISH_TEXT


@pytest.mark.parametrize("lang", PACKS)
def test_placeholders_and_examples_are_those_of_the_english_text(lang: str) -> None:
    for key, english in ENGLISH.items():
        text = PACKS[lang][key]
        assert sorted(re.findall(r"{.*?}", text)) == sorted(re.findall(r"{.*?}", english)), key
        assert _examples(text) == _examples(english), key


@pytest.mark.parametrize("lang", PACKS)
def test_nothing_unseen_is_in_a_text(lang: str) -> None:
    for key, text in PACKS[lang].items():
        plain = re.sub("[\u2066\u2069]", "", text)
        assert plain == plain.strip(), key
        assert plain == curation.harmless(plain), key
        assert not re.search(r"\s\s|[\t\n<>&]", plain), key
        assert unicodedata.normalize("NFC", text) == text, key


@pytest.mark.parametrize("lang", PACKS)
def test_an_ellipsis_is_one_character(lang: str) -> None:
    for key, text in PACKS[lang].items():
        assert ".." not in text, key
        assert ("…" in text) == ("…" in ENGLISH[key]), key


@pytest.mark.parametrize("lang", OTHERS)
def test_nothing_is_left_in_english(lang: str) -> None:
    same = {(lang, key) for key, text in PACKS[lang].items() if text == ENGLISH[key]}
    assert same == {pair for pair in SAME_AS_ENGLISH if pair[0] == lang}


def test_no_two_packs_are_the_same() -> None:
    seen = {json.dumps(pack, sort_keys=True) for pack in PACKS.values()}
    assert len(seen) == len(PACKS)


@pytest.mark.parametrize("lang", PACKS)
def test_texts_are_short_enough(lang: str) -> None:
    for key, text in PACKS[lang].items():
        assert _width(text) <= ROOM.get(key, 2 * _width(ENGLISH[key])), key


def _examples(text: str) -> list[str]:
    # The name before the @ may be in the reader's language; spaces may be no-break ones.
    found = [re.sub(r"\s", " ", example) for example in EXAMPLES.findall(text)]
    return sorted(re.sub("^[a-z]+@", "@", example) for example in found)


def _width(text: str) -> int:
    """Count half-width characters: marks take no room, Chinese and Japanese ones two."""
    wide = sum(unicodedata.east_asian_width(ch) in "WF" for ch in text)
    return wide + sum(unicodedata.category(ch) not in ("Mn", "Me", "Cf") for ch in text)
