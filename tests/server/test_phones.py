"""The verdict on a phone number."""

from __future__ import annotations

import pytest

from server.leads.phones import verdict


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
