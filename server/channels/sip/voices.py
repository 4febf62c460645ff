"""Which espeak-ng voice speaks a language."""

from collections.abc import Collection, Mapping

# Where espeak-ng calls a language otherwise than BCP 47 does.
_OTHER_NAMES = {
    "no": "nb",
    "zh": "cmn",
    "zh-hk": "yue",
    "zh-mo": "yue",
    "pt": "pt-br",
    "pt-pt": "pt",
    "en": "en-gb",
    "fr": "fr-fr",
}


def voice(bcp47: str, available: Collection[str], chosen: Mapping[str, str], otherwise: str) -> str:
    """Find the voice for a language: the tag as it is, then shortened part by part.

    Args:
        bcp47: The language, such as `en-SG`.
        available: The languages that espeak-ng speaks.
        chosen: The operator's voices by language, which go first.
        otherwise: The voice for a language that has none.
    """
    parts = bcp47.lower().replace("_", "-").split("-")
    wanted = {tag.lower(): name for tag, name in chosen.items()}
    for length in range(len(parts), 0, -1):
        tag = "-".join(parts[:length])
        if tag in wanted:
            return wanted[tag]
        for name in (_OTHER_NAMES.get(tag, ""), tag):
            if name in available:
                return name
    return otherwise
