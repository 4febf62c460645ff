"""Nobody is kept out: axe finds nothing, all works by keyboard, focus is handed over kindly."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.browser.people import Visitor, settled
from tests.browser.site import Site, document
from tests.live import LiveServer
from tools.chromium import TEST_FLAGS, find_chromium

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
PHONE = {"viewport": {"width": 390, "height": 844}}
TABLET = {"viewport": {"width": 820, "height": 1180}}
DESKTOP = {"viewport": {"width": 1280, "height": 800}}
# Each is a browser that somebody really uses.
BROWSERS: dict[str, dict[str, Any]] = {
    "phone": PHONE,
    "phone-dark": PHONE | {"color_scheme": "dark"},
    "tablet": TABLET,
    "desktop": DESKTOP,
    "desktop-dark": DESKTOP | {"color_scheme": "dark"},
    "forced-colours": DESKTOP | {"forced_colors": "active"},
    "reduced-motion": PHONE | {"reduced_motion": "reduce"},
}
MANNERS = "<script>document.documentElement.lang ||= 'en'</script>"


def violations(page: Page, scope: str) -> list[str]:
    """What axe finds inside an element, shadow roots included."""
    settled(page)
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.read_text())
    found = page.evaluate(
        "async (scope) => (await axe.run(scope ? {include: [[scope]]} : document)).violations"
        ".map((v) => v.id + ': ' + v.nodes.map((n) => n.target.join(' ')).join(', '))",
        scope,
    )
    return [str(each) for each in found]


def widget_page(site: Site, lang: str = "eng", style: str = "") -> str:
    tag = (
        f'<script async src="{site.server}/js/lucep.stable.latest.min.js" data-domain="demo"'
        f' data-lang="{lang}" data-boot="eager"></script>'
    )
    page = document(tag + style, "<main><h1>A site</h1><p>Its text.</p></main>")
    return site.page(f"reach-{lang}{len(style)}.html", page)


def on(context: BrowserContext, site: Site, address: str) -> Visitor:
    return Visitor(context.new_page(), site).visit(address).ready()


@pytest.mark.parametrize("browser_of", BROWSERS)
def test_axe_finds_nothing(
    new_context: Callable[..., BrowserContext], site: Site, browser_of: str
) -> None:
    visitor = on(new_context(**BROWSERS[browser_of]), site, widget_page(site))
    assert violations(visitor.page, "") == []
    visitor.open()
    assert violations(visitor.page, "") == []
    visitor.send()
    expect(visitor.page.locator("[name=name]")).to_have_attribute("aria-invalid", "true")
    assert violations(visitor.page, "") == []
    visitor.fill_in().send().expect_status("new")
    assert violations(visitor.page, "") == []


@pytest.mark.parametrize("lang", ["ara", "heb", "deu", "jpn"])
def test_axe_finds_nothing_in_other_scripts(
    new_context: Callable[..., BrowserContext], site: Site, lang: str
) -> None:
    visitor = on(new_context(**PHONE), site, widget_page(site, lang)).open()
    assert violations(visitor.page, "") == []


@pytest.fixture(scope="module")
def large_text(browser: Browser) -> Iterator[Browser]:
    """A browser of somebody who has set their text to 200 %."""
    flags = [*TEST_FLAGS, "--blink-settings=defaultFontSize=32"]
    chromium = browser.browser_type.launch(executable_path=find_chromium(), args=flags)
    yield chromium
    chromium.close()


# The nodes whose own text needs more width than they have.
CUT_OFF = """(panel) => [...panel.querySelectorAll("*")]
    .filter((node) => node.clientWidth > 1 && node.scrollWidth > node.clientWidth + 1)
    .filter((node) => node.value || [...node.childNodes].some((each) => each.data?.trim()))
    .map((node) => node.id || node.className)"""


@pytest.mark.parametrize("lang", ["eng", "deu", "ara"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_large_text_fits(large_text: Browser, site: Site, size: dict[str, Any], lang: str) -> None:
    with large_text.new_context(**size) as context:
        visitor = on(context, site, widget_page(site, lang))
        page = visitor.page
        expect(visitor.launcher).to_be_visible()
        assert visitor.launcher.evaluate(CUT_OFF) == []
        visitor.open()
        settled(page)
        height = visitor.launcher.evaluate("(node) => node.offsetHeight")
        assert height == 56, "it has not folded to its icon"
        assert page.locator("[name=name]").evaluate("(n) => getComputedStyle(n).fontSize") == "32px"
        assert violations(page, "") == []
        visitor.fill_in()
        expect(page.locator("[name=phone_number]")).to_have_value("6123 4567")
        assert visitor.panel.evaluate(CUT_OFF) == []
        page.locator("[name=country]").focus()
        settled(page)
        width = page.locator("[name=phone_number]").evaluate("(node) => node.clientWidth")
        assert width > 100, "nothing is left of it beside the names of countries"
        visitor.send().expect_status("new")
        settled(page)
        assert visitor.panel.evaluate(CUT_OFF) == []


@pytest.mark.parametrize("browser_of", ["phone", "tablet", "desktop-dark", "forced-colours"])
def test_axe_finds_nothing_on_the_kiosk_page(
    new_context: Callable[..., BrowserContext], site: Site, server: LiveServer, browser_of: str
) -> None:
    context = new_context(bypass_csp=True, **BROWSERS[browser_of])
    visitor = on(context, site, f"{server.url}/kiosk/demo/1")
    assert violations(visitor.page, "") == []
    visitor.fill_in().send().expect_status("new")
    assert violations(visitor.page, "") == []


def test_all_by_keyboard(visitor: Visitor, site: Site, engine: str) -> None:
    page = visitor.visit(site.widget(engine)).ready().page
    page.keyboard.press("Tab")
    expect(visitor.launcher).to_be_focused()
    page.keyboard.press("Enter")
    expect(visitor.panel).to_be_visible()
    focus_to(page, "lucep-name").type("Ada")
    focus_to(page, "lucep-phone_number").type("6123 4567")
    focus_to(page, "lucep-service_id").press("ArrowDown")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    visitor.expect_status("new")
    expect(visitor.status).to_be_focused()


def focus_to(page: Page, node: str) -> Any:
    """Presses Tab until the node has the focus."""
    for _ in range(20):
        if page.evaluate(FOCUSED) == node:
            return page.keyboard
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never reaches {node}")


FOCUSED = """() => {
  let node = document.activeElement;
  while (node?.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
  return node?.id;
}"""


def test_focus_goes_in_and_comes_back(visitor: Visitor, site: Site, engine: str) -> None:
    page = visitor.visit(site.widget(engine)).ready().page
    visitor.launcher.focus()
    page.keyboard.press("Enter")
    expect(visitor.panel).to_be_focused()
    page.keyboard.press("Escape")
    expect(visitor.panel).to_be_hidden()
    expect(visitor.launcher).to_be_focused()


def test_escape_closes_only_from_inside(visitor: Visitor, site: Site) -> None:
    tag = f'<script src="{site.server}/js/lucep.stable.latest.min.js" data-domain="demo"></script>'
    page = visitor.visit(site.page("esc.html", document(tag, "<input id=own>"))).ready().page
    visitor.open()
    page.locator("#own").focus()
    page.keyboard.press("Escape")
    expect(visitor.panel).to_be_visible()
    expect(page.locator("#own")).to_be_focused()


def test_the_sites_caret_stays_where_it_is(visitor: Visitor, site: Site) -> None:
    tag = f'<script src="{site.server}/js/lucep.stable.latest.min.js" data-domain="demo"></script>'
    page = visitor.visit(
        site.page("caret.html", document(tag, "<textarea id=own autofocus>abc def</textarea>"))
    ).page
    page.locator("#own").evaluate("(node) => { node.focus(); node.setSelectionRange(2, 5) }")
    visitor.ready()
    page.keyboard.press("x")
    assert page.locator("#own").input_value() == "abxef"
    assert page.evaluate(FOCUSED) == "own"


def test_painting_does_not_ask_for_the_focus(visitor: Visitor, site: Site) -> None:
    tag = f'<script src="{site.server}/js/lucep.stable.latest.min.js" data-domain="demo"></script>'
    held: list[Route] = []
    visitor.page.route("**/shell?*", lambda route: held.append(route))
    page = visitor.visit(site.page("early.html", document(tag, "<input id=own autofocus>"))).page
    expect(page.locator("#own")).to_be_focused()
    held[0].continue_()
    expect(visitor.launcher).to_be_visible()
    visitor.ready()
    assert page.evaluate(FOCUSED) == "own"


def test_the_status_is_told(visitor: Visitor, site: Site, engine: str) -> None:
    page = visitor.visit(site.widget(engine)).ready().page
    visitor.open().fill_in().send().expect_status("new")
    live = page.locator("#lucep-live")
    expect(live).to_have_attribute("role", "status")
    expect(live).to_contain_text("Thank")


HOSTILE = {
    "revert": "* { all: revert !important }",
    "huge": "* { font-size: 60px !important; line-height: 4 !important }",
    "hidden": "button, form, input, section { display: none !important }",
    "moved": "div { position: static !important; transform: rotate(9deg) !important }",
    "loud": "* { color: lime !important; letter-spacing: 9px !important; direction: rtl }",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_style_sheet_changes_nothing(
    new_context: Callable[..., BrowserContext], site: Site, name: str
) -> None:
    boxes = []
    for style in ("", f"<style>{HOSTILE[name]}</style>"):
        visitor = on(new_context(**DESKTOP), site, widget_page(site, style=style)).open()
        settled(visitor.page)
        boxes.append(
            json.dumps(
                visitor.page.evaluate(
                    "() => ['launcher', 'panel', 'name', 'title', 'country'].map((id) => {"
                    " const root = [...document.querySelectorAll('div')].find((d) => d.shadowRoot)"
                    ".shadowRoot; const node = root.getElementById('lucep-' + id);"
                    " const style = getComputedStyle(node), box = node.getBoundingClientRect();"
                    " const place = [box.x, box.y, box.width, box.height].map(Math.round);"
                    " return [id, ...place, style.color,"
                    " style.fontSize, style.letterSpacing, style.direction, style.display] })"
                )
            )
        )
    assert boxes[0] == boxes[1]
