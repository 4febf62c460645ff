"""How long from a visitor's press on the call button to the lead in a sales person's inbox."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median

from playwright.sync_api import Page

from server.demo_logins import LOGINS
from tools.bench.findings import Finding
from tools.bench.ready import NOTING, tag
from tools.bench.rig import Rig

RUNS = 15
PATIENCE = 10_000  # ms
# Both pages note on the one clock of the machine.
NOW = "performance.timeOrigin + performance.now()"
# Resolves with the moment when a row of the inbox says a name that it did not say before.
SEEN = f"""(name) => {{
  window.seen = new Promise((note, refuse) => {{
    const rows = () => [...document.querySelectorAll("[data-lead]")];
    const watch = new MutationObserver(() => {{
      const now = {NOW};
      if (rows().some((row) => row.textContent.includes(name))) note(now);
    }});
    watch.observe(document.body, {{ childList: true, subtree: true }});
    setTimeout(refuse, {PATIENCE}, "the lead was not seen in time");
  }});
}}"""
PRESSED = f"""() => {{
  window.pressed = 0;
  addEventListener("pointerdown", () => {{ window.pressed = {NOW}; }}, true);
}}"""


def measure(rig: Rig) -> dict[str, Finding]:
    """Measures `send_to_seen`: each time another visitor, the same open inbox."""
    address = rig.site.put("visitor.html", NOTING + tag(rig.server))
    with _inbox(rig) as bob:
        times = [_lead(rig, address, bob) for _ in range(1 + (rig.runs or RUNS))][1:]
    note = f"median of {len(times)}, {min(times):.0f} to {max(times):.0f} ms"
    return {"send_to_seen": Finding(median(times), note)}


@contextmanager
def _inbox(rig: Rig) -> Iterator[Page]:
    email, password = next((login[2], login[4]) for login in LOGINS if login[1] == "Bob")
    with rig.visit(f"{rig.server}/console/login") as page:
        page.locator("[name=email]").fill(email)
        page.locator("[name=password]").fill(password)
        with page.expect_response("**/console/events**"):
            page.get_by_role("button", name="Log in").click()
        yield page


def _lead(rig: Rig, address: str, bob: Page) -> float:
    name = f"Ada {uuid.uuid4().hex[:8]}"
    with rig.visit(address) as page:
        page.evaluate("() => window.noted")
        page.locator("#lucep-launcher").click()
        page.locator("[name=name]").fill(name)
        page.locator("[name=phone_number]").fill("6123 4567")
        page.locator("[name=service_id]").select_option(index=1)
        bob.evaluate(SEEN, name)
        page.evaluate(PRESSED)
        page.locator("#lucep-form [type=submit]").click()
        seen = float(bob.evaluate("() => window.seen"))
        return seen - float(page.evaluate("() => window.pressed"))
