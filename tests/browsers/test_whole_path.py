"""A visitor asks, Bob takes it, the visitor sees it: with mouse and keyboard, in each engine."""

from __future__ import annotations

import uuid

from tests.browsers.conftest import Bob
from tests.browsers.visitor import Visitor


def test_it_works(visitor: Visitor, bob: Bob, engine: str) -> None:
    name = f"Ada {uuid.uuid4().hex[:8]}"
    visitor.visit_widget(engine).ready().open().fill_in(name).send().expect_status("new")
    bob.take(name)
    visitor.expect_status("processing")
    status = visitor.window.evaluate("() => $lucep.get_ticket_status()")
    assert status == {"status": "processing", "server": False}
    visitor.assert_well_behaved()
    visitor.visit_widget(engine).ready().open().expect_status("processing")
    visitor.assert_well_behaved()
