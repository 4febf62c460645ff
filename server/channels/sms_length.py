"""How long a text message is in the alphabet that it is really sent in.

One short message holds 160 characters of the GSM alphabet (GSM 03.38; the euro sign and a few
others count two), or 70 once a single character lies outside it.
"""

from dataclasses import dataclass

import smsutil

_LIMITS = {"gsm0338": 160, "utf_16_be": 70}
_BYTES_PER_CHARACTER = {"gsm0338": 1, "utf_16_be": 2}


@dataclass(frozen=True)
class Length:
    """The length of a text message.

    Attributes:
        characters: As the alphabet counts them.
        limit: What one message holds in that alphabet.
        foreign: The characters that the GSM alphabet lacks, each once, in order.
    """

    characters: int
    limit: int
    foreign: str

    @property
    def excess(self) -> int:
        """How many characters it has too many, below zero where it has room for more."""
        return self.characters - self.limit

    @property
    def fits(self) -> bool:
        """Whether one message holds it."""
        return self.excess <= 0


def measure(text: str) -> Length:
    """Measure a text as it would be sent.

    Args:
        text: The whole message, its link and names filled in.

    Returns:
        Its length.
    """
    found = smsutil.split(text)
    encoding = found.encoding
    return Length(
        characters=found.total_bytes // _BYTES_PER_CHARACTER[encoding],
        limit=_LIMITS[encoding],
        foreign="".join(dict.fromkeys(ch for ch in text if not smsutil.is_valid_gsm(ch))),
    )


def why_not(text: str) -> str:
    """Say why a text cannot be sent as one message, "" when it can."""
    found = measure(text)
    if not text.strip():
        return "the text is empty"
    if found.fits:
        return ""
    said = f"the text has {found.characters} characters, one message holds {found.limit}"
    if found.foreign:
        said += f" because of {' '.join(found.foreign[:5])}"
    return said
