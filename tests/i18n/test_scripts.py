"""Every text is in its language's script, direction and punctuation."""

import re
import unicodedata

import pytest
from babel.core import get_global

from widget.core import languages

from .packs import ENGLISH, OTHERS, PACKS

# How CLDR's scripts begin the names of their letters in Unicode.
LETTERS = {
    "Arab": ("ARABIC",),
    "Beng": ("BENGALI",),
    "Cyrl": ("CYRILLIC",),
    "Deva": ("DEVANAGARI",),
    "Grek": ("GREEK",),
    "Hans": ("CJK",),
    "Hant": ("CJK",),
    "Hebr": ("HEBREW",),
    "Jpan": ("CJK", "HIRAGANA", "KATAKANA"),
    "Kore": ("HANGUL",),
    "Latn": ("LATIN",),
    "Taml": ("TAMIL",),
    "Thai": ("THAI",),
}
FOREIGN = re.compile(r"[a-z]+@example\.com|{\w+}")
BRANDS = {"ell": ("email",)}
# What a right-to-left sentence would turn around: it stands in an isolate.
LEFT_TO_RIGHT = re.compile(r"\+\s?[(1]|2026|@")
RIGHT_TO_LEFT = [lang for lang in OTHERS if languages.direction(lang) == "rtl"]
# What does not occur in a language's texts, examples and symbols left aside.
WRONG = {
    "": r"['\"`]|\.\.\.|\s[.,]",
    "ara": r"[?,;]",
    "ben": r"\.|\s[।?!]",
    "deu": r"[^\u00a0]…",
    "ell": r"\?",
    "fas": r"[?,;]|[يك]",
    "fra": r"[^\u202f][?!;]|[^\u00a0]:",
    "hin": r"\.|\s[।?!]",
    "jpn": r"[,.?!:()]",
    "kor": r"[\uff0c\u3002\uff1f\uff01]",
    "por-pt": r"\bvocê",
    "spa": r"^[^¿]*\?|^[^¡]*!",
    "tha": r"\.|[?!]",
    "urd": r"[?,;.]|[يك]",
    "zho": r"[,.?!:;()]",
    "zho-hant": r"[,.?!:;()“”]",
}


def test_it_works() -> None:
    assert set(RIGHT_TO_LEFT) == {"ara", "fas", "heb", "urd"}
    assert _script("zho-hant") == "Hant"
    assert _script("srp-latn") == "Latn"


@pytest.mark.parametrize("lang", PACKS)
def test_every_letter_is_of_the_languages_script(lang: str) -> None:
    known = LETTERS[_script(lang)]
    for key, text in PACKS[lang].items():
        for brand in BRANDS.get(lang, ()):
            text = text.replace(brand, "")
        for ch in FOREIGN.sub("", text):
            if unicodedata.category(ch)[0] == "L" and ch != "ー":
                assert unicodedata.name(ch).startswith(known), (key, ch)


@pytest.mark.parametrize("lang", PACKS)
def test_the_punctuation_is_the_languages_own(lang: str) -> None:
    wrong = f"{WRONG['']}|{WRONG[lang]}" if lang in WRONG else WRONG[""]
    for key, text in PACKS[lang].items():
        # English keeps the straight apostrophe, as the documentation writes it.
        found = re.search(wrong, _prose(text).replace("'", "" if lang == "eng" else "'"))
        assert not found, (key, found)


@pytest.mark.parametrize("lang", RIGHT_TO_LEFT)
def test_what_runs_to_the_right_is_isolated(lang: str) -> None:
    for key, text in PACKS[lang].items():
        outside = re.sub("\u2066[^\u2066\u2069]*\u2069", "", text)
        assert "\u2066" not in outside, key
        assert "\u2069" not in outside, key
        assert not LEFT_TO_RIGHT.search(outside), key


@pytest.mark.parametrize("lang", sorted(set(PACKS) - set(RIGHT_TO_LEFT)))
def test_nothing_is_isolated_where_all_runs_to_the_right(lang: str) -> None:
    assert not re.search("[\u2066\u2069]", "".join(PACKS[lang].values()))


def test_both_chinese_scripts_are_themselves() -> None:
    simplified, traditional = ("".join(PACKS[lang].values()) for lang in ("zho", "zho-hant"))
    assert not set("給電話號碼請輸選擇網頁") & set(simplified)
    assert not set("给电话号码请输选择网页") & set(traditional)


def test_both_serbian_scripts_say_the_same() -> None:
    for key, text in PACKS["srp"].items():
        assert FOREIGN.sub("", _latin(text)) == FOREIGN.sub("", PACKS["srp-latn"][key]), key


@pytest.mark.parametrize("lang", sorted(set(PACKS) - {"tha"}))
def test_a_sentence_ends_as_one(lang: str) -> None:
    for key, text in PACKS[lang].items():
        # Korean gives an example after a sentence, and leaves it open.
        sentence = text.split(" 예:")[0] if lang == "kor" else text
        if ENGLISH[key].endswith("."):
            assert re.search(r"[.!?;\u061f\u06d4\u0964\u3002\uff01\uff1f]$", sentence), key


def _script(lang: str) -> str:
    tag = languages.bcp47(lang).split("-")
    likely = get_global("likely_subtags")
    if tag[-1].title() in LETTERS:
        return tag[-1].title()
    script: str = likely[tag[0]].split("_")[1]
    return script


def _prose(text: str) -> str:
    """Replace the examples and the list of symbols, which are the same everywhere, by a digit."""
    text = re.sub(r"\+\s\(\s\)\s\.\s-|[a-z]+@example\.com|2\.5|{\w+}|ค\.ศ\.|எ\.கா\.", "0", text)
    return re.sub("[\u2066\u2069]", "", text)


def _latin(text: str) -> str:
    plain = "abvgdđežzijklmnoprstćufhcčš"
    table = dict(zip("абвгдђежзијклмнопрстћуфхцчш", plain, strict=True))
    table |= {"љ": "lj", "њ": "nj", "џ": "dž"}
    table |= {letter.upper(): latin.capitalize() for letter, latin in table.items()}
    return "".join(table.get(ch, ch) for ch in text)
