"""The verdict on a phone number."""

from __future__ import annotations

import phonenumbers
import pytest

from server.leads.phones import of_a_list, verdict


def test_it_works() -> None:
    assert verdict("9123 4567", "SG") == {
        "e164": "+6591234567",
        "international": "+65 9123 4567",
        "region": "SG",
        "possible": True,
        "valid": True,
        "type": "mobile",
    }


@pytest.mark.parametrize(
    ("number", "country", "e164", "valid", "kind"),
    [
        ("+44 20 7946 0958", "SG", "+442079460958", True, "fixed_line"),
        ("+1 201 555 0123", "", "+12015550123", True, "fixed_line_or_mobile"),
        ("1-800-FLOWERS", "US", "+18003569377", True, "toll_free"),
        ("9123 4567", "sg", "+6591234567", True, "mobile"),
        ("15551234", "", "", False, "unknown"),
        ("15551234", "SG", "+6515551234", False, "unknown"),
        ("call me!", "SG", "", False, "unknown"),
        ("", "SG", "", False, "unknown"),
        ("9123 4567", "XX", "", False, "unknown"),
        ("+999 123456", "", "", False, "unknown"),
        ("1" * 100, "SG", "", False, "unknown"),
    ],
)
def test_whatever_was_written_gets_a_verdict(
    number: str, country: str, e164: str, valid: bool, kind: str
) -> None:
    said = verdict(number, country)
    assert (said["e164"], said["valid"], said["type"]) == (e164, valid, kind)


@pytest.mark.parametrize(
    ("number", "country", "e164"),
    [
        ("9123 4567", "SG", "+6591234567"),
        ("6591234567", "SG", "+6591234567"),
        ("65 9123 4567", "", "+6591234567"),
        ("006591234567", "SG", "+6591234567"),
        ("006591234567", "", "+6591234567"),
        ("+65 9123 4567", "US", "+6591234567"),
        # Both can be dialled in Germany; nobody writes the first without its 0 there.
        ("4915112345678", "DE", "+4915112345678"),
        ("015112345678", "DE", "+4915112345678"),
        ("12025550123", "SG", "+12025550123"),
        ("2025550123", "US", "+12025550123"),
        ("18003569377", "", "+18003569377"),
        # The country's own before another's.
        ("61234567", "SG", "+6561234567"),
        ("15551234", "", ""),
        ("12", "SG", "+6512"),
        ("999", "SG", "+65999"),
        ("0", "", ""),
        ("call me", "SG", ""),
    ],
)
def test_numbers_of_a_list_may_lack_their_plus(number: str, country: str, e164: str) -> None:
    assert of_a_list(number, country)["e164"] == e164


@pytest.mark.parametrize("region", sorted(phonenumbers.SUPPORTED_REGIONS))
def test_a_number_is_read_alike_in_every_form(region: str) -> None:
    for kind in phonenumbers.PhoneNumberType.values():
        number = phonenumbers.example_number_for_type(region, kind)
        if number is None:
            continue
        plain = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
        for text in (plain, written, written.replace(" ", "-"), f"{plain[:4]} ({plain[4:]})"):
            found = verdict(text, "")
            assert found["e164"] == plain
            assert found["valid"] == phonenumbers.is_valid_number(phonenumbers.parse(text))
