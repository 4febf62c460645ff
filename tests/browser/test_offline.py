"""Without a connection nothing is lost: it is kept, and sent once, in order."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page, Request, Route, expect

from tests.browser import site as sites
from tests.browser.desk import Desk
from tests.browser.people import NOISE, Visitor
from tests.browser.site import Site, document
from tests.live import LiveServer, live_server
from tools.ports import free_port

RAISE = """name => $lucep.raise_lead({name, phone_number: '+65 6123 4567', service_id: 1,
    service_name: 'Sales', callback: update => (window.heard ||= []).push(update)})"""
TELL = "event_type => $lucep.send_intelligence({event_type, payload: {n: 1}})"
LEFT = """async () => [Object.keys(localStorage).filter(key => key.includes('outbox')),
    await indexedDB.databases()]"""
PATIENCE = 20_000  # ms
CORS = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "Retry-After"}


def answered(page: Page) -> list[str]:
    """Notes each action that the server answers, in order."""
    heard: list[str] = []

    def note(request: Request) -> None:
        if request.method == "POST" and request.url.endswith("/api/"):
            heard.append(parse_qs(request.post_data or "")["action"][0])

    page.on("requestfinished", note)
    return heard


def wait(page: Page, condition: Callable[[], Any], seconds: float = 20) -> Any:
    """Waits while the page's events are heard."""
    end = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < end, "it did not come"
        page.wait_for_timeout(100)
    return found


def nothing_left(page: Page) -> bool:
    return bool(page.evaluate(LEFT) == [[], []])


def taken(visitor: Visitor) -> None:
    """Waits until the server has the lead; a lost moment costs a pause."""
    expect(visitor.status).to_have_class("lucep-is-new", timeout=PATIENCE)


def known(visitor: Visitor) -> Visitor:
    """Opens the panel, and waits until the form's fields are known to Python."""
    with visitor.page.expect_response(lambda r: "/api/kiosks/demo/1?" in r.url):
        visitor.open()
        visitor.page.locator("[name=name]").focus()
    return visitor


def test_it_works(visitor: Visitor, site: Site, desk: Desk, engine: str, name: str) -> None:
    visitor.expected = NOISE
    page = known(visitor.visit(site.widget(engine)).ready()).page
    sent = answered(page)
    page.context.set_offline(True)
    visitor.fill_in(name).send().expect_status("offline")
    expect(page.locator("#lucep-live")).to_contain_text("again")
    assert sent == []
    page.context.set_offline(False)
    taken(visitor)
    assert desk.leads(name)
    assert sent == ["raise_lead"]
    wait(page, lambda: nothing_left(page))


def test_before_anything_is_known_of_the_form(
    visitor: Visitor, site: Site, desk: Desk, name: str, engine: str
) -> None:
    visitor.expected = NOISE
    page = visitor.visit(site.widget(engine)).ready().page
    page.context.set_offline(True)
    visitor.open().fill_in(name).send()
    expect(page.locator("#lucep-problem")).to_be_visible()
    page.context.set_offline(False)
    taken(visitor)
    assert len(desk.leads(name)) == 1


def test_the_server_checks_what_could_not_be_checked_here(
    visitor: Visitor, site: Site, engine: str
) -> None:
    visitor.expected = (*NOISE, "400")
    page = visitor.visit(site.widget(engine)).ready().page
    page.context.set_offline(True)
    visitor.open().fill_in(phone="1").send()
    expect(page.locator("#lucep-problem")).to_be_visible()
    page.context.set_offline(False)
    expect(page.locator("[name=phone_number]")).to_have_attribute(
        "aria-invalid", "true", timeout=PATIENCE
    )
    expect(page.locator("[name=phone_number]")).to_have_value("1")


def test_the_server_restarts_and_the_tab_was_closed(
    new_context: Callable[..., BrowserContext], tmp_path: Path, engine: str, name: str
) -> None:
    port = str(free_port())
    context = new_context()
    with live_server("--port", port, data=tmp_path) as server, sites.running(server.url) as site:
        first = Visitor(context.new_page(), site)
        known(first.visit(site.widget(engine)).ready()).fill_in(name)
        server.stop()
        first.send().expect_status("offline")
        assert first.page.evaluate("async () => (await indexedDB.databases()).length") == 1
        first.page.close()
        with live_server("--port", port, data=tmp_path) as again, httpx.Client() as client:
            second = Visitor(context.new_page(), site)
            sent = answered(second.page)
            second.visit(site.widget(engine)).ready().open()
            taken(second)
            assert len(Desk(again, client).leads(name)) == 1
            assert sent == ["raise_lead"]
            wait(second.page, lambda: nothing_left(second.page))
            second.assert_well_behaved()


def test_a_server_in_trouble_is_asked_again(
    visitor: Visitor, site: Site, desk: Desk, name: str, engine: str
) -> None:
    visitor.expected = ("502", "503")
    visitor.page.clock.install()
    page = known(visitor.visit(site.widget(engine)).ready()).page
    failures = [(503, '{"status": "error", "msg": "soon"}'), (502, "<html>Bad gateway</html>")]

    def trouble(route: Route) -> None:
        if failures:
            status, body = failures.pop()
            route.fulfill(status=status, body=body, headers=CORS)
        else:
            route.fallback()

    page.route("**/api/", trouble)
    visitor.fill_in(name).send().expect_status("offline")
    assert len(failures) == 1
    page.clock.run_for(2500)
    wait(page, lambda: not failures)
    page.clock.run_for(5000)  # the second pause is twice as long
    taken(visitor)
    assert len(desk.leads(name)) == 1


