"""Curation of free text: what comes from a visitor or a site becomes clean text.

The documentation asks for it ("special characters from UTF8 that mimic dashes", control
characters); MicroPython has no unicodedata, so the characters are listed here.
"""

_LINE_ENDS = "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
# The last three are letters by name and blank to the eye: fillers that make a name look empty.
_SPACES = "\t\x1f\xa0\u1680\u202f\u205f\u3000\u3164\uffa0\u2800"
_DASHES = "\u02d7\u2043\u2212\u2e3a\u2e3b\ufe58\ufe63\uff0d"
_INVISIBLE = "\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\ufeff\ufffe\uffff"
_JOINERS = "\u200c\u200d"


def scalars(value: str) -> str:
    """Make a string of whole Unicode characters out of one with UTF-16 halves.

    MicroPython's JSON reader leaves the halves of an escaped pair apart; a lone half cannot
    be written as UTF-8 and is dropped.

    Args:
        value: Any string.

    Returns:
        The same text without surrogates.
    """
    out = []
    high = 0
    for ch in value:
        code = ord(ch)
        if 0xD800 <= code < 0xDC00:
            high = code
        elif 0xDC00 <= code < 0xE000:
            if high:
                out.append(chr(0x10000 + ((high - 0xD800) << 10) + code - 0xDC00))
            high = 0
        else:
            high = 0
            out.append(ch)
    return "".join(out)


def line(value: object, limit: int) -> str:
    """Curate one line of text.

    Control characters (bidirectional overrides and zero-width ones too) go, look-alikes of
    dashes and spaces become ASCII, white space is collapsed and trimmed.

    Args:
        value: What was sent. Numbers count as their digits; anything else that is not a
            string is empty.
        limit: The longest result, in characters.

    Returns:
        The clean line, cut at the limit.
    """
    return _cut(" ".join(_clean(value).split()), limit)


def text(value: object, limit: int) -> str:
    """Curate a text of several lines.

    The rules of `line`, but newlines stay (as a line feed), at most two in a row.

    Args:
        value: What was sent, as in `line`.
        limit: The longest result, in characters.

    Returns:
        The clean text, cut at the limit.
    """
    lines = [" ".join(part.split()) for part in _clean(value).split("\n")]
    kept = [part for i, part in enumerate(lines) if part or (i and lines[i - 1])]
    return _cut("\n".join(kept).strip(), limit)


def harmless(value: str) -> str:
    """Take only the control characters out of a text; for data that must stay as it is.

    Args:
        value: The text.

    Returns:
        The text with its white space and newlines, without invisible characters.
    """
    return "".join(
        [
            ch
            for ch in scalars(value)
            if " " <= ch < "\x7f" or ch in "\t\n\r" or ch in _JOINERS or not _is_control(ord(ch))
        ]
    )


def _clean(value: object) -> str:
    raw = scalars(_string(value).replace("\r\n", "\n"))
    out: list[str] = []
    last = ""
    for i, ch in enumerate(raw):
        if ch in _JOINERS:
            kept = ch if _joins(last) and _joins(raw[i + 1 : i + 2]) else ""
        else:
            kept = ch if " " <= ch < "\x7f" else _replacement(ch)
        if kept:
            out.append(kept)
            last = kept
    return "".join(out)


def _cut(value: str, limit: int) -> str:
    value = value[:limit]
    while value and (value[-1] in " \n" or value[-1] in _JOINERS):
        value = value[:-1]
    return value


def _string(value: object) -> str:
    if isinstance(value, str):
        return value
    if value is True or value is False:
        return ""
    return str(value) if isinstance(value, (int, float)) else ""


def _joins(ch: str) -> bool:
    # Persian, Indic scripts and emoji need their joiners; between other letters one only
    # makes two names that look the same.
    return ch >= "\u0600" and ch not in _JOINERS and _replacement(ch) == ch


def _replacement(ch: str) -> str:
    """What a character beyond printable ASCII becomes: itself, a stand-in, or nothing."""
    if ch in _LINE_ENDS:
        return "\n"
    if ch in _SPACES or "\u2000" <= ch <= "\u200a":
        return " "
    if ch in _DASHES or "\u2010" <= ch <= "\u2015":
        return "-"
    return "" if _is_control(ord(ch)) or ch in _INVISIBLE else ch


def _is_control(code: int) -> bool:
    return (
        code < 0x20
        or 0x7F <= code < 0xA0
        or 0x200B <= code <= 0x200F
        or 0x202A <= code <= 0x202E
        or 0x2060 <= code <= 0x206F
        or 0xFFF0 <= code <= 0xFFFB
        or 0xFDD0 <= code <= 0xFDEF
        or 0x1BCA0 <= code <= 0x1BCA3
        or 0x1D173 <= code <= 0x1D17A
        or 0xE0000 <= code <= 0xE00FF
        or 0xE01F0 <= code <= 0xE0FFF
        or code & 0xFFFE == 0xFFFE
    )
