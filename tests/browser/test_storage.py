"""`put_data` and `get_data`: one table of cases, whoever answers and wherever it is stored."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.people import Visitor
from tests.browser.site import Site, document

CASES = json.loads((Path(__file__).parent / "storage_cases.json").read_text("utf-8"))

NO_WEB_STORAGE = (
    "Object.defineProperty(window, 'localStorage',"
    " {get() { throw new DOMException('denied', 'SecurityError') }});"
)
NO_COOKIES = (
    "Object.defineProperty(Document.prototype, 'cookie',"
    " {get() { return '' }, set() {}, configurable: true});"
)
STORES = {"webstorage": "", "cookie": NO_WEB_STORAGE, "memory": NO_WEB_STORAGE + NO_COOKIES}

# What a case gets, as text: the order of an object's fields counts.
RUN = """cases => cases.map(({name, key, put, also = {}, get}) => {
    for (const value of put) $lucep.put_data({key, value});
    for (const [key, value] of Object.entries(also)) $lucep.put_data({key, value});
    return [name, JSON.stringify($lucep.get_data({key})), JSON.stringify(get)];
})"""
PUT = "value => $lucep.put_data({key: 'k', value})"
GET = "() => $lucep.get_data({key: 'k'})"
PUT_LONG = "size => $lucep.put_data({key: 'k', value: 'x'.repeat(size)})"
# Every character that the store has room for, in ever smaller pieces.
FILL = """() => {
    for (let size = 1 << 22, n = 0; size >= 1; size >>= 1)
        for (;;) try { localStorage.setItem(`site-${n++}`, "x".repeat(size)) } catch { break }
    return localStorage.length;
}"""
LISTEN = (
    "window.failures = []; $lucep.on('error', e => failures.push(e));"
    "document.addEventListener('lucep-library-error', e => failures.push(e.detail));"
)


@pytest.fixture(params=["loader", "micropython", "pyodide"])
def answering(request: pytest.FixtureRequest) -> str:
    """Who answers: the loader alone, with Python kept away, or with one of the interpreters."""
    return str(request.param)


@pytest.fixture
def library(visitor: Visitor, site: Site, answering: str) -> Visitor:
    return opened(visitor, site, answering)


def opened(visitor: Visitor, site: Site, answering: str, init: str = "") -> Visitor:
    """Opens a page with the library, and Python as ready as it shall be."""
    if answering == "loader":
        visitor.page.route("**/*.wasm", lambda _: None)
        return visitor.visit(site.library("micropython", LISTEN, init))
    return visitor.visit(site.library(answering, LISTEN, init + "boot: 'eager'")).ready()


def failures(page: Page) -> list[Any]:
    return page.evaluate("() => failures.splice(0)")  # type: ignore[no-any-return]


@pytest.mark.parametrize("store", STORES)
def test_it_works(visitor: Visitor, site: Site, answering: str, store: str) -> None:
    visitor.page.add_init_script(STORES[store])
    page = opened(visitor, site, answering).page
    for name, got, expected in page.evaluate(RUN, CASES):
        assert (name, got) == (name, expected)
    assert failures(page) == []
    where = {
        "webstorage": page.context.cookies() == [],
        "cookie": len(page.context.cookies()) > 5,
        "memory": page.context.cookies() == [],
    }
    assert where[store]


def test_five_megabytes_fit_and_more_are_refused(library: Visitor) -> None:
    page = library.page
    page.evaluate(PUT_LONG, 5_000_000)
    assert page.evaluate("() => $lucep.get_data({key: 'k'}).length") == 5_000_000
    page.evaluate(PUT_LONG, 6_000_000)
    assert page.evaluate("() => $lucep.get_data({key: 'k'}).length") == 5_000_000
    by_on, by_event = failures(page)
    assert by_on == by_event
    assert by_on["component"] == "storage"
    assert "quota" in by_on["reason"]
    page.evaluate("() => $lucep.put_data({key: 'other', value: 'y'.repeat(500000)})")
    assert page.evaluate("() => $lucep.get_data({key: 'other'})") is None
    assert failures(page)


def test_a_store_that_the_site_has_filled(
    visitor: Visitor, site: Site, answering: str, name: str
) -> None:
    """The site's value is refused; the visitor's request goes out, and is known after a reload."""
    page = visitor.visit(site.page("empty.html", document(""))).page
    filled = page.evaluate(FILL)
    opened(visitor, site, answering, "no_ui: false, ")
    page.evaluate(PUT_LONG, 100)
    assert page.evaluate(GET) is None
    assert "quota" in failures(page)[0]["reason"]
    visitor.open().fill_in(name).send().expect_status("new")
    assert failures(page) == []
    page.reload()
    assert page.evaluate("() => Object.keys(localStorage).length") == filled, "nothing made way"
    assert page.evaluate("() => $lucep.get_ticket_status().status") == "new"


def test_a_cookie_holds_less(visitor: Visitor, site: Site, answering: str) -> None:
    visitor.page.add_init_script(STORES["cookie"])
    page = opened(visitor, site, answering).page
    page.evaluate(PUT, "old")
    page.evaluate(PUT_LONG, 5 * 1024)
    assert page.evaluate(GET) == "old"
    assert failures(page)[0]["reason"] == "Error: more than a cookie holds"
    page.evaluate(PUT_LONG, 3 * 1024)
    assert len(page.evaluate(GET)) == 3 * 1024
    assert failures(page) == []


def test_where_nothing_is_allowed_it_lasts_as_long_as_the_page(
    visitor: Visitor, site: Site, answering: str
) -> None:
    visitor.page.add_init_script(STORES["memory"])
    page = opened(visitor, site, answering).page
    page.evaluate(PUT_LONG, 6_000_000)
    assert page.evaluate("() => $lucep.get_data({key: 'k'}).length") == 6_000_000
    assert failures(page) == []
    page.reload()
    assert page.evaluate(GET) is None


@pytest.mark.parametrize(
    "params",
    [
        "undefined",
        "null",
        "7",
        "{}",
        "{key: 'k'}",
        "{key: 'k', value: undefined}",
        "{key: 'k', value: () => 1}",
        "{key: 'k', value: 10n}",
        "{key: 'k', value: window}",
        "{key: Symbol('k'), value: 1}",
        "{key: {toString() { throw new Error('boom') }}, value: 1}",
    ],
)
def test_bad_parameters_never_throw_and_change_nothing(
    visitor: Visitor, site: Site, params: str
) -> None:
    page = opened(visitor, site, "loader").page
    page.evaluate(PUT, "old")
    page.evaluate(f"() => {{ $lucep.put_data({params}); $lucep.get_data({params}); }}")
    assert page.evaluate(GET) == "old"
    assert [f["component"] for f in failures(page)] == ["storage", "storage"]


def test_debug_mode_says_why(visitor: Visitor, site: Site) -> None:
    visitor.expected = ("$lucep: storage: Error: value: what JSON can hold",)
    page = opened(visitor, site, "micropython", "debug: true,").page
    page.evaluate("() => $lucep.put_data({key: 'k', value: undefined})")
    assert [m for m in visitor.messages if m.startswith("warning: $lucep: storage: ")]


def test_cleared_under_us(library: Visitor) -> None:
    page = library.page
    page.evaluate(PUT, "old")
    page.evaluate("() => localStorage.clear()")
    assert page.evaluate(GET) is None
    page.evaluate(PUT, "new")
    assert page.evaluate(GET) == "new"


def test_garbage_in_its_place_is_nothing(library: Visitor) -> None:
    library.page.evaluate("() => localStorage.setItem('lucep:data:k', '{not JSON')")
    assert library.page.evaluate(GET) is None


def test_a_better_store_that_comes_back_does_not_bring_back_the_old(
    visitor: Visitor, site: Site, answering: str
) -> None:
    page = opened(visitor, site, answering).page
    page.evaluate("document.cookie = 'lucep%3Adata%3Ak=%22from%20a%20cookie%22;path=/'")
    assert page.evaluate(GET) == "from a cookie"
    page.evaluate(PUT, "new")
    page.evaluate("() => localStorage.clear()")
    assert page.evaluate(GET) is None


def test_tabs_see_each_others_last_write(library: Visitor) -> None:
    here = library.page
    other = here.context.new_page()
    other.goto(here.url)
    for number, (writes, reads) in enumerate([(here, other), (other, here)]):
        writes.evaluate(PUT, number)
        # Another process's page hears of it from the browser, a moment later.
        reads.wait_for_function(f"number => ({GET})() === number", arg=number, polling=50)


def test_a_reload_keeps_it(library: Visitor) -> None:
    library.page.evaluate(PUT, {"a": 1})
    library.page.reload()
    assert library.page.evaluate(GET) == {"a": 1}
