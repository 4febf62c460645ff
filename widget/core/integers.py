"""Whole numbers, as they come over the wire and out of JSON."""

from widget.core.errors import FieldError

_INT_MAX = 2147483647


def is_int(value: object) -> bool:
    """Say whether a value is an integer; booleans are not.

    Args:
        value: Anything.

    Returns:
        True for integers.
    """
    return isinstance(value, int) and value is not True and value is not False


def integer(value: object, field: str, least: int, most: int = _INT_MAX) -> int:
    """Check a whole number, sent as a number or as its digits.

    Args:
        value: 1, 1.0 or "1".
        field: The parameter's name, for the error.
        least: The smallest that is right.
        most: The largest that is right.

    Returns:
        The number.

    Raises:
        FieldError: It is not a whole number between the two.
    """
    found = value
    if isinstance(value, float) and value == value and abs(value) <= _INT_MAX:
        found = int(value) if int(value) == value else None
    elif isinstance(value, str):
        digits = value.strip(" \t\r\n")
        whole = 0 < len(digits) <= 12 and all(ch in "0123456789" for ch in digits)
        found = int(digits) if whole else None
    if not isinstance(found, int) or not is_int(found) or not least <= found <= most:
        raise FieldError(field, "a whole number from " + str(least) + " to " + str(most))
    return found
