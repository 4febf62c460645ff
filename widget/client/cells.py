"""Cells of a CSV file that somebody may open as a spreadsheet."""

import re

# Some spreadsheets take the full-width ones of East Asian keyboards for the others.
_SIGNS = "=+-@\uff1d\uff0b\uff0d\uff20"
_STARTS = (*_SIGNS, "\t")
# Where commas are for decimals, spreadsheets part the cells of any file at semicolons too, in the
# middle of ours.
_INSIDE = re.compile('((?:;|(?<=.)\t)[\\s"]*)(?=[' + re.escape(_SIGNS) + "])")


def safe(value: object) -> str:
    """Write a cell that no spreadsheet takes for a formula.

    Args:
        value: What stands in the cell; None for nothing.

    Returns:
        One line; an apostrophe before what a spreadsheet would calculate, after a semicolon too. A
        phone number in E.164 stays as it is: programs read it, and it calculates to itself.
    """
    text = " ".join(str("" if value is None else value).splitlines())
    number = text[1:]
    if text[:1] == "+" and number.isascii() and number.isdigit():
        return text
    text = _INSIDE.sub(r"\1'", text)
    return "'" + text if text.lstrip(" ")[:1] in _STARTS and text else text
