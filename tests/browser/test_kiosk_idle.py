"""A kiosk page on which Python does not start is free for the next guest as well."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.desk import Desk
from tests.browser.test_kiosk_app import (
    IDLE,
    fill_in,
    ready,
    run_until_countdown,
    send,
    stop_clock,
    tablet,
)

__all__ = ["tablet"]


def without_python(
    new_context: Callable[..., BrowserContext], tablet: str, workers: str = "allow"
) -> Page:
    """Opens the kiosk page in a browser that has no WebAssembly."""
    page = new_context(service_workers=workers).new_page()
    page.add_init_script("if (!sessionStorage.getItem('healed')) delete window.WebAssembly")
    page.clock.install()
    page.goto(tablet)
    assert page.evaluate("() => $lucep.ready.then(() => false, () => true)")
    return page


def test_the_next_guest_finds_an_empty_form(
    new_context: Callable[..., BrowserContext], tablet: str, desk: Desk, name: str
) -> None:
    page = without_python(new_context, tablet)
    fill_in(page, name)
    send(page)
    expect(page.locator("#lucep-status.lucep-is-new")).to_be_visible()
    page.clock.run_for(1000)
    expect(page.locator("#lucep-idle")).to_be_visible()
    page.evaluate("() => sessionStorage.setItem('healed', 'yes')")
    page.clock.run_for(IDLE * 1000)
    expect(page.locator("#lucep-form")).to_be_visible()
    # It was loaded anew, and this time Python starts.
    ready(page)
    assert name not in page.content()
    assert page.evaluate("() => $lucep.get_ticket_status().status") == "no-ticket"
    assert desk.leads(name)


def test_without_the_server_too(
    new_context: Callable[..., BrowserContext], tablet: str, desk: Desk, name: str
) -> None:
    page = without_python(new_context, tablet, workers="block")
    page.context.set_offline(True)
    stop_clock(page)
    page.locator("[name=name]").fill("Half")
    countdown = run_until_countdown(page)
    page.clock.run_for(3100)
    expect(countdown.locator("b")).to_have_text("7")
    page.locator("#lucep-title").click()
    page.clock.run_for(1000)
    expect(countdown).to_be_hidden()
    expect(page.locator("[name=name]")).to_have_value("Half")
    page.clock.run_for(IDLE * 2000)
    expect(page.locator("[name=name]")).to_have_value("")
    page.clock.resume()
    page.context.set_offline(False)
    fill_in(page, name)
    send(page)
    expect(page.locator("#lucep-status.lucep-is-new")).to_be_visible()
    assert desk.leads(name)


def test_a_form_that_is_sent_without_the_loader_comes_back(
    new_context: Callable[..., BrowserContext], tablet: str, desk: Desk, name: str
) -> None:
    page = new_context().new_page()
    page.clock.install()
    page.route("**/js/lucep.*", lambda route: route.abort())
    page.goto(tablet)
    fill_in(page, name)
    send(page)
    page.wait_for_url("**/ticket/*")
    ticket = page.url
    assert page.locator("#lucep-ticket").get_attribute("data-idle") == str(IDLE)
    page.clock.run_for(IDLE * 1000 + 1000)
    page.wait_for_url(tablet + "*")
    expect(page.locator("[name=name]")).to_have_value("")
    # Whoever goes back to their ticket is not sent away at once.
    page.goto(ticket)
    page.clock.run_for(1500)
    page.wait_for_timeout(500)
    assert page.url == ticket
    assert desk.leads(name)


def test_a_guest_without_scripts_leaves_by_a_link(
    new_context: Callable[..., BrowserContext], tablet: str, name: str
) -> None:
    page = new_context(java_script_enabled=False).new_page()
    page.goto(tablet)
    fill_in(page, name)
    send(page)
    expect(page.locator("#lucep-status.lucep-is-new")).to_be_visible()
    page.get_by_role("link", name="Start over").click()
    expect(page.locator("[name=name]")).to_have_value("")
