"""How long until Python is there: the widget's against PyScript's own."""

from functools import partial

from tools.bench.findings import Finding
from tools.bench.rig import Rig
from tools.bench.runs import alternating

PATIENCE = 60_000  # ms
# The page notes when it hears of it; nothing is polled for.
NOTING = f"""<script>
  window.noted = new Promise((note, refuse) => {{
    window.note = () => note(performance.now());
    document.addEventListener("lucep-library-ready", window.note);
    document.addEventListener("lucep-library-error", ({{ detail }}) => refuse(detail.reason));
    setTimeout(refuse, {PATIENCE}, "Python did not start in time");
  }});
</script>"""
FIRST_LINE = "import js; js.note()"


def micropython(rig: Rig) -> dict[str, Finding]:
    """Measures `ready_micropython`: the library's ready event by a bare page's first line."""
    bare = NOTING + rig.stock.micropython(FIRST_LINE)
    return {"ready_micropython": _compared(rig, "micropython", bare, 11)}


def pyodide(rig: Rig) -> dict[str, Finding]:
    """Measures `ready_pyodide`: the library's ready event by a page that imports Jinja2."""
    bare = NOTING + rig.stock.pyodide(f"import jinja2; {FIRST_LINE}")
    return {"ready_pyodide": _compared(rig, "pyodide", bare, 5)}


def _compared(rig: Rig, engine: str, bare: str, runs: int) -> Finding:
    ours = NOTING + tag(rig.server, f'data-engine="{engine}" data-boot="eager"')
    pages = {
        "ready": rig.site.put(f"{engine}.html", ours),
        "stock": rig.site.put(f"{engine}-stock.html", bare),
    }
    jobs = {name: partial(noted, rig, address) for name, address in pages.items()}
    times = alternating(jobs, rig.runs or runs)
    note = f"ready {times['ready']:.0f} ms, stock PyScript {times['stock']:.0f} ms"
    return Finding(times["ready"] / times["stock"], note)


def tag(server: str, settings: str = "") -> str:
    """Returns the script tag that a site pastes."""
    source = f"{server}/js/lucep.stable.latest.min.js"
    return f'<script async src="{source}" data-domain="demo" data-id="1" {settings}></script>'


def noted(rig: Rig, address: str) -> float:
    """Visits a page and returns when it noted what it waits for, in ms since the navigation."""
    with rig.visit(address) as page:
        return float(page.evaluate("() => window.noted"))
