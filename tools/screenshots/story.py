"""The pictures of a callback: a visitor asks, Bob takes the lead in the console."""

from __future__ import annotations

from urllib.parse import urlencode
from urllib.request import urlopen

from playwright.sync_api import Browser, Page, expect

from tests.browser.people import SalesPerson
from tests.live import LiveServer
from tools.screenshots import camera
from tools.screenshots.camera import FOLDER, opened

VISITOR = "Maya Lindqvist"
# What the site tells of the visitor.
SEEN = {"event_type": "Looked at prices", "payload": {"car": "Seven seats", "days": "3"}}
# What the console's inbox holds before the visitor comes.
EARLIER = (
    {"name": "Tomás Herrera", "phone_number": "+34 612 345 678", "country": "ES", "service_id": 2},
    {"name": "Aisha Rahman", "phone_number": "+65 8123 4567", "country": "SG", "service_id": 1},
    {"name": "Jonas Weber", "phone_number": "+49 1512 3456789", "country": "DE", "service_id": 1},
)


def begin(server: LiveServer) -> None:
    """Fills the console's inbox."""
    for earlier in EARLIER:
        ask(server, earlier)


def ask(server: LiveServer, lead: dict[str, object]) -> None:
    """Raises a lead as a widget does.

    Args:
        server: where.
        lead: the wire's fields that differ from lead to lead.
    """
    number = f"{len(str(lead['name'])):040x}"
    fixed = {
        "action": "raise_lead",
        "account_key": "demo",
        "customer_id": number,
        "interaction_id": number,
        "langcode": "eng",
        "service_name": "",
    }
    with urlopen(f"{server.url}/api/", urlencode({**fixed, **lead}).encode()) as answer:  # noqa: S310
        answer.read()


def take(chromium: Browser, server: LiveServer, width: int, scheme: str) -> None:
    """Takes the pictures of one size and colour scheme."""

    def shoot(page: Page, name: str) -> None:
        camera.shoot(page, FOLDER / f"{name}-{width}-{scheme}.png")

    with opened(chromium, width, scheme) as page:
        page.goto(f"{server.url}/kiosk/demo/1")
        expect(page.get_by_label("Your name")).to_be_visible()
        shoot(page, "kiosk")
    with opened(chromium, width, scheme) as visitor, opened(chromium, width, scheme) as console:
        bob = SalesPerson(console, server.url).log_in("bob@demo.example")
        visitor.goto(f"{server.url}/examples/corner.html")
        expect(visitor.locator("#lucep-launcher")).to_be_visible()
        shoot(visitor, "corner-closed")
        visitor.locator("#lucep-launcher").click()
        visitor.mouse.move(0, 0)
        shoot(visitor, "corner-open")
        visitor.evaluate("() => $lucep.ready.then(() => true)")
        visitor.evaluate("(event) => $lucep.send_intelligence(event)", SEEN)
        fill_in(visitor)
        visitor.locator("#lucep-form [type=submit]").click()
        visitor.mouse.move(0, 0)
        expect(visitor.locator(".lucep-is-new")).to_be_visible()
        shoot(visitor, "corner-sent")
        expect(bob.lead(VISITOR)).to_be_visible()
        shoot(console, "console")
        bob.take(VISITOR)
        expect(visitor.locator(".lucep-is-processing")).to_be_visible()
        shoot(visitor, "corner-taken")
        shoot(console, "console-lead")
        bob.finish()
        expect(visitor.locator(".lucep-is-finished")).to_be_visible()


def fill_in(page: Page) -> None:
    """Fills the form in as a visitor would."""
    page.get_by_label("Your name").fill(VISITOR)
    page.get_by_label("Phone number").fill("6123 4567")
    page.get_by_label("What is it about?").select_option(label="Sales")
    page.get_by_label("Your email address").fill("maya@example.com")
    page.wait_for_timeout(2500)  # as a person would: faster looks like a machine
    page.get_by_label("A test drive").check()
