"""A verdict on a phone number: it accompanies what the visitor wrote and never refuses it."""

from typing import TypedDict

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType


class Verdict(TypedDict):
    """What the number plans say about a number; strings are "" when they say nothing."""

    e164: str
    international: str
    region: str
    possible: bool
    valid: bool
    type: str


def verdict(number: str, country: str) -> Verdict:
    """Look a number up in the world's number plans.

    Args:
        number: As the visitor wrote it.
        country: ISO 3166 alpha-2 of the plan to read a number without a prefix by, or "".

    Returns:
        Its E.164 and international forms, its region, whether it is possible and valid, and its
        type in lower case, such as `mobile` or `fixed_line_or_mobile`.
    """
    try:
        parsed = phonenumbers.parse(number, country.upper() or None)
    except phonenumbers.NumberParseException:
        return Verdict(
            e164="", international="", region="", possible=False, valid=False, type="unknown"
        )
    return Verdict(
        e164=phonenumbers.format_number(parsed, PhoneNumberFormat.E164),
        international=phonenumbers.format_number(parsed, PhoneNumberFormat.INTERNATIONAL),
        region=phonenumbers.region_code_for_number(parsed) or "",
        possible=phonenumbers.is_possible_number(parsed),
        valid=phonenumbers.is_valid_number(parsed),
        type=PhoneNumberType.to_string(phonenumbers.number_type(parsed)).lower(),
    )


def of_a_list(number: str, country: str) -> Verdict:
    """Look up a number of a list, in which many stand with the country's code but no plus.

    Args:
        number: As it was sent.
        country: ISO 3166 alpha-2 of the plan that most of such numbers are of, or "".

    Returns:
        The verdict on it as a number of abroad without its plus where it is one of the country's
        or the country knows no such number, else on it as it stands.
    """
    plain = verdict(number, country)
    digits = number.removeprefix("00")
    if number.startswith("+") or digits.startswith("0"):
        return plain
    whole = verdict(f"+{digits}", "")
    if whole["valid"] and (whole["region"] == country.upper() or not plain["valid"]):
        return whole
    return plain
