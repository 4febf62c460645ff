"""`put_data` and `get_data`: before Python and after, the same, and over a reload."""

from __future__ import annotations

from tests.browsers.visitor import Visitor

VALUE = {"text": "é😀", "number": 12.5, "none": None, "list": [1, [True]]}


def test_it_works(visitor: Visitor, engine: str) -> None:
    early = (
        "window.now = Date.now(); $lucep.put_data({key: 'k', value: now});"
        " window.early = $lucep.get_data({key: 'k'});"
    )
    window = visitor.visit_library(engine, early).ready().window
    assert window.evaluate("() => early === now && $lucep.get_data({key: 'k'}) === now")
    window.evaluate("(value) => $lucep.put_data({key: 'k', value})", VALUE)
    assert window.evaluate("() => $lucep.get_data({key: 'k'})") == VALUE
    assert window.evaluate("() => $lucep.get_data({key: 'never put'})") is None
    visitor.assert_well_behaved()
    visitor.visit_library(engine, "window.early = $lucep.get_data({key: 'k'})")
    assert window.evaluate("() => early") == VALUE
