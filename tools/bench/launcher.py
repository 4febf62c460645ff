"""How soon the launcher is seen, against how soon Python is there."""

from statistics import median

from tools.bench.findings import Finding
from tools.bench.ready import NOTING, tag
from tools.bench.rig import Rig

RUNS = 11
# The observer of intersections answers once layout knows the launcher's size; the message's turn
# comes when that frame is painted.
PAINTED = """<script>
  window.painted = new Promise((note) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => note(performance.now());
    const seen = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting && entry.boundingClientRect.width)) return;
      seen.disconnect();
      port2.postMessage("");
    });
    const added = new MutationObserver(() => {
      const hosts = [...document.documentElement.children];
      const launcher = hosts.map((host) => host.shadowRoot?.getElementById("lucep-launcher"));
      if (!launcher.some((found) => found && (seen.observe(found), true))) return;
      added.disconnect();
    });
    added.observe(document.documentElement, { childList: true });
  });
</script>"""


def measure(rig: Rig) -> dict[str, Finding]:
    """Measures `launcher_painted`: its first paint by the ready event of the same visit.

    The tag has no settings but the account: Python starts when the page is idle.
    """
    address = rig.site.put("launcher.html", NOTING + PAINTED + tag(rig.server))
    visits = [_visit(rig, address) for _ in range(1 + (rig.runs or RUNS))][1:]
    painted, ready = (median(times) for times in zip(*visits, strict=True))
    note = f"painted {painted:.0f} ms, ready {ready:.0f} ms"
    return {"launcher_painted": Finding(painted / ready, note)}


def _visit(rig: Rig, address: str) -> tuple[float, float]:
    with rig.visit(address) as page:
        painted, ready = page.evaluate("() => Promise.all([window.painted, window.noted])")
        return painted, ready
