"""Personal data do not belong into intelligence: find them by their names and their looks.

The documentation of `send_intelligence` says so, without saying how to tell. The rule errs on
the side of the visitor; docs/storage.md has it in words.
"""

from widget.core.checks import is_date, is_email

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

DEPTH_LIMIT = 12

# In a key, wherever it stands: words that name a person, or how to reach or to charge one.
_WORDS = (
    " address addr birth birthday birthdate dob card cvc cvv email emails fax firstname fullname"
    " iban ip ipaddress lastname mail mobile msisdn nric passport password phone phones"
    " phonenumber ssn surname tel telephone username whatsapp "
)
# "name" is personal alone and after these: a "product name" is not.
_WHOSE = (
    " client contact customer family first full given guest last maiden member middle my nick"
    " person personal user visitor your "
)
_DIGITS = "0123456789"
_BREAKS = "<>()[],;:\"'=&?/|\n\t"


def cleaned(value: "Any", path: str = "payload", depth: int = DEPTH_LIMIT) -> "tuple[Any, Any]":
    """Leave out of a payload what looks like personal data.

    Args:
        value: What JSON can hold.
        path: What to call it.
        depth: How many levels of it are looked into; what is deeper is left out.

    Returns:
        The value without them, and what was left out and why: a list of
        `[path, reason]`, empty when the value is returned as it is.
    """
    if not isinstance(value, (dict, list)):
        return value, []
    is_dict = isinstance(value, dict)
    kept: list[tuple[object, object]] = []
    refused = []
    for key in value if is_dict else range(len(value)):
        item = value[key]
        where = path + "." + str(key)
        why = (is_dict and personal_key(str(key))) or personal_value(item)
        if not depth:
            why = "it is nested too deep to be looked at"
        if why:
            refused.append([where, why])
            continue
        item, more = cleaned(item, where, depth - 1)
        kept.append((key, item))
        refused += more
    if not refused:
        return value, []
    return (dict(kept) if is_dict else [item for _, item in kept]), refused


def personal_key(key: str) -> str:
    """Say whether a key names something personal.

    Args:
        key: The key, in any style: `customerEmail`, `customer_email`, `Customer e-mail`.

    Returns:
        Why, in plain English, or "".
    """
    words = _words(key)
    for number, word in enumerate(words):
        after = words[number - 1] if number else ""
        pair = after + word
        if " " + word + " " in _WORDS or " " + pair + " " in _WORDS:
            return '"' + word + '" in its name looks like personal data'
        if word == "name" and (len(words) == 1 or " " + after + " " in _WHOSE):
            return '"name" looks like a person\'s'
    return ""


def personal_value(value: object) -> str:
    """Say whether a value looks like a way to reach a person.

    Args:
        value: Anything; only text can look so.

    Returns:
        Why, in plain English, or "".
    """
    if not isinstance(value, str):
        return ""
    if any([is_email(word.strip(".")) for word in _parts(value)]):
        return "its value looks like an e-mail address"
    if _is_phone(value.strip()) or any([_is_phone("+" + t) for t in _after_plus(value)]):
        return "its value looks like a phone number"
    return ""


def _words(key: str) -> "list[str]":
    """Part a key at its capitals, digits and signs."""
    out = [""]
    for number, ch in enumerate(key):
        if ch in _DIGITS or not ("a" <= ch.lower() <= "z" or ord(ch) > 127):
            out.append("")
            continue
        capital = "A" <= ch <= "Z"
        if capital and number and not "A" <= key[number - 1] <= "Z":
            out.append("")
        out[-1] += ch.lower()
    return [word for word in out if word]


def _parts(value: str) -> "list[str]":
    for ch in _BREAKS:
        value = value.replace(ch, " ")
    return value.split(" ") if "@" in value else []


def _after_plus(value: str) -> "list[str]":
    """What stands after each plus sign, as far as it may belong to a number."""
    out = []
    for text in value.split("+")[1:]:
        end = 0
        while end < len(text) and text[end] in "0123456789 -.()/":
            end += 1
        out.append(text[:end].strip(" -./"))
    return out


def _is_phone(value: str) -> bool:
    """Say whether a whole text is a number to dial: not a day, an amount or an order's number."""
    if not value or any([ch not in "0123456789 -.()/+" for ch in value]):
        return False
    groups = _groups(value)
    digits = "".join(groups)
    if value.startswith("+") or digits.startswith("00"):
        return 8 <= len(digits) <= 17
    if not 8 <= len(digits) <= 15 or _is_day(groups) or _is_amount(value, groups):
        return False
    return len(groups) > 1 or (digits.startswith("0") and 9 <= len(digits) <= 12)


def _groups(value: str) -> "list[str]":
    for ch in "-.()/+":
        value = value.replace(ch, " ")
    return [group for group in value.split(" ") if group]


def _is_day(groups: "list[str]") -> bool:
    return len(groups) == 3 and (
        is_date("-".join(groups)) or is_date("-".join([groups[2], groups[1], groups[0]]))
    )


def _is_amount(value: str, groups: "list[str]") -> bool:
    """Say whether it is written in thousands, as `12 500 000` is, or with decimals."""
    thousands = all([len(group) == 3 for group in groups[1:]]) and len(groups[0]) <= 3
    decimals = len(groups) == 2 and "." in value
    return decimals or (thousands and (len(groups[0]) < 3 or "." in value))
