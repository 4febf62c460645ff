"""Phone numbers as visitors type them: curation, the documented rule, a first look.

The rule is `/^[a-zA-Z0-9 ().-+#,]{2,30}$/` of the public documentation with its hyphen
taken literally (as printed the range is reversed and the expression invalid). It is a
gate, not a verdict: the server's phone library says whether a number can exist.
"""

from widget.core import curation
from widget.core.errors import FieldError

SHORTEST = 2
LONGEST = 30
RULE = "2 to 30 characters out of letters, digits, spaces and ( ) . - + # ,"

_DIGITS = "0123456789"
_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ALLOWED = _DIGITS + _LETTERS + " ().-+#,"
# The zero of every block of decimal digits in the basic plane; nine more follow each.
_ZEROS = (
    "\u0660\u06f0\u07c0\u0966\u09e6\u0a66\u0ae6\u0b66\u0be6\u0c66\u0ce6\u0d66\u0de6\u0e50\u0ed0"
    "\u0f20\u1040\u1090\u17e0\u1810\u1946\u19d0\u1a80\u1a90\u1b50\u1bb0\u1c40\u1c50\ua620\ua8d0"
    "\ua900\ua9d0\ua9f0\uaa50\uabf0\uff10"
)
# Beyond the dashes of every text: marks that a keyboard puts where a dash was meant.
_DASHES = "-\u058a\u05be\u1806\u2500\u301c\u3030\u30fc\uff5e\uff70"
# Countries where 00 and a carrier's digits dial abroad (0011 in Australia): what "00…" means
# there only a phone library with the region at hand can say.
_CARRIER_AFTER_00 = " 55 57 61 62 65 66 82 234 254 255 256 591 592 852 855 886 976 "


def curate(raw: object) -> str:
    """Curate a phone number.

    As documented, dashes and their Unicode look-alikes are removed, the ASCII hyphen too.
    Digits of other scripts and full-width forms become ASCII.

    Args:
        raw: What was sent; a number counts as its digits.

    Returns:
        The curated number, at most 100 characters; it need not follow the rule.
    """
    out = [_ascii(ch) for ch in curation.line(raw, 200)]
    return curation.line("".join(out), 100)


def check(raw: object) -> str:
    """Curate a phone number and hold it against the documented rule.

    Args:
        raw: What was sent.

    Returns:
        The curated number.

    Raises:
        FieldError: It is missing or breaks the rule; the field is `phone_number`.
    """
    number = curate(raw)
    if not number:
        raise FieldError("phone_number", "is required: the number to call, such as +15551234")
    if not follows_rule(number):
        raise FieldError("phone_number", RULE)
    return number


def follows_rule(number: str) -> bool:
    """Say whether a curated number follows the documented rule.

    Args:
        number: A curated number.

    Returns:
        True when it does.
    """
    return SHORTEST <= len(number) <= LONGEST and all(ch in _ALLOWED for ch in number)


def plausible(number: object) -> bool:
    """Say whether a number could be one that rings somewhere.

    E.164 allows 15 digits; the shortest numbers of subscribers have five. Letters count as
    the digits they share a key with, an extension does not count.

    Args:
        number: A number, curated or not.

    Returns:
        True for 5 to 15 digits, at least two of them written as digits.
    """
    main = _without_extension(curate(number))
    if "+" in main.lstrip("( ")[1:]:
        return False
    digits = sum(1 for ch in main if ch in _DIGITS)
    letters = sum(1 for ch in main if ch in _LETTERS)
    return digits >= 2 and 5 <= digits + letters <= 15


def with_dial_code(number: str, dial_code: str) -> str:
    """Make a number international with the dial code of the country that was chosen.

    Trunk zeros stay: which ones to drop is for the server's phone library to know.

    Args:
        number: A curated number.
        dial_code: Digits such as "65"; "" when no country is known.

    Returns:
        "+…" numbers as they are; "00…" as "+…", or as they are where 00 begins something
        longer; others with "+<dial code> " before them.
    """
    if number.startswith("+") or number.startswith("(+") or not number:
        return number
    if number.startswith("00"):
        rest = number[2:].strip()
        unsure = dial_code and " " + dial_code + " " in _CARRIER_AFTER_00
        return number if unsure and not rest.startswith(dial_code) else "+" + rest
    return "+" + dial_code + " " + number if dial_code else number


def _ascii(ch: str) -> str:
    if " " <= ch < "\x7f":
        return "" if ch in _DASHES else ch
    if "\uff01" <= ch <= "\uff5d":
        return chr(ord(ch) - 0xFEE0)
    for zero in _ZEROS:
        if zero <= ch and ord(ch) - ord(zero) < 10:
            return chr(ord(ch) - ord(zero) + 48)
    return "" if ch in _DASHES else ch


def _without_extension(number: str) -> str:
    for mark in (",", "#", "x", "X", "ext", "Ext", "EXT"):
        head, found, tail = number.partition(mark)
        extension = tail.strip(" .")
        if found and extension and all(ch in _DIGITS for ch in extension) and head.strip():
            number = head
    return number
