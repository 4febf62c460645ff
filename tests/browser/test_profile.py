"""`create_profile` leaves no trace: in no store, and on no page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import NOISE, Visitor
from tests.browser.site import Site
from tests.browser.test_offline import answered, wait

NEW = "() => new Promise((callback) => $lucep.create_profile({ callback }))"
STORED = """async () => ({
    kept: Object.keys(localStorage), tab: Object.keys(sessionStorage), cookies: document.cookie,
    databases: (await indexedDB.databases()).map(({name}) => name)})"""
NOTHING = {"kept": ["lucep:demo:customer"], "tab": [], "cookies": "", "databases": []}


def customer(page: Page) -> str:
    return str(page.evaluate("() => localStorage.getItem('lucep:demo:customer')"))


def test_it_works(open_tab: Callable[..., Visitor], engine: str, name: str) -> None:
    one, other = open_tab(engine), open_tab(engine)
    page = one.page
    page.evaluate("() => $lucep.send_intelligence({ event_type: 'Looked' })")
    one.open().fill_in(name).send().expect_status("new")
    other.open().expect_status("new")
    before = customer(page)
    assert page.evaluate(STORED) != NOTHING
    assert page.evaluate(NEW) == {"status": "ok"}
    assert page.evaluate(STORED) == NOTHING
    assert customer(page) != before
    for visitor in (one, other):
        expect(visitor.page.locator("#lucep-form")).to_be_visible()
        expect(visitor.page.locator("[name=name]")).to_have_value("")
        assert name not in visitor.panel.inner_text()
    page.reload()
    one.ready().open()
    expect(page.locator("[name=name]")).to_have_value("")


@pytest.mark.parametrize("store", ["localStorage", "indexedDB"])
def test_it_asks_nothing_of_the_caller(visitor: Visitor, site: Site, store: str) -> None:
    visitor.page.add_init_script(
        f"Object.defineProperty(window, '{store}',"
        " {get() { throw new DOMException('denied', 'SecurityError') }})"
    )
    page = visitor.visit(site.library("micropython", "")).ready().page
    sent = answered(page)
    page.evaluate("() => { $lucep.create_profile(); $lucep.create_profile({}) }")
    wait(page, lambda: sent == ["create_profile"] * 2)


def test_without_python_it_is_sent_as_well(visitor: Visitor, site: Site) -> None:
    visitor.expected = NOISE
    page = visitor.page
    page.add_init_script("delete window.WebAssembly")
    visitor.visit(site.library("micropython", "", "boot: 'eager'"))
    assert page.evaluate("() => $lucep.ready.then(() => 'ready', () => 'failed')") == "failed"
    page.context.set_offline(True)
    page.evaluate(f"() => {{ ({NEW})().then((answer) => {{ window.answer = answer }}) }}")
    page.wait_for_timeout(500)
    page.context.set_offline(False)
    wait(page, lambda: page.evaluate("() => window.answer"))
    assert page.evaluate("() => answer") == {"status": "ok"}
    assert page.evaluate(STORED) == NOTHING
