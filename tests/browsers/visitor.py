"""A visitor of the site, whose page notes whatever should not happen on it."""

from __future__ import annotations

from urllib.parse import urlsplit

from tests.browser.site import Site, document
from tests.browsers.window import Window

NONCE = "smoke"
# Under the policy of a strict site; the nonce is for the tests' own scripts.
STRICT = (
    "default-src 'none'; img-src data:; style-src 'self'; connect-src {server};"
    " script-src {server} 'nonce-smoke'"
)
WASM = " 'wasm-unsafe-eval'"

# No driver tells all of it, so the page itself does.
WATCH = f"""<script nonce="{NONCE}">
window.noted = [];
window.failures = [];
const note = (kind) => (event) =>
  noted.push(kind + ": " + String(event.message ?? event.reason ?? event.blockedURI));
addEventListener("error", note("error"));
addEventListener("unhandledrejection", note("rejection"));
addEventListener("securitypolicyviolation", note("policy"));
for (const level of ["debug", "log", "info", "warn", "error"])
  console[level] = (...said) => noted.push(level + ": " + said.join(" "));
document.addEventListener("lucep-library-error", (event) => failures.push(event.detail));
</script>"""

ASKED = """() => [window, ...Array.from({ length: window.length }, (_, n) => window[n])]
  .flatMap((w) => w.performance.getEntriesByType("resource").map((entry) => entry.name))"""


class Visitor:
    """Drives the widget in a window and keeps watch over the page's manners."""

    def __init__(self, window: Window, site: Site) -> None:
        self.window = window
        self.site = site

    def visit_widget(self, engine: str, policy: str = "", more: str = "") -> Visitor:
        """Opens a page with the corner widget.

        Args:
            engine: "micropython" or "pyodide".
            policy: its content security policy, `{server}` standing for the server's origin.
            more: a script of the site's own.
        """
        tag = (
            f'<script async src="{self.site.server}/js/lucep.stable.latest.min.js"'
            f' data-domain="demo" data-id="1" data-engine="{engine}"></script>'
        )
        text = document(f'{WATCH}{tag}<script nonce="{NONCE}">{more}</script>')
        headers = {"Content-Security-Policy": policy.format(server=self.site.server)}
        self.window.visit(self.site.page("widget.html", text, headers if policy else None))
        return self

    def visit_library(self, engine: str, script: str) -> Visitor:
        """Opens a page with the library in its header and a script of the site's."""
        text = document(
            f'{WATCH}<script src="{self.site.server}/js/lucep.stable.latest.min.js"></script>'
            f'<script>$lucep.init({{domain: "demo", id: 1, engine: "{engine}"}});{script}</script>'
        )
        self.window.visit(self.site.page("library.html", text))
        return self

    def visit_example(self, name: str) -> Visitor:
        """Opens an example page, whose manners are watched as those of the others."""
        found = self.site.read(f"/{name}")
        assert found, name
        text = found[0].decode()
        assert "<head>" in text
        self.window.visit(
            self.site.page(f"watched-{name}", text.replace("<head>", f"<head>{WATCH}", 1))
        )
        return self

    def ready(self) -> Visitor:
        """Waits until Python has taken over."""
        outcome = self.outcome()
        assert outcome == "ready", outcome
        return self

    def outcome(self) -> str:
        """Waits until Python has started or given up; returns "ready" or the reason."""
        self.window.until("() => Boolean(window.$lucep)")
        said = self.window.evaluate('() => $lucep.ready.then(() => "ready", (error) => `${error}`)')
        return str(said)

    def open(self) -> Visitor:
        """Opens the panel by the corner button."""
        self.window.press("#lucep-launcher")
        self.window.until('() => find("#lucep-panel").matches(":popover-open")')
        return self

    def fill_in(self, name: str) -> Visitor:
        """Fills the form's own fields in, by mouse and keyboard."""
        self.window.type("[name=name]", name)
        self.window.type("[name=phone_number]", "6123 4567")
        self.window.choose("[name=service_id]", "1")
        typed = self.window.evaluate(
            '() => ["name", "phone_number", "service_id"].map((n) => find(`[name=${n}]`).value)'
        )
        assert typed == [name, "6123 4567", "1"], typed
        return self

    def send(self) -> Visitor:
        """Presses the call button."""
        self.window.press("#lucep-form [type=submit]")
        return self

    def expect_status(self, status: str) -> Visitor:
        """Waits until the widget shows the status."""
        self.window.until(
            "(selector) => find(selector)?.checkVisibility()", f"#lucep-status.lucep-is-{status}"
        )
        return self

    def assert_well_behaved(self) -> None:
        """No error, no word on the console, no policy broken, no request to anybody else."""
        assert self.window.evaluate("() => noted") == []
        ours = {urlsplit(self.site.url).netloc, urlsplit(self.site.server).netloc}
        asked = self.window.evaluate(ASKED)
        assert any("/js/lucep." in address for address in asked)
        assert [a for a in asked if urlsplit(a).netloc not in {*ours, ""}] == []
