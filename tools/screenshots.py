"""Makes the pictures in docs/screenshots from the running product: `build.py screenshots`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlencode
from urllib.request import urlopen

from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.people import SalesPerson
from tests.live import LiveServer, live_server
from tools.chromium import FLAGS, find_chromium, install
from tools.steps import ROOT, StepError, step

FOLDER = ROOT / "docs" / "screenshots"
SIZES = {390: 844, 1280: 800}
SCHEMES = ("light", "dark")
VISITOR = "Maya Lindqvist"
PATIENCE = 60_000
# All of them together, in bytes: they are in the repository.
LIMIT = 3_000_000
# What the site tells of the visitor.
SEEN = {"event_type": "Looked at prices", "payload": {"car": "Seven seats", "days": "3"}}
# What the console's inbox holds before the visitor comes.
EARLIER = (
    {"name": "Tomás Herrera", "phone_number": "+34 612 345 678", "country": "ES", "service_id": 2},
    {"name": "Aisha Rahman", "phone_number": "+65 8123 4567", "country": "SG", "service_id": 1},
    {"name": "Jonas Weber", "phone_number": "+49 1512 3456789", "country": "DE", "service_id": 1},
)


def main(argv: list[str]) -> int:
    """Takes every picture anew.

    Args:
        argv: none are taken.

    Returns:
        The exit status.

    Raises:
        StepError: an argument, or pictures that are too large for the repository.
    """
    if argv:
        why = f"it makes all of docs/screenshots anew and takes no arguments, not {argv[0]}"
        raise StepError("screenshots", why, "Leave it out.")
    from tools import build  # here, so that a wrong argument is told at once

    install()
    build.main([])
    FOLDER.mkdir(parents=True, exist_ok=True)
    with live_server() as server, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        for earlier in EARLIER:
            ask(server, earlier)
        for scheme in SCHEMES:
            for width in SIZES:
                with step(f"Taking pictures, {width} pixels wide, {scheme}"):
                    take(chromium, server, width, scheme)
        chromium.close()
    total = sum(path.stat().st_size for path in FOLDER.glob("*.png"))
    if total > LIMIT:
        why = f"the pictures have {total:,} bytes together, more than {LIMIT:,}"
        raise StepError("screenshots", why, "Take fewer or smaller ones.")
    return 0


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
    """Takes the pictures of one size and colour scheme: a visitor asks, Bob takes the lead."""

    def shoot(page: Page, name: str) -> None:
        page.wait_for_timeout(600)  # what opens or changes comes to rest
        page.screenshot(path=FOLDER / f"{name}-{width}-{scheme}.png", scale="css")

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


@contextmanager
def opened(chromium: Browser, width: int, scheme: str) -> Iterator[Page]:
    """Opens a page in a browser context of its own.

    Args:
        chromium: the browser.
        width: a key of `SIZES`, CSS pixels.
        scheme: "light" or "dark".

    Yields:
        The page; nothing moves on it, so that the same page makes the same picture.
    """
    context = chromium.new_context(
        viewport={"width": width, "height": SIZES[width]},
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
        has_touch=width == min(SIZES),
        locale="en-GB",
        timezone_id="Asia/Singapore",
    )
    context.set_default_timeout(PATIENCE)
    try:
        yield context.new_page()
    finally:
        context.close()
