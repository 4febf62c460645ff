"""Language codes against CLDR."""

import babel
import pytest
from babel.core import get_global
from hypothesis import given

from widget.core import languages

from .strategies import TEXTS

TABLE = [(item[:2], item[2:5], item[5:]) for item in languages._TABLE.split()]


def test_it_works() -> None:
    assert languages.iso639_2("en-GB") == "eng-gb"
    assert languages.bcp47("eng-gb") == "en-gb"


def test_the_table_agrees_with_cldr() -> None:
    aliases = get_global("language_aliases")
    for short, long, bibliographic in TABLE:
        # CLDR goes further for these two: Filipino and Akan.
        assert aliases.get(long, short) == {"tl": "fil", "tw": "ak"}.get(short, short)
        assert aliases.get(bibliographic, short) == short
    assert len(TABLE) == len({short for short, _, _ in TABLE}) == 183


@pytest.mark.parametrize(("short", "long", "bibliographic"), TABLE)
def test_there_and_back(short: str, long: str, bibliographic: str) -> None:
    assert languages.iso639_2(short) == languages.iso639_2(bibliographic or long) == long
    assert languages.bcp47(long) == short


def test_directions_are_those_of_cldr() -> None:
    for identifier in babel.localedata.locale_identifiers():
        locale = babel.Locale.parse(identifier)
        code = languages.iso639_2("-".join(filter(None, (locale.language, locale.script))))
        assert languages.direction(code) == ("rtl" if locale.text_direction == "rtl" else "ltr"), (
            identifier
        )


@given(TEXTS)
def test_what_comes_out_is_plain_ascii(raw: str) -> None:
    code = languages.iso639_2(raw)
    assert all("a" <= ch <= "z" or "0" <= ch <= "9" or ch == "-" for ch in code)
