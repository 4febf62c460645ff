"""English sentences that say nothing but "leave me alone"; pure."""

import re
from collections.abc import Iterable

_WHOM = r"(?: (?:to )?(?:me|us|here|(?:this|my) (?:number|phone)))"
_AGAIN = r"(?: (?:ever again|ever|again|any ?more|any longer|at all))?"
_CALL = r"(?:call|phone|ring|text|sms|message|contact|e ?mail|write)"
_CALLING = r"(?:calling|phoning|ringing|texting|messaging|contacting|e ?mailing|writing)"
_CALLS = r"(?:calls|phone calls|texts|text messages|messages|sms|e ?mails)"
_LIST = r"(?: (?:from|off) (?:your|the|this) (?:call |calling |contact |mailing )?list)"
_SENTENCES = (
    rf"(?:do not|don t|dont|never)(?: ever)? {_CALL}(?: (?:or|and) {_CALL})?{_WHOM}?{_AGAIN}",
    rf"(?:do not|don t|dont|never)(?: ever)? (?:bother|disturb|harass|spam){_WHOM}{_AGAIN}",
    rf"stop {_CALLING}(?: (?:or|and) {_CALLING})?{_WHOM}?{_AGAIN}",
    rf"stop (?:bothering|disturbing|harassing|spamming){_WHOM}{_AGAIN}",
    rf"stop (?:sending(?: me| us)? )?(?:(?:the|these|your|all|any|more) )*{_CALLS}",
    r"stop (?:it|this|now)",
    rf"no more {_CALLS}(?: (?:or|and) {_CALLS})?",
    rf"(?:remove|delete|unsubscribe){_WHOM}{_LIST}?",
    rf"take{_WHOM}(?:{_LIST}| off)",
    rf"leave us alone{_AGAIN}",
    rf"never(?: ever)?{_AGAIN}",
)


class Refusals:
    """Texts made of refusals, and of words that go with them, from the first word to the last."""

    def __init__(self, words: Iterable[str], beside: Iterable[str]) -> None:
        """Learn words, each in lower case and with one space between its parts.

        Args:
            words: What is a refusal too, in any language.
            beside: What goes with a refusal and is none, such as `please`.
        """
        refusal = "|".join((*_SENTENCES, *_longest_first(words)))
        other = "|".join(_longest_first(beside))
        # Atomic: a long text of such words would otherwise be cut up in every possible way.
        self._text = re.compile(rf"(?>(?:(?P<refusal>{refusal})|{other}) )+")

    def match(self, plain: str) -> bool:
        """Say whether a text is a refusal and nothing else: "don't call me before 5" is more.

        Args:
            plain: The text's words, in lower case, with one space between them.
        """
        found = self._text.fullmatch(f"{plain} ")
        return found is not None and found["refusal"] is not None


def _longest_first(words: Iterable[str]) -> list[str]:
    return sorted(map(re.escape, words), key=len, reverse=True)
