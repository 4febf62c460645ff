"""The dial codes against the phone library's."""

import phonenumbers

from widget.core import dialcodes


def test_it_works() -> None:
    assert dialcodes.dial_code("SG") == "65"


def test_the_table_is_that_of_phonenumbers() -> None:
    known = [
        (region, str(phonenumbers.country_code_for_region(region)))
        for region in sorted(phonenumbers.SUPPORTED_REGIONS)
    ]
    assert known == dialcodes.COUNTRIES
