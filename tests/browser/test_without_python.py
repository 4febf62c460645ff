"""A lead arrives whatever breaks: no scripts, no WebAssembly, every file lost in every way."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.people import Visitor
from tests.browser.site import Site, document
from tests.live import LiveServer

MANIFEST = Path(__file__).parents[2] / "dist" / "manifest.json"
# In milliseconds; far more than an interpreter takes to start that can.
TIMEOUT = {"micropython": 2000, "pyodide": 4000}

LISTEN = """<script>
window.reports = [];
window.failures = [];
document.addEventListener("lucep-library-error", (event) => failures.push(event.detail));
</script>"""


def python_files() -> list[object]:
    """Every file that Python needs to start, by interpreter, as parameters."""
    pages = json.loads(MANIFEST.read_text()) if MANIFEST.exists() else {}
    before = {file["path"] for file in pages.get("before_intent", {}).get("files", [])}
    return [
        pytest.param(engine, file["path"], id=f"{engine}-{Path(file['path']).name}")
        for engine in ("micropython", "pyodide")
        for file in pages.get(engine, {}).get("files", [])
        if file["path"] not in before
    ]


def failing_page(site: Site, engine: str) -> str:
    """A page that notes what the library reports, with a queued call of the site's own."""
    return site.page(
        f"failing-{engine}.html",
        document(
            LISTEN
            + f'<script src="{site.server}/js/lucep.stable.latest.min.js"></script>'
            + f"""<script>
            $lucep.init({{domain: "demo", id: 1, no_ui: false, engine: "{engine}", boot: "eager",
                timeout: {TIMEOUT[engine]}, callback: (report) => reports.push(report)}});
            window.queued = [];
            window.raise = (name) => $lucep.raise_lead({{name, phone_number: "+65 6123 4567",
                service_id: 1, service_name: "Sales", callback: (update) => queued.push(update)}});
            </script>"""
        ),
    )


def assert_still_sends(visitor: Visitor, has_lead: Callable[[str], bool], address: str) -> None:
    """The failure is reported, the form sends, the queued call is sent, nothing throws."""
    by_form, by_call = f"Form {uuid.uuid4().hex[:8]}", f"Call {uuid.uuid4().hex[:8]}"
    page = visitor.visit(address).page
    page.evaluate("name => raise(name)", by_call)
    visitor.open().fill_in(by_form).send().expect_status("new")
    assert page.evaluate("() => $lucep.ready.then(() => 'ready', () => 'failed')") == "failed"
    reports = page.evaluate("() => reports")
    assert [r for r in reports if r["component"] == "python" and r["state"] == "failed"]
    assert page.evaluate("() => failures.length") == 1
    until(page, "() => queued.length")
    assert page.evaluate("() => queued[0]['ticket-status']") == "new"
    assert has_lead(by_form)
    assert has_lead(by_call)
    visitor.expected = ("error:",)  # the browser itself notes files that did not load


def until(page: Page, condition: str) -> None:
    """Polls from outside: a policy may forbid the page to evaluate text."""
    for _ in range(100):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(100)
    raise AssertionError(condition)


@pytest.fixture(scope="module")
def has_lead(server: LiveServer) -> Iterator[Callable[[str], bool]]:
    with httpx.Client(base_url=server.url, follow_redirects=True) as client:
        yield lambda name: name in server.as_bob(client).get("/console/").text


@pytest.mark.parametrize("damage", ["404", "hang", "garbage"])
@pytest.mark.parametrize(("engine", "path"), python_files())
def test_a_lost_file_loses_no_lead(
    visitor: Visitor,
    site: Site,
    has_lead: Callable[[str], bool],
    engine: str,
    path: str,
    damage: str,
) -> None:
    def answer(route: Route) -> None:
        headers = {"Access-Control-Allow-Origin": "*"}
        if damage == "404":
            route.fulfill(status=404, headers=headers, body="Not found")
        elif damage == "garbage":
            kind = "text/javascript" if path.endswith("js") else "application/octet-stream"
            route.fulfill(headers=headers | {"Content-Type": kind}, body="%$ garbage \x00 (")

    visitor.page.route(f"{site.server}/{path}", answer)
    assert_still_sends(visitor, has_lead, failing_page(site, engine))


