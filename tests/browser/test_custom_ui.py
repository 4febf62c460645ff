"""`load_ui`: an interface of the site's own, in JavaScript and in Python; and `mobile`."""

from __future__ import annotations

import json
import uuid
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Locator, expect

from tests.browser.people import SalesPerson, Visitor
from tests.browser.site import Site, document
from tests.browser.test_without_python import until

DIST = Path(__file__).parents[2] / "dist"


def ask(bar: Locator, name: str) -> None:
    bar.locator("[name=name]").fill(name)
    bar.locator("[name=phone]").fill("+65 6123 4567")
    bar.locator("[name=service]").select_option(label="Support")
    bar.locator("button").click()


def test_the_example_in_javascript(visitor: Visitor, site: Site, bob: SalesPerson) -> None:
    name = f"Bar {uuid.uuid4().hex[:8]}"
    visitor.visit(site.example("custom-ui.html"))
    bar = visitor.page.locator(".bar")
    expect(bar.locator("strong")).to_have_text("Tell us how to contact you!")
    expect(bar.locator("[name=phone]")).to_have_attribute("placeholder", "Phone (US)")
    ask(bar, name)
    expect(bar).to_have_text("Your request is new.")
    bob.take(name)
    expect(bar).to_have_text("Your request is processing.")
    expect(bob.page.locator("main")).to_contain_text("Used the bar")


def test_the_example_in_python(visitor: Visitor, site: Site, bob: SalesPerson) -> None:
    name = f"Python {uuid.uuid4().hex[:8]}"
    visitor.visit(site.example("custom-ui-python.html")).ready()
    bar = visitor.page.locator(".bar")
    expect(bar.locator("strong")).to_contain_text("May we call you?")
    expect(bar.locator("strong")).to_contain_text("Today")
    ask(bar, name)
    expect(bar).to_have_text("Your request is new.")
    expect(bob.lead(name)).to_be_visible()


def test_a_module_that_fails_is_reported(visitor: Visitor, site: Site) -> None:
    site.page("broken.py", "def init(lucep, options):\n    raise ValueError('no')", kind=".py")
    page = (
        visitor.visit(
            site.library(
                "pyodide",
                "",
                "load_ui: 'broken.py', callback: (r) => (window.reports ||= []).push(r)",
            )
        )
        .ready()
        .page
    )
    until(page, "() => reports.some(({state}) => state === 'failed')")
    assert {"component": "load_ui", "state": "failed", "reason": "ValueError: no"} in page.evaluate(
        "() => reports"
    )


def test_a_script_that_is_missing_is_reported(visitor: Visitor, site: Site) -> None:
    page = visitor.visit(
        site.library(
            "micropython",
            "",
            "load_ui: 'missing.js', callback: (r) => (window.reports ||= []).push(r)",
        )
    ).page
    until(page, "() => reports.some(({component}) => component === 'load_ui')")
    visitor.expected = ("missing.js",)


def test_a_script_says_how_it_starts(visitor: Visitor, site: Site) -> None:
    listen = "callback: (r) => (window.reports ||= []).push(r)"
    own = "(r) => r.component === 'load_ui'"
    site.page("good-ui.js", "window.$lucep_ui = { init() {} };", kind=".js")
    site.page("bad-ui.js", "window.$lucep_ui = { init() { throw Error('no') } };", kind=".js")
    for file, states in (("good-ui.js", ["start", "ready"]), ("bad-ui.js", ["start", "failed"])):
        address = site.library("micropython", "", f"load_ui: '{file}', {listen}")
        page = visitor.visit(address).page
        until(page, f"() => reports.filter({own}).length === 2")
        reports = page.evaluate(f"() => reports.filter({own})")
        assert [each["state"] for each in reports] == states
    assert reports[1]["reason"] == "Error: no"


@pytest.fixture
def app(site: Site) -> str:
    """The folder of an app that brings everything along."""
    for file in DIST.rglob("*"):
        if file.suffix in (".js", ".mjs", ".json", ".wasm", ".zip"):
            site.file(f"app/{file.relative_to(DIST).as_posix()}", file)
    for path in ("api/kiosks/demo/1", "api/kiosks/demo/1/shell"):
        site.page(f"app/{path}", httpx.get(f"{site.server}/{path}?lang=eng").text)
    return f"{site.url}/app/"


def expect_all_from(visitor: Visitor, app: str) -> None:
    """Uses the widget; the server cannot be reached."""
    page = visitor.page
    visitor.ready().open()
    page.locator("[name=phone_number]").press_sequentially("61234567")
    expect(page.locator("[name=phone_number]")).to_have_value("6123 4567")
    get = "() => new Promise((go) => $lucep.get_kiosk_details({callback: go}))"
    assert page.evaluate(get)["button_cta"] == "Call me!"
    elsewhere = [address for address in visitor.requests if not address.startswith((app, "data:"))]
    assert elsewhere == []


def cut_off(visitor: Visitor, site: Site) -> None:
    visitor.page.route(f"{site.server}/**", lambda route: route.abort())


def test_mobile_needs_nothing_but_its_own_folder(
    visitor: Visitor, site: Site, app: str, engine: str
) -> None:
    """Line 335: relative addresses only."""
    cut_off(visitor, site)
    settings = {"domain": "demo", "mobile": True, "no_ui": False, "engine": engine}
    script = f"<script>$lucep.init({json.dumps(settings)})</script>"
    tag = '<script src="js/lucep.stable.latest.min.js"></script>'
    visitor.visit(site.page("app/index.html", document(tag + script)))
    expect_all_from(visitor, app)


def test_mobile_in_the_tag_needs_no_value(visitor: Visitor, site: Site, app: str) -> None:
    """Line 335: as an attribute."""
    cut_off(visitor, site)
    tag = '<script src="js/lucep.stable.latest.min.js" data-domain="demo" data-mobile></script>'
    visitor.visit(site.page("app/tag.html", document(tag)))
    expect_all_from(visitor, app)


def test_mobile_takes_nothing_from_where_the_script_came(
    visitor: Visitor, site: Site, app: str
) -> None:
    """Line 335: nothing but the script itself, where its address is an absolute one."""
    script = f"{site.server}/js/lucep.stable.latest.min.js"
    tag = f'<script src="{script}" data-domain="demo" data-mobile="true"></script>'
    visitor.visit(site.page("app/absolute.html", document(tag)))
    visitor.requests.remove(script)
    expect_all_from(visitor, app)
