"""The pictures of a qualification without a carrier: a call on the simulator, then the outbox."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect

from server.demo_logins import API_KEY
from tests.browser.people import SalesPerson
from tests.live import LiveServer
from tools.screenshots import camera
from tools.screenshots.camera import FOLDER, opened
from widget.client.api import Client

PROSPECT = "Priya Raman"
# Of each page the size that shows it best; three messages are as high as this.
PHONE, OUTBOX, HIGH = 390, 1280, 1500


def take(chromium: Browser, server: LiveServer, scheme: str) -> None:
    """Takes the phone in a call, and the messages that follow when it is hung up.

    Args:
        chromium: the browser.
        server: where; with the demo's campaign, which calls at any hour.
        scheme: "light" or "dark".
    """
    with opened(chromium, PHONE, scheme) as page:
        SalesPerson(page, server.url).log_in("bob@demo.example")
        page.goto(f"{server.url}/console/phone/")
        call = page.get_by_role("article", name=PROSPECT)
        Client(server.url, "demo", API_KEY).submit(
            {
                "name": PROSPECT,
                "phone_number": "+65 8123 4568",
                "email": "priya@example.com",
                "service_id": 1,
                "langcode": "eng",
            }
        )
        call.get_by_role("button", name="Answer").click()
        expect(call.get_by_role("button", name="1", exact=True)).to_be_visible()
        _shoot(page, "console-phone", PHONE, scheme)
        call.get_by_role("button", name="Hang up").click()
        expect(call).to_have_count(0)
    with opened(chromium, OUTBOX, scheme) as page:
        SalesPerson(page, server.url).log_in("bob@demo.example")
        page.set_viewport_size({"width": OUTBOX, "height": HIGH})
        page.goto(f"{server.url}/console/outbox/")
        mail = page.locator("iframe").first.content_frame
        expect(mail.get_by_role("link", name="Yes, call me")).to_be_visible()
        _shoot(page, "console-outbox", OUTBOX, scheme)


def _shoot(page: Page, name: str, width: int, scheme: str) -> None:
    page.evaluate("() => document.activeElement.blur()")
    camera.shoot(page, FOLDER / f"{name}-{width}-{scheme}.png")
