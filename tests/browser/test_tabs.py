"""Two tabs of a site are one visitor: one ticket, one outbox, every change told once in each."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.desk import Desk
from tests.browser.people import HEARING, Visitor
from tests.browser.site import Site
from tests.browser.test_offline import RAISE, answered, wait

NO_LOCKS = "Object.defineProperty(Navigator.prototype, 'locks', {value: undefined})"


def updates(*statuses: str) -> list[dict[str, object]]:
    return [{"ticket-status": status, "server": True} for status in statuses]


def expect_told(page: Page, *statuses: str) -> None:
    """What the listener of `on("status")` has heard on this page, to the letter."""
    wait(page, lambda: len(page.evaluate("() => told")) >= len(statuses))
    page.wait_for_timeout(300)
    assert page.evaluate("() => told") == updates(*statuses)


def streams(visitor: Visitor) -> int:
    return sum(url.endswith("/events") for url in visitor.requests)


def test_it_works(open_tab: Callable[..., Visitor], desk: Desk, engine: str, name: str) -> None:
    one, other = open_tab(engine), open_tab(engine)
    one.page.evaluate(RAISE, name)
    for visitor in (one, other):
        expect_told(visitor.page, "new")
        visitor.open().expect_status("new")
    desk.take(name)
    desk.finish(name)
    for visitor in (one, other):
        expect_told(visitor.page, "new", "processing", "finished")
        visitor.expect_status("finished")
    assert streams(one) + streams(other) == 1
    assert one.page.evaluate("() => heard") == updates("new", "processing", "finished")


def test_a_reload_hears_what_it_missed(
    open_tab: Callable[..., Visitor], desk: Desk, name: str
) -> None:
    one, other = open_tab(), open_tab()
    one.page.evaluate(RAISE, name)
    expect_told(one.page, "new")
    expect_told(other.page, "new")
    one.page.reload()
    one.ready()
    expect_told(one.page)
    one.page.goto("about:blank")
    desk.take(name)
    desk.finish(name)
    expect_told(other.page, "new", "processing", "finished")
    one.visit(other.page.url).ready()
    expect_told(one.page, "finished")
    assert one.page.evaluate("() => $lucep.get_ticket_status().status") == "finished"
    one.page.reload()
    one.ready()
    expect_told(one.page)
    third = open_tab()
    expect_told(third.page)


def test_a_callback_that_says_no_is_left_alone(
    open_tab: Callable[..., Visitor], desk: Desk, name: str
) -> None:
    page = open_tab().page
    page.evaluate(RAISE.replace("push(update)", "push(update) && false"), name)
    expect_told(page, "new")
    desk.take(name)
    expect_told(page, "new", "processing")
    assert page.evaluate("() => heard") == updates("new")


def test_starting_over_in_one_tab(open_tab: Callable[..., Visitor], name: str) -> None:
    one, other = open_tab(), open_tab()
    one.page.evaluate(RAISE, name)
    other.open().expect_status("new")
    one.page.evaluate("() => $lucep.create_profile({})")
    other.page.locator("#lucep-form").wait_for()
    assert other.page.evaluate("() => $lucep.get_ticket_status().status") == "no-ticket"


@pytest.mark.parametrize("locks", ["locks", "no locks"])
def test_each_lead_is_sent_once(
    new_context: Callable[..., BrowserContext],
    site: Site,
    desk: Desk,
    locks: str,
    name: str,
    engine: str,
) -> None:
    context = new_context()
    if locks == "no locks":
        context.add_init_script(NO_LOCKS)
    pages = [context.new_page(), context.new_page()]
    sent = [answered(page) for page in pages]
    for page in pages:
        Visitor(page, site).visit(site.library(engine, HEARING)).ready()
    context.set_offline(True)
    for number, page in enumerate(pages):
        page.evaluate(RAISE, f"{name} {number}")
    pages[0].wait_for_timeout(500)
    context.set_offline(False)
    for number, page in enumerate(pages):
        page.wait_for_function("() => heard.length")
        assert page.evaluate("() => heard") == updates("new")
        assert len(desk.leads(f"{name} {number}")) == 1
    assert sorted(sent[0] + sent[1]) == ["raise_lead"] * 2


def test_a_closed_tab_leaves_its_work_to_the_other(
    open_tab: Callable[..., Visitor], desk: Desk, name: str
) -> None:
    one, other = open_tab(), open_tab()
    one.page.context.set_offline(True)
    one.page.evaluate(RAISE, name)
    one.page.wait_for_timeout(300)
    one.page.close()
    other.page.context.set_offline(False)
    wait(other.page, lambda: desk.leads(name))
    expect_told(other.page, "new")
