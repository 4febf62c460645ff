"""The examples printed in the public documentation, cut out of it when the tests run."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

FILE = Path(__file__).resolve().parents[3] / "shared" / "reference" / "lucep-api-docs.txt"
HOST = "https://my.lucep.com"
# What the page's text has in place of addresses; in curl's line the parameter's name went too.
MANGLED = "[email\xa0protected]"
EMAIL = "john.smith@example.com"
KEYS = ("ABC...xyz", "ABC...yxz")
TOKENS = ("123...def", "012...def")


class Examples(NamedTuple):
    """One call, as printed for three tools."""

    curl: str
    jquery: str
    php: str


def examples(heading: str, host: str, key: str = "", token: str = "") -> Examples:
    """Cuts the examples of a section out, with nothing replaced but what nobody can know.

    Args:
        heading: The section's.
        host: The origin to ask.
        key: The API key.
        token: The token.
    """
    text = FILE.read_text("utf-8")
    section = re.split(rf"^{re.escape(heading)}$", text, maxsplit=1, flags=re.M)[1]
    printed = section.split("\nHTTP Request\n")[0]
    printed = printed.replace(f"&{MANGLED}&", f"&email={EMAIL}&").replace(MANGLED, EMAIL)
    printed = printed.replace(HOST, host)
    for sign, value in [*((each, key) for each in KEYS), *((each, token) for each in TOKENS)]:
        printed = printed.replace(sign, value)
    found = re.search(
        r"^(curl .*?)^  // This code requires jQuery$(.*?)^(<\?php.*)", printed, re.M | re.S
    )
    assert found, f"the section {heading} is printed otherwise"
    return Examples(*found.groups())
