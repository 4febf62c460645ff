"""The kiosk page as a tablet's app: it starts over, works offline, installs, keeps guests apart."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpx
import pytest
import sqlalchemy as sa
from playwright.sync_api import BrowserContext, Locator, Page, expect
from sqlalchemy.orm import Session

from server.kiosks.models import Kiosk
from tests.browser.desk import Desk
from tests.browser.test_offline import wait
from tests.live import LiveServer, live_server
from tests.stores import demo_database

IDLE = 6
SETTINGS = {
    "idle_seconds": IDLE,
    "consent": {"text": "I agree to be called.", "required": True},
}
LONGEST_PAUSE = 75_000  # ms until the outbox has certainly tried again
CACHED = """async () => {
    const found = await Promise.all((await caches.keys()).map(async (name) =>
        (await (await caches.open(name)).keys()).map((request) => new URL(request.url).pathname)));
    return found.flat();
}"""


@pytest.fixture
def tablet(server: LiveServer, make_kiosk: Callable[..., int]) -> str:
    """The address of a kiosk page that starts over soon and asks for consent."""
    return f"{server.url}/kiosk/demo/{make_kiosk(SETTINGS)}"


@pytest.fixture
def guest(new_context: Callable[..., BrowserContext], tablet: str) -> Page:
    """A page whose clock can be run on, so that nobody waits for it."""
    page = new_context().new_page()
    page.clock.install()
    page.goto(tablet)
    ready(page)
    return page


def ready(page: Page) -> None:
    assert page.evaluate("() => $lucep.ready.then(() => true)")


def fill_in(page: Page, name: str) -> None:
    page.locator("[name=name]").fill(name)
    page.locator("[name=phone_number]").fill("6123 4567")
    page.locator("[name=service_id]").select_option("1")
    page.locator("[name=consent]").check()


def send(page: Page) -> None:
    page.locator("#lucep-form [type=submit]").click()


def stop_clock(page: Page) -> None:
    """Stops the page's clock: from here on it moves only as it is told."""
    page.clock.pause_at(page.evaluate("() => Date.now()") / 1000 + 1)


def run_until_countdown(page: Page) -> Locator:
    """Runs the page's stopped clock on to the first look that counts the seconds down."""
    countdown = page.locator("#lucep-idle")
    for _ in range(IDLE * 4):
        if countdown.is_visible():
            break
        page.clock.run_for(250)
    expect(countdown).to_be_visible()
    return countdown


def test_the_next_guest_finds_an_empty_form(guest: Page, desk: Desk, name: str) -> None:
    fill_in(guest, name)
    send(guest)
    expect(guest.locator("#lucep-status.lucep-is-new")).to_be_visible()
    guest.clock.run_for(1000)
    expect(guest.locator("#lucep-idle")).to_be_visible()
    guest.clock.run_for(IDLE * 1000)
    expect(guest.locator("#lucep-form")).to_be_visible()
    expect(guest.locator("#lucep-idle")).to_be_hidden()
    expect(guest.locator("[name=name]")).to_have_value("")
    expect(guest.locator("[name=consent]")).not_to_be_checked()
    assert name not in guest.content()
    assert guest.evaluate("() => $lucep.get_ticket_status().status") == "no-ticket"
    stored = guest.evaluate("() => JSON.stringify(localStorage)")
    assert "ticket" not in stored
    assert "customer" not in stored
    assert desk.leads(name)

    guest.reload()
    ready(guest)
    expect(guest.locator("#lucep-status")).to_have_count(0)


def test_a_touch_stays_and_a_half_filled_form_has_twice_the_time(guest: Page) -> None:
    stop_clock(guest)
    guest.locator("[name=name]").fill("Half")
    countdown = run_until_countdown(guest)
    guest.clock.run_for(3100)
    expect(countdown.locator("b")).to_have_text("7")
    guest.locator("#lucep-title").click()
    expect(countdown).to_be_hidden()
    guest.clock.run_for(IDLE * 1000)
    expect(guest.locator("[name=name]")).to_have_value("Half")
    guest.clock.run_for(IDLE * 1000 + 1000)
    expect(guest.locator("[name=name]")).to_have_value("")


def test_an_empty_form_stays_as_it_is(guest: Page) -> None:
    guest.evaluate("document.querySelector('[name=name]').dataset.same = 'yes'")
    guest.clock.run_for(IDLE * 2000 + 2000)
    expect(guest.locator("[name=name][data-same]")).to_have_count(1)


def test_the_browser_does_not_remember_what_guests_typed(guest: Page) -> None:
    expect(guest.locator("[name=name]")).to_have_attribute("autocomplete", "off")
    expect(guest.locator("[name=phone_number]")).to_have_attribute("autocomplete", "off")


def test_it_works_without_the_server_and_sends_later(
    new_context: Callable[..., BrowserContext], tmp_path: Path, name: str
) -> None:
    def change(session: Session) -> None:
        session.execute(sa.update(Kiosk).values(settings=SETTINGS))

    with demo_database(tmp_path) as db:
        db.run_now(change)
    context = new_context()
    page = context.new_page()
    with live_server(data=tmp_path) as server:
        port = str(urlsplit(server.url).port)
        page.goto(f"{server.url}/kiosk/demo/1")
        ready(page)
        page.wait_for_function("() => navigator.serviceWorker.controller")
        page.wait_for_function(
            f"({CACHED})().then((paths) => paths.includes('/api/kiosks/demo/1'))"
        )
        server.stop()

        page.close()
        page = context.new_page()
        page.clock.install()
        page.goto(f"{server.url}/kiosk/demo/1")
        ready(page)
        fill_in(page, name)
        send(page)
        expect(page.locator("#lucep-status.lucep-is-offline")).to_be_visible()
        page.clock.run_for(IDLE * 1000 + 1000)
        expect(page.locator("#lucep-form")).to_be_visible()
        assert name not in page.content()
    with live_server("--port", port, data=tmp_path) as server, httpx.Client() as client:
        page.clock.fast_forward(LONGEST_PAUSE)
        desk = Desk(server, client)
        wait(page, lambda: desk.leads(name))
        page.wait_for_timeout(1000)
        expect(page.locator("#lucep-status")).to_have_count(0)


def test_only_the_kiosks_origin_has_a_worker(guest: Page, server: LiveServer) -> None:
    scope = guest.evaluate("() => navigator.serviceWorker.ready.then(({scope}) => scope)")
    assert scope == f"{server.url}/kiosk/"


def test_it_can_be_installed(page: Page, server: LiveServer) -> None:
    page.goto(f"{server.url}/kiosk/demo/1")
    address = page.locator("link[rel=manifest]").get_attribute("href")
    assert address
    manifest = httpx.get(urljoin(server.url, address)).json()
    start, scope = (urljoin(server.url, manifest[key]) for key in ("start_url", "scope"))
    assert start.startswith(scope)
    assert httpx.get(start).status_code == 200
    assert manifest["display"] == "fullscreen"
    assert manifest["theme_color"] == "#0f5bd7"
    assert {icon["purpose"] for icon in manifest["icons"]} == {"any", "maskable"}
    for icon in manifest["icons"]:
        size = page.evaluate(
            """(src) => new Promise((resolve, reject) => {
                const image = new Image();
                image.onload = () => resolve(image.naturalWidth);
                image.onerror = reject;
                image.src = src;
            })""",
            icon["src"],
        )
        assert icon["sizes"] in ("any", f"{size}x{size}")
    session = page.context.new_cdp_session(page)
    found = session.send("Page.getAppManifest")
    assert found["errors"] == []
