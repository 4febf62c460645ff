"""A verdict on a phone number: it accompanies what the visitor wrote and never refuses it."""

import re
from functools import lru_cache
from typing import NamedTuple, TypedDict

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat, PhoneNumberType

_ABROAD = re.compile(r"\+[0-9 ().-]+")
_FORMATTING = str.maketrans("", "", " ().-")


class Listed(NamedTuple):
    """What the number plans know of a number.

    Attributes:
        number: The number, read; not to be changed.
        e164: Its E.164 form.
        region: ISO 3166 alpha-2, "" where it belongs to none.
        possible: Whether a number may have so many digits.
        kind: Of `PhoneNumberType`; UNKNOWN of one that is not valid.
    """

    number: PhoneNumber
    e164: str
    region: str
    possible: bool
    kind: int


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
    found = listed(number, country)
    if found is None:
        return Verdict(
            e164="", international="", region="", possible=False, valid=False, type="unknown"
        )
    return Verdict(
        e164=found.e164,
        international=phonenumbers.format_number(found.number, PhoneNumberFormat.INTERNATIONAL),
        region=found.region,
        possible=found.possible,
        valid=found.kind != PhoneNumberType.UNKNOWN,
        type=PhoneNumberType.to_string(found.kind).lower(),
    )


def listed(number: str, country: str) -> Listed | None:
    """Return what the number plans know of a number; None where it can be read as none.

    Args:
        number: As for `verdict`.
        country: As for `verdict`.
    """
    if _ABROAD.fullmatch(number):
        return _listed(number.translate(_FORMATTING), "")
    return _listed(number, country.upper())


@lru_cache(maxsize=4096)
def _listed(number: str, country: str) -> Listed | None:
    try:
        parsed = phonenumbers.parse(number, country or None)
    except phonenumbers.NumberParseException:
        return None
    return Listed(
        parsed,
        phonenumbers.format_number(parsed, PhoneNumberFormat.E164),
        phonenumbers.region_code_for_number(parsed) or "",
        phonenumbers.is_possible_number(parsed),
        phonenumbers.number_type(parsed),
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
