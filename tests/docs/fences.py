"""The examples in a document: fenced blocks, and what their lines state."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from pathlib import Path

FENCE = re.compile(r"^```(?P<kind>\w+)\n(?P<code>.*?)^```$", re.DOTALL | re.MULTILINE)
STATED = re.compile(r"^(?P<indent>\s*)(?P<expression>\S.*?);?\s*// → (?P<value>.+)$", re.MULTILINE)
# What the page collects: each stated line, with what the expression was there and ought to be.
COLLECT = """<script>
window.results = {};
window.stated = (number, got, value) => { results[number] = [got, value].map(
  (each) => JSON.stringify(each, (key, inner) => inner === undefined ? "undefined" : inner)); };
</script>"""


@dataclass
class Example:
    """One fenced block.

    Attributes:
        kind: What stands after the backquotes.
        code: The block's text.
        place: The document and the line where the block begins, for messages.
    """

    kind: str
    code: str
    place: str

    @property
    def stated(self) -> list[str]:
        """The expressions whose value the example states."""
        return [found["expression"] for found in STATED.finditer(self.code)]

    def watched(self) -> str:
        """Returns the code with each stated line telling, by its number, what it found."""
        numbers = itertools.count()

        def watch(found: re.Match[str]) -> str:
            call = f"stated({next(numbers)}, {found['expression']}, {found['value']});"
            return found["indent"] + call

        return STATED.sub(watch, self.code)


def examples(document: Path, *kinds: str) -> list[Example]:
    """Returns the blocks of some kinds in a document."""
    text = document.read_text()
    return [
        Example(
            found["kind"],
            found["code"],
            f"{document.name}:{text.count(chr(10), 0, found.start()) + 1}",
        )
        for found in FENCE.finditer(text)
        if found["kind"] in kinds
    ]
