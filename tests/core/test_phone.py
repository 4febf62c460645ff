"""Phone numbers of every region and script."""

import re
import unicodedata

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st
from phonenumbers import PhoneMetadata

from widget.core import dialcodes, phone
from widget.core.errors import FieldError

from .strategies import TEXTS

DOCUMENTED = re.compile(r"[a-zA-Z0-9 ().\-+#,]{2,30}")
TYPED = st.text(
    st.sampled_from("0123456789\u0663\u096f\uff10 -()+.#,xA\u2011\u2013\u00a0"), max_size=40
)


def digits_of(text: str) -> str:
    return "".join(str(unicodedata.decimal(ch)) for ch in text if ch.isdecimal())


def test_it_works() -> None:
    assert phone.check("15551234") == "15551234"


@pytest.mark.parametrize("raw", ["", None, "1", "1" * 31, "030/1", "+é", "\x00"])
def test_what_breaks_the_rule_is_refused(raw: object) -> None:
    with pytest.raises(FieldError) as refused:
        phone.check(raw)
    assert refused.value.field == "phone_number"


@given(TYPED)
def test_no_digit_is_ever_lost(raw: str) -> None:
    assert digits_of(phone.curate(raw)) == digits_of(raw)


@given(TYPED, st.sampled_from(["", "1", "44", "61", "65"]))
def test_a_dial_code_adds_and_never_takes(raw: str, dial_code: str) -> None:
    number = phone.curate(raw)
    found = digits_of(phone.with_dial_code(number, dial_code))
    assert found.endswith(
        digits_of(number).removeprefix("00") if number.startswith("00") else digits_of(number)
    )


@given(TEXTS | TYPED)
def test_the_rule_is_the_documented_one(raw: str) -> None:
    number = phone.curate(raw)
    assert phone.follows_rule(number) == bool(DOCUMENTED.fullmatch(number))


@given(TEXTS | TYPED)
def test_curated_twice_is_curated_once(raw: str) -> None:
    assert phone.curate(phone.curate(raw)) == phone.curate(raw)


def test_digits_of_every_script_in_the_basic_plane_are_read() -> None:
    decimals = [chr(c) for c in range(0x10000) if chr(c).isdecimal()]
    assert [phone.curate("1" + ch) for ch in decimals] == [
        "1" + str(unicodedata.decimal(ch)) for ch in decimals
    ]


@pytest.mark.parametrize("region", sorted(phonenumbers.SUPPORTED_REGIONS))
def test_the_example_of_every_region_is_plausible(region: str) -> None:
    example = phonenumbers.example_number_for_type(region, phonenumbers.PhoneNumberType.MOBILE)
    if example is None:
        example = phonenumbers.example_number(region)
    assert example is not None
    dial_code = str(phonenumbers.country_code_for_region(region))
    national = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.NATIONAL)
    full = phone.with_dial_code(phone.check(national), dial_code)
    assert phone.plausible(full)
    assert phonenumbers.parse(full, region).country_code == example.country_code


def dials_longer(region: str) -> bool:
    metadata = PhoneMetadata.metadata_for_region(region)
    assert metadata is not None
    endings = [*map(str, range(100)), "00", "11"]
    return any(re.match(f"(?:{metadata.international_prefix})$", f"00{n}") for n in endings)


def test_00_is_left_alone_where_it_begins_something_longer() -> None:
    longer = {
        phonenumbers.country_code_for_region(region)
        for region in phonenumbers.SUPPORTED_REGIONS
        if dials_longer(region)
    }
    for _, code in dialcodes.COUNTRIES:
        number = "00 4420 7946" if code != "44" else "00 3312 345"
        kept = phone.with_dial_code(number, code) == number
        assert kept == (int(code) in longer), code
