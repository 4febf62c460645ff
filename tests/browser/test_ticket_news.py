"""One stream for all tabs of a site, for a browser has six connections to a server."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.desk import Desk
from tests.browser.people import Visitor
from tests.browser.test_offline import RAISE, wait
from tests.browser.test_tabs import NO_LOCKS, expect_told, streams

OpenTab = Callable[..., Visitor]
KIOSK = "() => new Promise((go) => $lucep.get_kiosk_details({callback: go}))"
WAKE = "() => dispatchEvent(new Event('online'))"  # whoever would ask soon asks now
HIDDEN = """Object.defineProperty(Document.prototype, "hidden", {get: () => !window.seen})"""
SEE = """() => { window.seen = true; document.dispatchEvent(new Event("visibilitychange")) }"""


def asked(page: Page) -> list[str]:
    """Collects the tickets that the page asks for."""
    found: list[str] = []
    page.on(
        "request",
        lambda request: (
            found.append(request.url) if request.url.split("/")[-2] == "tickets" else None
        ),
    )
    return found


def test_it_works(open_tab: OpenTab, desk: Desk, name: str) -> None:
    """Seven tabs, one more than there are connections: each hears, and each can still ask."""
    tabs = [open_tab() for _ in range(7)]
    tabs[0].page.evaluate(RAISE, name)
    for tab in tabs:
        expect_told(tab.page, "new")
    assert sum(map(streams, tabs)) == 1
    for tab in tabs:
        assert tab.page.evaluate(KIOSK)["button_cta"] == "Call me!"
    desk.take(name)
    for tab in tabs:
        expect_told(tab.page, "new", "processing")
    [listening] = [tab for tab in tabs if streams(tab)]
    listening.page.goto("about:blank")
    tabs.remove(listening)
    desk.finish(name)
    for tab in tabs:
        expect_told(tab.page, "new", "processing", "finished")
    assert sum(map(streams, tabs)) == 1


@pytest.mark.parametrize("locks", ["locks", "no locks"])
def test_another_tab_goes_on(
    open_tab: OpenTab,
    desk: Desk,
    locks: str,
    name: str,
) -> None:
    one = open_tab()
    if locks == "no locks":
        one.page.context.add_init_script(NO_LOCKS)
        one.visit(one.page.url).ready()
    other = open_tab()
    one.page.evaluate(RAISE, name)
    for tab in (one, other):
        expect_told(tab.page, "new")
    [listening, waiting] = sorted([one, other], key=streams, reverse=True)
    assert (streams(listening), streams(waiting)) == (1, 0)
    listening.page.goto("about:blank")
    desk.take(name)
    expect_told(waiting.page, "new", "processing")
    assert streams(waiting) == 1


def test_a_tab_that_sleeps_keeps_nothing_back(
    open_tab: OpenTab,
    desk: Desk,
    name: str,
) -> None:
    """Its turn it has still, but no ear: the stream is open and says nothing."""
    one, other = open_tab(), open_tab()
    one.page.context.route("**/events", lambda _: None)
    one.page.evaluate(RAISE, name)
    expect_told(other.page, "new")
    found = [asked(tab.page) for tab in (one, other)]
    desk.take(name)
    for tab in (one, other):
        expect_told(tab.page, "new", "processing")
    assert streams(one) + streams(other) == 1
    assert sorted(map(bool, found)) == [False, True]


def test_a_hidden_tab_asks_when_it_is_seen(
    open_tab: OpenTab,
    name: str,
) -> None:
    one = open_tab()
    one.page.context.add_init_script(HIDDEN)
    one.visit(one.page.url).ready()
    other = open_tab()
    one.page.evaluate(RAISE, name)
    for tab in (one, other):
        expect_told(tab.page, "new")
    wait(one.page, lambda: streams(one) + streams(other))
    page = max(one, other, key=lambda tab: not streams(tab)).page
    found = asked(page)
    page.evaluate(WAKE)
    page.wait_for_timeout(500)
    assert found == []
    with page.expect_request("**/tickets/*"):
        page.evaluate(SEE)
    page.wait_for_timeout(500)
    assert len(found) == 1
