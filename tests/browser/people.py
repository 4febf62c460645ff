"""Who uses the product in the tests: a visitor on a site, a sales person in the console."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Locator, Page, expect

from server.demo_logins import LOGINS
from tests.browser.site import Site

PASSWORDS = {email: password for _, _, email, _, password in LOGINS}
NOISE = ("Failed to load resource", "net::ERR_")  # the browser's own words for no connection
# A page whose listener of `on("status")` and callbacks write down what they hear.
HEARING = "window.heard = []; window.told = []; $lucep.on('status', (s) => told.push(s));"
NOTED = ("info", "log", "warning", "error", "trace", "assert")


SETTLE = """async () => {
    const ends = (a) => a.effect.getComputedTiming().iterations !== Infinity;
    const moving = () => [document, ...[...document.querySelectorAll("*")].map((n) => n.shadowRoot)]
        .flatMap((root) => root?.getAnimations() ?? [])
        .filter((a) => a.playState !== "finished" && ends(a));
    for (let quiet = 0; quiet < 2; quiet++) {
        for (const animation of moving()) {
            animation.finish();
            quiet = -1;
        }
        await new Promise((go) => setTimeout(go, 50));
    }
}"""


def settled(page: Page) -> None:
    """Brings every animation that ends to its end, and those that this begins."""
    page.evaluate(SETTLE)


class Visitor:
    """Drives the widget on a site's page and keeps watch over the page's manners."""

    def __init__(self, page: Page, site: Site) -> None:
        self.page = page
        self.site = site
        self.messages: list[str] = []
        self.errors: list[str] = []
        self.requests: list[str] = []
        self.expected: tuple[str, ...] = ()
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", lambda request: self.requests.append(request.url))

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in NOTED:
            self.messages.append(f"{message.type}: {message.text} {message.location.get('url')}")

    def visit(self, address: str) -> Visitor:
        """Opens a page."""
        self.page.goto(address)
        return self

    def ready(self) -> Visitor:
        """Waits until Python has taken over."""
        assert self.page.evaluate("() => window.$lucep.ready.then(() => true)")
        return self

    @property
    def launcher(self) -> Locator:
        """The corner button."""
        return self.page.locator("#lucep-launcher")

    @property
    def panel(self) -> Locator:
        """The panel that the corner button opens."""
        return self.page.locator("#lucep-panel")

    @property
    def status(self) -> Locator:
        """What the panel says of the ticket."""
        return self.page.locator("#lucep-status")

    def open(self) -> Visitor:
        """Opens the panel by the corner button."""
        self.launcher.click()
        expect(self.panel).to_be_visible()
        return self

    def fill_in(self, name: str = "Ada Lovelace", phone: str = "6123 4567") -> Visitor:
        """Fills the form's own fields in."""
        self.page.locator("[name=name]").fill(name)
        self.page.locator("[name=phone_number]").fill(phone)
        self.page.locator("[name=service_id]").select_option("1")
        return self

    def send(self) -> Visitor:
        """Presses the call button."""
        self.page.locator("#lucep-form [type=submit]").click()
        return self

    def expect_status(self, status: str) -> Visitor:
        """Waits until the widget shows the status."""
        expect(self.page.locator(f"#lucep-status.lucep-is-{status}")).to_be_visible()
        return self

    def assert_well_behaved(self) -> None:
        """No error, no word on the console, no request to anybody else."""
        assert self.errors == [], self.errors
        unexpected = [m for m in self.messages if not any(e in m for e in self.expected)]
        assert unexpected == [], unexpected
        ours = {urlsplit(self.site.url).netloc, urlsplit(self.site.server).netloc}
        strangers = {
            address
            for address in self.requests
            if urlsplit(address).scheme in ("http", "https", "ws", "wss")
            and urlsplit(address).netloc not in ours
        }
        assert strangers == set(), strangers


class SalesPerson:
    """Drives the console."""

    def __init__(self, page: Page, server: str) -> None:
        self.page = page
        self.server = server

    def log_in(self, email: str) -> SalesPerson:
        """Logs in with the demo password and stays on the inbox."""
        self.page.goto(self.server + "/console/login")
        self.page.locator("[name=email]").fill(email)
        self.page.locator("[name=password]").fill(PASSWORDS[email])
        self.page.get_by_role("button", name="Log in").click()
        self.page.wait_for_url(self.server + "/console/")
        return self

    def lead(self, name: str) -> Locator:
        """The lead in the inbox that bears this name."""
        return self.page.locator("[data-lead]", has_text=name).first

    def take(self, name: str) -> SalesPerson:
        """Takes the lead; the page shows it from then on."""
        self.lead(name).get_by_role("button", name="Take").click()
        return self

    def finish(self) -> SalesPerson:
        """Finishes the lead that is open."""
        self.page.get_by_label("Reached").check()
        self.page.get_by_role("button", name="Finish").click()
        return self
