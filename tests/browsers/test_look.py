"""What is drawn anew when the panel opens and when a lead is sent: WebKit forgets some of it."""

from __future__ import annotations

from tests.browsers.visitor import Visitor

STYLE = """(selector, name, value) =>
  find(selector) && getComputedStyle(find(selector))[name] === value"""


def test_it_works(visitor: Visitor) -> None:
    until = visitor.visit_widget("micropython").window.until
    until(STYLE, "#lucep-launcher span", "opacity", "1")
    until(STYLE, ".lucep-down", "opacity", "0")
    visitor.open()
    until(STYLE, "#lucep-launcher span", "opacity", "0")
    until(STYLE, ".lucep-down", "opacity", "1")
    until(STYLE, "#lucep-title", "visibility", "visible")
    visitor.fill_in("Ada").send().expect_status("new")
    until(STYLE, "#lucep-title", "visibility", "hidden")
    until(STYLE, "#lucep-close", "visibility", "visible")
    visitor.assert_well_behaved()
