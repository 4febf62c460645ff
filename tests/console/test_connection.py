"""The stream: what the page says when it drops, and that nothing is missed."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.console.conftest import Hire
from tests.console.people import Visitors, Worker, log_in
from tests.live import LiveServer, live_server

LOST = ("ERR_CONNECTION_REFUSED", "ERR_INCOMPLETE_CHUNKED_ENCODING", "ERR_EMPTY_RESPONSE")


def test_a_restart_is_noticed_and_nothing_is_missed(browser: Browser, tmp_path: Path) -> None:
    context = browser.new_context()
    try:
        with live_server(data=tmp_path) as first:
            bob = Worker(context, first.url)
            bob.expected = LOST
            log_in(bob.page, first.url, "bob")
            line = bob.page.locator("#connection")
            expect(line).to_have_text("Live")
        expect(line).to_have_text("Reconnecting…")
        port = first.url.rpartition(":")[2]
        with live_server("--port", port, data=tmp_path) as second:
            name = Visitors(second.url).ask()
            expect(bob.lead(name)).to_be_visible()
            expect(line).to_have_text("Live")
            expect(bob.page.locator("[data-lead]")).to_have_count(1)
        assert bob.complaints == []
    finally:
        context.close()


def test_on_a_phone_a_lost_connection_covers_nothing(hire: Hire, visitors: Visitors) -> None:
    bob = hire("bob", viewport={"width": 390, "height": 800})
    bob.expected = ("ERR_FAILED",)
    visitors.ask()
    bob.context.route("**/events", lambda route: route.abort())
    bob.page.goto(f"{bob.server}/console/phone/")
    expect(bob.page.locator("#connection")).to_have_text("Reconnecting…")
    seen = [bob.page.locator(each) for each in (".count", ".tools", "#connection", ".top form")]
    boxes = [box for each in seen if (box := each.bounding_box())]
    assert len(boxes) == len(seen)
    for box, other in combinations(boxes, 2):
        beside = box["x"] + box["width"] <= other["x"] or other["x"] + other["width"] <= box["x"]
        assert beside or box["y"] + box["height"] <= other["y"], (box, other)


def test_who_is_logged_out_elsewhere_comes_to_the_login(
    browser: Browser, server: LiveServer, visitors: Visitors
) -> None:
    context = browser.new_context()
    try:
        bob = Worker(context, server.url)
        bob.expected = ("status of 401",)
        log_in(bob.page, server.url, "bob")
        bob.page.locator("#connection[data-state=live]").wait_for()
        other = context.new_page()
        other.goto(f"{server.url}/console/")
        other.get_by_role("button", name="Log out").click()
        other.wait_for_url("**/console/login")
        name = visitors.ask()
        expect(bob.page).to_have_url(f"{server.url}/console/login")
        expect(bob.page.locator("body")).not_to_contain_text(name)
        assert bob.complaints == []
    finally:
        context.close()
