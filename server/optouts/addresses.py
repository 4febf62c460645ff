"""The form in which addresses stand on the do-not-contact list."""

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat

_MOST = 254


def normal(address: str, country: str = "") -> str:
    """Bring an address into the one form in which it is listed and looked up.

    Args:
        address: A phone number or an e-mail address, as people write it.
        country: ISO 3166 alpha-2 of the plan to read a number without a prefix by, or "".

    Returns:
        E.164, or the e-mail address in lower case; "" for what is neither.
    """
    address = address.strip()
    if "@" in address:
        local, _, domain = address.rpartition("@")
        good = local and domain and address.isprintable() and " " not in address
        return address.lower() if good and len(address) <= _MOST else ""
    try:
        number = phonenumbers.parse(address, country.upper() or None)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(number):
        return ""
    return e164(number)


def e164(number: PhoneNumber) -> str:
    """Write a number in E.164, which knows no extensions."""
    return str(phonenumbers.format_number(number, PhoneNumberFormat.E164))
