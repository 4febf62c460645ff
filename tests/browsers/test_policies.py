"""Under a strict content security policy all works; under one without WebAssembly the form does."""

from __future__ import annotations

import uuid

from tests.browsers.conftest import Bob
from tests.browsers.visitor import STRICT, WASM, Visitor


def test_it_works(visitor: Visitor, bob: Bob, engine: str) -> None:
    name = f"Strict {uuid.uuid4().hex[:8]}"
    visitor.visit_widget(engine, STRICT + WASM).ready()
    visitor.open().fill_in(name).send().expect_status("new")
    assert bob.has(name)
    visitor.assert_well_behaved()


def test_without_webassembly(visitor: Visitor, bob: Bob, engine: str) -> None:
    name = f"Plain {uuid.uuid4().hex[:8]}"
    visitor.visit_widget(engine, STRICT)
    assert visitor.outcome() != "ready"
    visitor.open().fill_in(name).send().expect_status("new")
    assert bob.has(name)
    [failure] = visitor.window.evaluate("() => failures")
    assert failure["component"] == "python"
    assert failure["reason"]
