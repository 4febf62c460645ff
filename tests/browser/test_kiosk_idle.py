"""A kiosk page on which Python does not start is free for the next guest as well."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.test_kiosk_app import IDLE, data, fill_in, leads, ready, send, tablet
from tests.live import LiveServer

__all__ = ["data", "tablet"]


def without_python(
    new_context: Callable[..., BrowserContext], tablet: LiveServer, workers: str = "allow"
) -> Page:
    """Opens the kiosk page in a browser that has no WebAssembly."""
    page = new_context(service_workers=workers).new_page()
    page.add_init_script("if (!sessionStorage.getItem('healed')) delete window.WebAssembly")
    page.goto(f"{tablet.url}/kiosk/demo/1")
    assert page.evaluate("() => $lucep.ready.then(() => false, () => true)")
    return page


def test_the_next_guest_finds_an_empty_form(
    new_context: Callable[..., BrowserContext], tablet: LiveServer
) -> None:
    page = without_python(new_context, tablet)
    name = f"Guest {uuid.uuid4().hex[:8]}"
    fill_in(page, name)
    send(page)
    expect(page.locator("#lucep-status.lucep-is-new")).to_be_visible()
    expect(page.locator("#lucep-idle")).to_be_visible()
    page.evaluate("() => sessionStorage.setItem('healed', 'yes')")
    expect(page.locator("#lucep-form")).to_be_visible(timeout=IDLE * 2000)
    # It was loaded anew, and this time Python starts.
    ready(page)
    assert name not in page.content()
    assert page.evaluate("() => $lucep.get_ticket_status().status") == "no-ticket"
    assert name in leads(tablet)


def test_without_the_server_too(
    new_context: Callable[..., BrowserContext], tablet: LiveServer
) -> None:
    page = without_python(new_context, tablet, workers="block")
    page.context.set_offline(True)
    page.locator("[name=name]").fill("Half")
    countdown = page.locator("#lucep-idle")
    expect(countdown.locator("b")).to_have_text("7", timeout=IDLE * 2000)
    page.locator("#lucep-title").click()
    expect(countdown).to_be_hidden()
    expect(page.locator("[name=name]")).to_have_value("Half")
    expect(page.locator("[name=name]")).to_have_value("", timeout=IDLE * 3000)
    page.context.set_offline(False)
    name = f"Guest {uuid.uuid4().hex[:8]}"
    fill_in(page, name)
    send(page)
    expect(page.locator("#lucep-status.lucep-is-new")).to_be_visible()
    assert name in leads(tablet)


def test_a_form_that_is_sent_without_the_loader_comes_back(
    new_context: Callable[..., BrowserContext], tablet: LiveServer
) -> None:
    page = new_context().new_page()
    page.route("**/js/lucep.*", lambda route: route.abort())
    page.goto(f"{tablet.url}/kiosk/demo/1")
    name = f"Guest {uuid.uuid4().hex[:8]}"
    fill_in(page, name)
    send(page)
    page.wait_for_url("**/ticket/*")
    ticket = page.url
    assert page.locator("#lucep-ticket").get_attribute("data-idle") == str(IDLE)
    page.wait_for_url("**/kiosk/demo/1*", timeout=IDLE * 3000)
    expect(page.locator("[name=name]")).to_have_value("")
    # Whoever goes back to their ticket is not sent away at once.
    page.goto(ticket)
    page.wait_for_timeout(1500)
    assert page.url == ticket
    assert name in leads(tablet)


def test_a_guest_without_scripts_leaves_by_a_link(
    new_context: Callable[..., BrowserContext], tablet: LiveServer
) -> None:
    page = new_context(java_script_enabled=False).new_page()
    page.goto(f"{tablet.url}/kiosk/demo/1")
    fill_in(page, f"Guest {uuid.uuid4().hex[:8]}")
    send(page)
    expect(page.locator("#lucep-status.lucep-is-new")).to_be_visible()
    page.get_by_role("link", name="Start over").click()
    expect(page.locator("[name=name]")).to_have_value("")
