"""`load_ui`: the examples' interfaces of a site's own, in JavaScript and in Python."""

from __future__ import annotations

import uuid

import pytest

from tests.browsers.conftest import Bob
from tests.browsers.visitor import Visitor
from tests.browsers.window import Window

SAYS = "(text) => find('.bar')?.textContent.includes(text)"


def ask(window: Window, name: str) -> None:
    window.type(".bar [name=name]", name)
    window.type(".bar [name=phone]", "+65 6123 4567")
    window.choose(".bar [name=service]", "2")
    window.press(".bar button")


@pytest.mark.parametrize(
    ("example", "words"),
    [
        ("custom-ui.html", "Tell us how to contact you!"),
        ("custom-ui-python.html", "May we call you?"),
    ],
)
def test_it_works(visitor: Visitor, bob: Bob, example: str, words: str) -> None:
    name = f"Bar {uuid.uuid4().hex[:8]}"
    window = visitor.visit_example(example).window
    window.until(SAYS, words)
    ask(window, name)
    window.until(SAYS, "Your request is new.")
    bob.take(name)
    window.until(SAYS, "Your request is processing.")
    visitor.assert_well_behaved()
