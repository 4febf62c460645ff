"""Where the caret belongs in a number that is written anew while somebody writes it."""

from widget.core import phone

_KEPT = "0123456789+"


def marks(text: str) -> str:
    """Give what no formatting changes.

    Args:
        text: A number as the visitor typed it, or the part of it before the caret.

    Returns:
        Its digits, ASCII whatever their script was, and its plus.
    """
    return "".join([ch for ch in phone.curate(text) if ch in _KEPT])


def place(text: str, before: int, after: int) -> int:
    """Find the caret's place in the formatted number.

    Args:
        text: The formatted number.
        before: How many digits and pluses the visitor had before the caret.
        after: How many behind it.

    Returns:
        The number of characters before the caret: all of them when nothing was behind it,
        none when nothing was before it, else just enough.
    """
    if not after:
        return len(text)
    at = 0
    while before and at < len(text):
        before -= text[at] in _KEPT
        at += 1
    return at