def test_a_portal_that_answers_for_the_server_is_no_answer(
    visitor: Visitor, site: Site, desk: Desk, name: str, engine: str
) -> None:
    page = known(visitor.visit(site.widget(engine)).ready()).page
    portal = {"status": 200, "content_type": "text/html", "body": "<h1>Log in</h1>"}
    page.route("**/api/", lambda r: r.fulfill(**portal, headers=CORS), times=1)
    visitor.fill_in(name).send().expect_status("offline")
    taken(visitor)
    assert len(desk.leads(name)) == 1


def test_too_many_requests_are_left_alone_as_asked(
    visitor: Visitor, site: Site, server: LiveServer, desk: Desk, name: str, engine: str
) -> None:
    visitor.expected = ("429",)
    page = visitor.visit(site.library(engine, "")).ready().page
    refused: list[float] = []

    def refuse(route: Route) -> None:
        refused.append(time.monotonic())
        headers = CORS | {"Retry-After": "4"}
        route.fulfill(status=429, json={"status": "fail", "msg": "later"}, headers=headers)

    page.route("**/api/", refuse, times=1)
    page.evaluate(RAISE, name)
    wait(page, lambda: refused)
    # Not even a page that comes online, or back, asks before.
    page.evaluate("() => dispatchEvent(new Event('online'))")
    page.reload()
    Visitor(page, site).ready()
    wait(page, lambda: desk.leads(name))
    assert time.monotonic() - refused[0] >= 4
    headers = httpx.get(server.url + "/api/geo").headers
    assert headers["access-control-expose-headers"] == "Retry-After"


def test_in_order(visitor: Visitor, site: Site, name: str, engine: str) -> None:
    visitor.expected = NOISE
    page = visitor.visit(site.library(engine, "")).ready().page
    sent = answered(page)
    page.context.set_offline(True)
    page.evaluate(TELL, "Before")
    page.evaluate(TELL, "Before, too")
    page.evaluate(RAISE, name)
    page.evaluate(TELL, "After")
    page.evaluate("() => $lucep.create_profile({})")
    page.wait_for_timeout(500)
    page.context.set_offline(False)
    wait(page, lambda: len(sent) == 4)
    assert sent == ["send_intelligence", "raise_lead", "send_intelligence", "create_profile"]
    # What the old profile has raised is not this one's ticket.
    assert page.evaluate("() => $lucep.get_ticket_status().status") == "no-ticket"


def leave_behind(page: Page, site: Site, name: str, at: int | None) -> None:
    """Puts into the browser's storage what the loader alone leaves there."""
    page.goto(site.page("plain.html", document("")))
    page.evaluate(
        """([name, at]) => {
            localStorage.setItem('lucep:demo:customer', '"c0ffee"');
            const body = new URLSearchParams({action: 'raise_lead', account_key: 'demo',
                kiosk_id: 1, interaction_id: name.slice(4), customer_id: 'c0ffee', name,
                service_id: 1, phone_number: '+65 6123 4567'}).toString();
            localStorage.setItem('lucep:demo:outbox',
                JSON.stringify(["garbage", {id: name.slice(4), body, ...(at && {at})}]));
        }""",
        [name, at],
    )


def test_what_the_loader_left_is_sent(
    visitor: Visitor, site: Site, desk: Desk, name: str, engine: str
) -> None:
    leave_behind(visitor.page, site, name, None)
    taken(visitor.visit(site.widget(engine)).ready().open())
    assert len(desk.leads(name)) == 1
    wait(visitor.page, lambda: nothing_left(visitor.page))


def test_after_seven_days_it_is_dropped(
    visitor: Visitor, site: Site, desk: Desk, name: str, engine: str
) -> None:
    leave_behind(visitor.page, site, name, int(time.time()) - 7 * 24 * 3600 - 1)
    sent = answered(visitor.page)
    page = visitor.visit(site.widget(engine)).ready().page
    wait(page, lambda: nothing_left(page))
    assert (sent, desk.leads(name)) == ([], [])


@pytest.mark.parametrize("store", ["indexedDB", "localStorage"])
def test_with_one_store_alone(
    visitor: Visitor, site: Site, desk: Desk, store: str, name: str, engine: str
) -> None:
    visitor.expected = NOISE
    visitor.page.add_init_script(
        f"Object.defineProperty(window, '{store}',"
        " {get() { throw new DOMException('denied', 'SecurityError') }})"
    )
    page = visitor.visit(site.library(engine, "")).ready().page
    page.context.set_offline(True)
    page.evaluate(RAISE, name)
    page.wait_for_timeout(500)
    page.context.set_offline(False)
    page.reload()
    Visitor(page, site).ready()
    wait(page, lambda: desk.leads(name))
    assert len(desk.leads(name)) == 1


def test_storage_cleared_while_it_waits(
    visitor: Visitor, site: Site, desk: Desk, name: str, engine: str
) -> None:
    visitor.expected = NOISE
    page = visitor.visit(site.library(engine, "")).ready().page
    page.context.set_offline(True)
    page.evaluate(RAISE, name)
    page.wait_for_timeout(500)
    page.evaluate("() => localStorage.clear()")
    page.context.set_offline(False)
    page.reload()
    Visitor(page, site).ready()
    wait(page, lambda: desk.leads(name))