def test_without_webassembly(
    visitor: Visitor, site: Site, has_lead: Callable[[str], bool], engine: str
) -> None:
    visitor.page.add_init_script("delete window.WebAssembly")
    assert_still_sends(visitor, has_lead, failing_page(site, engine))


def test_kiosk_details_keep_their_order(visitor: Visitor, site: Site) -> None:
    visitor.page.add_init_script("delete window.WebAssembly")
    held: list[Route] = []

    def late(route: Route) -> None:
        held.append(route) if not held else route.continue_()

    visitor.page.route("**/api/kiosks/demo/1?*", late)
    ask = "for (const n of [1, 2, 3]) $lucep.get_kiosk_details({callback: () => heard.push(n)});"
    page = visitor.visit(site.library("micropython", "window.heard = [];" + ask)).page
    page.wait_for_timeout(1000)
    held[0].continue_()
    until(page, "() => heard.length === 3")
    assert page.evaluate("() => heard") == [1, 2, 3]


def test_kiosk_details_are_asked_for_again_after_a_failure(visitor: Visitor, site: Site) -> None:
    visitor.page.add_init_script("delete window.WebAssembly")
    visitor.expected = ("error:",)
    lost: list[Route] = []

    def lose(route: Route) -> None:
        lost.append(route)
        route.abort() if len(lost) == 1 else route.continue_()

    visitor.page.route("**/api/kiosks/demo/1?*", lose)
    ask = "$lucep.get_kiosk_details({callback: (details) => heard.push(details.button_cta)});"
    page = visitor.visit(site.library("micropython", "window.heard = [];" + ask)).page
    page.wait_for_timeout(500)
    while not lost:
        page.wait_for_timeout(50)
    page.evaluate(f"() => {{ {ask} }}")
    until(page, "() => heard.length === 1")
    assert page.evaluate("() => heard") == ["Call me!"]


def test_without_scripts(
    new_context: Callable[..., BrowserContext],
    server: LiveServer,
    has_lead: Callable[[str], bool],
) -> None:
    name = f"Plain {uuid.uuid4().hex[:8]}"
    page = new_context(java_script_enabled=False).new_page()
    page.goto(f"{server.url}/kiosk/demo/1")
    page.locator("[name=name]").fill(name)
    page.locator("[name=phone_number]").fill("6123 4567")
    page.locator("[name=service_id]").select_option("1")
    page.locator("[type=submit]").click()
    expect(page.locator("#lucep-status.lucep-is-new")).to_be_visible()
    assert "/ticket/" in page.url
    assert has_lead(name)


def test_the_page_may_leave_before_python_is_ready(
    visitor: Visitor, site: Site, has_lead: Callable[[str], bool], engine: str
) -> None:
    name = f"Gone {uuid.uuid4().hex[:8]}"
    visitor.page.route("**/*.wasm", lambda _: None)
    visitor.visit(failing_page(site, engine)).page.evaluate("name => raise(name)", name)
    visitor.visit(site.example("kiosk.html"))
    for _ in range(50):
        if has_lead(name):
            return
        visitor.page.wait_for_timeout(100)
    raise AssertionError("the lead was lost with the page")


@pytest.mark.parametrize("way", ["refused", "unreachable"])
def test_a_launcher_that_does_not_come_is_reported(
    visitor: Visitor, site: Site, engine: str, way: str
) -> None:
    """Nothing is seen then, but the library works: a form of the site's own still sends."""

    def lost(route: Route) -> None:
        route.fulfill(status=500) if way == "refused" else route.abort()

    visitor.page.route("**/shell?*", lost)
    visitor.expected = ("Failed to load resource",)
    listen = "no_ui: false, callback: (r) => (window.reports ||= []).push(r)"
    page = visitor.visit(site.library(engine, "", listen)).ready().page
    reports = page.evaluate("() => reports.filter(({component}) => component === 'shell')")
    assert [each["state"] for each in reports] == ["start", "failed"]
    assert reports[1]["reason"]
    expect(visitor.launcher).to_have_count(0)
    lead = {"name": "Ada", "phone_number": "+6561234567", "service_id": 1}
    answer = page.evaluate(
        "(lead) => new Promise((callback) => $lucep.raise_lead({ ...lead, callback }))", lead
    )
    assert answer["ticket-status"] == "new"
