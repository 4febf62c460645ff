"""What a prospect's reply means, by the words of replies.json; pure."""

import json
import re
import unicodedata
from pathlib import Path

from server.channels.twilio.refusals import Refusals
from server.qualification.types import Choice

_CHOICES: tuple[Choice, ...] = ("never", "yes", "no")
_WORDS: dict[str, list[str]] = json.loads(
    Path(__file__).with_suffix(".json").read_text(encoding="utf-8")
)
# "Stopp mit Anrufen" is an order, "Stop by", "End of May" and longer texts are for people to read.
_MOST_WORDS = 3
_NO_ORDER = frozenset(("by", "in", "over", "at", "of", "my"))


def _plain(text: str) -> str:
    """Return a text's words in lower case with one space between them."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    kept = (ch if unicodedata.category(ch)[0] in "LMN" else " " for ch in folded)
    return re.sub(r" +", " ", "".join(kept)).strip()


_MEANINGS: dict[str, Choice] = {
    _plain(word): choice for choice in reversed(_CHOICES) for word in _WORDS[choice]
}
_REFUSALS = Refusals(map(_plain, _WORDS["never"]), map(_plain, _WORDS["beside"]))


def meaning(text: str, told: str = "") -> Choice | None:
    """Read a reply.

    Args:
        text: The message.
        told: What the carrier itself made of it, such as `STOP`; "" where it does not say.

    Returns:
        What was chosen, None for words that say neither.
    """
    if told.upper() == "STOP":
        return "never"
    plain = _plain(text)
    if _REFUSALS.match(plain) or _is_order(plain.split()):
        return "never"
    return _MEANINGS.get(plain)


def _is_order(words: list[str]) -> bool:
    short = 0 < len(words) <= _MOST_WORDS and _NO_ORDER.isdisjoint(words[1:2])
    return short and _MEANINGS.get(words[0]) == "never"
