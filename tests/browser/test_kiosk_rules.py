"""A kiosk's rules change the widget of a site that pasted its tag long ago."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.people import Visitor, settled
from tests.browser.site import Site, document
from tests.live import LiveServer
from widget.core import kiosk_settings

SHOWN: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "core" / "shown.json").read_text("utf-8")
)
FIELD = '<label>Search <input id="search"></label>'
MakeSite = Callable[..., str]


@pytest.fixture
def widget(make_kiosk: Callable[..., int], site: Site) -> MakeSite:
    """Makes a kiosk with rules, on a page of a site; returns the page's address."""

    def make(settings: dict[str, Any], stored: dict[str, Any] | None = None, **more: str) -> str:
        return more_page(site, make_kiosk(settings, stored=stored), **more)

    return make


def more_page(
    site: Site, number: int, engine: str = "micropython", lang: str = "eng", path: str = ""
) -> str:
    tag = (
        f'<script async src="{site.server}/js/lucep.stable.latest.min.js" data-domain="demo"'
        f' data-id="{number}" data-engine="{engine}" data-lang="{lang}"></script>'
    )
    return site.page(path or f"kiosk-{number}.html", document(tag, "<h1>A site</h1>" + FIELD))


def box(page: Page, name: str) -> dict[str, float]:
    found = page.locator(f"#lucep-{name}").bounding_box()
    assert found
    return {
        "left": found["x"],
        "top": found["y"],
        "right": 1280 - found["x"] - found["width"],
        "bottom": 800 - found["y"] - found["height"],
    }


def run_on(page: Page, seconds: float) -> None:
    """Runs the page's clock on, and lets what was due come to its end."""
    page.clock.run_for(int(seconds * 1000))
    page.wait_for_timeout(300)


@pytest.mark.parametrize("lang", ["eng", "ara"])
@pytest.mark.parametrize("corner", kiosk_settings.CORNERS)
def test_every_corner(
    new_context: Callable[..., BrowserContext], widget: MakeSite, corner: str, lang: str
) -> None:
    page = new_context(viewport={"width": 1280, "height": 800}).new_page()
    rule = {"corner": corner, "offset": {"x": 31, "y": 47}, "z_index": 77}
    page.goto(widget({"position": rule}, lang=lang))
    launcher = page.locator("#lucep-launcher")
    launcher.click()
    settled(page)
    vertical, horizontal = corner.split("-")
    stands, opens = box(page, "launcher"), box(page, "panel")
    assert [stands[horizontal], stands[vertical]] == pytest.approx([31, 47])
    assert [opens[horizontal], opens[vertical]] == pytest.approx([31, 47 + 68])
    assert min(opens.values()) >= 0
    assert launcher.evaluate("node => getComputedStyle(node).zIndex") == "77"


def test_a_phone_keeps_its_sheet(
    new_context: Callable[..., BrowserContext], widget: MakeSite
) -> None:
    page = new_context(viewport={"width": 390, "height": 844}).new_page()
    page.goto(widget({"position": {"corner": "top-left", "offset": {"x": 40}}}))
    page.locator("#lucep-launcher").click()
    settled(page)
    sheet = page.locator("#lucep-panel").bounding_box()
    assert sheet
    assert (sheet["x"], sheet["width"], sheet["y"] + sheet["height"]) == (0, 390, 844)


@pytest.mark.parametrize(("dark", "scheme"), [("dark", "light"), ("light", "dark")])
def test_dark_is_forced(
    new_context: Callable[..., BrowserContext],
    server: LiveServer,
    widget: MakeSite,
    dark: str,
    scheme: str,
) -> None:
    page = new_context(color_scheme=scheme).new_page()
    address = widget({"dark": dark})
    number = address.rpartition("-")[2].removesuffix(".html")
    for place in (address, f"{server.url}/kiosk/demo/{number}"):
        page.goto(place)
        root = page.locator(".lucep-root").first
        expect(root).to_be_attached()
        colour = root.evaluate("node => getComputedStyle(node).getPropertyValue('--lucep-bg')")
        assert colour.strip() == {"dark": "#1b1d23", "light": "#fff"}[dark]
        assert root.evaluate("node => getComputedStyle(node).colorScheme") == dark


def test_the_modern_theme_looks_different(page: Page, widget: MakeSite) -> None:
    looks = {}
    for theme in kiosk_settings.THEMES:
        page.goto(widget({"theme": theme}))
        looks[theme] = page.locator("#lucep-launcher").evaluate(
            "node => [getComputedStyle(node).borderRadius, getComputedStyle(node).borderWidth]"
        )
    assert looks == {"default": ["28px", "0px"], "modern": ["6px", "1px"]}


def stored_keys(page: Page) -> list[str]:
    keys: list[str] = page.evaluate("() => Object.keys(localStorage)")
    return keys


def test_it_opens_by_itself_and_stays_closed(
    visitor: Visitor, widget: MakeSite, engine: str
) -> None:
    rule = {"after": [0.5, 1], "min_width": 500}
    address = widget({"auto_open": rule}, engine=engine)
    visitor.page.clock.install()
    page = visitor.visit(address).page
    page.evaluate("() => document.querySelector('h1').setAttribute('tabindex', -1)")
    expect(visitor.panel).to_be_visible()
    assert page.evaluate("() => document.activeElement === document.body"), "the focus was taken"
    assert stored_keys(page) == []
    page.locator("#lucep-close").click()
    expect(visitor.panel).to_be_hidden()
    assert len(stored_keys(page)) == 1
    visitor.visit(address).ready()
    run_on(page, 2)
    expect(visitor.panel).to_be_hidden()
    visitor.open()


def test_it_does_not_open_on_a_narrow_screen(
    new_context: Callable[..., BrowserContext], widget: MakeSite
) -> None:
    page = new_context(viewport={"width": 760, "height": 800}).new_page()
    page.clock.install()
    page.goto(widget({"auto_open": {"after": [0, 0]}}))
    page.evaluate("() => $lucep.ready.then(() => true)")
    run_on(page, 1.5)
    expect(page.locator("#lucep-panel")).to_be_hidden()


def test_it_waits_for_who_is_in_a_field_and_leaves_who_writes_alone(
    new_context: Callable[..., BrowserContext], site: Site, widget: MakeSite
) -> None:
    address = widget({"auto_open": {"after": [60, 60]}})
    # A clock that was run on stays so on the next page: each has one of its own.
    reader, writer = (Visitor(new_context().new_page(), site) for _ in range(2))
    for visitor in (reader, writer):
        visitor.page.clock.install()
        visitor.visit(address).ready()
        visitor.page.locator("#search").focus()

    run_on(reader.page, 61)
    expect(reader.panel).to_be_hidden()
    reader.page.locator("#search").blur()
    run_on(reader.page, 2)
    expect(reader.panel).to_be_visible()

    writer.page.keyboard.type("cars")
    writer.page.locator("#search").blur()
    run_on(writer.page, 61)
    expect(writer.panel).to_be_hidden()
    for visitor in (reader, writer):
        visitor.assert_well_behaved()


def test_it_does_not_open_while_a_ticket_is_under_way(visitor: Visitor, widget: MakeSite) -> None:
    address = widget({"auto_open": {"after": [60, 60]}})
    visitor.page.clock.install()
    visitor.visit(address).ready().open().fill_in().send().expect_status("new")
    visitor.visit(address).ready()
    run_on(visitor.page, 61)
    expect(visitor.panel).to_be_hidden()


def test_the_table_of_pages_holds_in_the_browser(page: Page) -> None:
    wrong = []
    for row in SHOWN:
        rules = {"display": row["rule"]} if row["rule"] else {}
        source = kiosk_settings.described(rules, "ltr")["display"]
        found = page.evaluate(
            "([source, all]) => all.map((at) => new RegExp(source).test(at))",
            [source, row["shown"] + row["hidden"]],
        )
        if found != [True] * len(row["shown"]) + [False] * len(row["hidden"]):
            wrong.append(row["rule"])
    assert wrong == []


@pytest.mark.parametrize("mode", ["white", "black"])
def test_it_shows_by_the_address_also_after_navigation_inside(
    visitor: Visitor, widget: MakeSite, mode: str
) -> None:
    visitor.page.add_init_script(
        "window.seen = 0; setInterval(() => { if (document.querySelector('html > div')"
        "?.checkVisibility()) seen++ }, 5)"
    )
    display = {"mode": mode, "patterns": ["/shop/*", "/cart"]}
    inside = mode == "white"
    page = visitor.visit(widget({"display": display})).page

    def expect_shown(shown: bool) -> None:
        expect(visitor.launcher).to_be_visible() if shown else expect(
            visitor.launcher
        ).to_be_hidden()

    expect(visitor.launcher).to_be_attached()
    expect_shown(not inside)
    if inside:
        visitor.ready()
        assert page.evaluate("() => seen") == 0, "it was seen before it was decided"
    page.evaluate("() => history.pushState(null, '', '/shop/7')")
    expect_shown(inside)
    page.evaluate("() => history.replaceState(null, '', '/other')")
    expect_shown(not inside)
    page.evaluate("() => history.pushState(null, '', '/cart#top')")
    expect_shown(inside)
    page.evaluate("() => history.back()")
    expect_shown(not inside)


def test_it_notices_navigation_in_browsers_without_events_for_it(
    visitor: Visitor, widget: MakeSite
) -> None:
    visitor.page.add_init_script(
        "Object.defineProperty(window, 'navigation', {value: undefined, configurable: true})"
    )
    page = visitor.visit(widget({"display": {"mode": "black", "patterns": ["/cart"]}})).page
    expect(visitor.launcher).to_be_visible()
    page.evaluate("() => history.pushState(null, '', '/cart')")
    expect(visitor.launcher).to_be_hidden()


@pytest.mark.parametrize("mode", ["white", "black"])
def test_an_invalid_pattern_shows_it_nowhere(visitor: Visitor, widget: MakeSite, mode: str) -> None:
    stored = {"display": {"mode": mode, "patterns": ["/*", "regex:(("]}}
    visitor.visit(widget({}, stored)).ready()
    expect(visitor.launcher).to_be_attached()
    expect(visitor.launcher).to_be_hidden()


def closed_now(zone: str = "Asia/Singapore") -> dict[str, Any]:
    """Hours that begin on the day after tomorrow, at 9:00 in Singapore."""
    day = (datetime.now(ZoneInfo(zone)) + timedelta(days=1)).strftime("%a").lower()
    return {"hours": {"time_zone": zone, "weekly": {day: [["09:00", "17:00"]]}}}


@pytest.mark.parametrize(("lang", "words"), [("eng", "call you back"), ("jpn", "お電話の予定")])
def test_the_form_and_the_status_say_when_the_call_comes(
    new_context: Callable[..., BrowserContext],
    widget: MakeSite,
    site: Site,
    engine: str,
    lang: str,
    words: str,
) -> None:
    page = new_context(timezone_id="America/New_York", locale="en-US").new_page()
    visitor = Visitor(page, site)
    visitor.visit(widget(closed_now(), engine=engine, lang=lang)).ready().open()
    page.locator("[name=name]").focus()
    said = page.locator("#lucep-next")
    expect(said).to_contain_text(words)
    zone = ZoneInfo("Asia/Singapore")
    nine = (datetime.now(zone) + timedelta(days=1)).replace(hour=9, minute=0, second=0)
    there = nine.astimezone(ZoneInfo("America/New_York"))
    days = (there.date() - datetime.now(ZoneInfo("America/New_York")).date()).days
    near = {"eng": ["today", "tomorrow"], "jpn": ["今日", "明日"]}[lang]
    expect(said).to_contain_text(near[days])
    hour = there.strftime("%-I:%M") if lang == "eng" else there.strftime("%-H:%M")
    expect(said).to_contain_text(hour)
    text = said.inner_text()
    visitor.fill_in().send().expect_status("new")
    expect(page.locator("#lucep-status")).to_contain_text(text)
    visitor.assert_well_behaved()


def test_nothing_is_said_while_people_call(visitor: Visitor, widget: MakeSite) -> None:
    weekly = {
        day: [["00:00", "24:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    }
    rule = {"hours": {"time_zone": "Europe/Berlin", "weekly": weekly}}
    visitor.visit(widget(rule)).ready().open()
    visitor.page.locator("[name=name]").focus()
    visitor.page.wait_for_timeout(1000)
    expect(visitor.page.locator("#lucep-next")).to_have_count(0)


def test_the_kiosk_page_says_it_without_scripts(
    new_context: Callable[..., BrowserContext], server: LiveServer, widget: MakeSite
) -> None:
    number = widget(closed_now()).rpartition("-")[2].removesuffix(".html")
    page = new_context(java_script_enabled=False).new_page()
    page.goto(f"{server.url}/kiosk/demo/{number}")
    tomorrow = datetime.now(UTC).astimezone(ZoneInfo("Asia/Singapore")) + timedelta(days=1)
    said = page.locator("#lucep-next")
    expect(said).to_contain_text(tomorrow.strftime("%A, %B %-d, %Y"))
    expect(said).to_contain_text("9:00")
    expect(said).to_contain_text("Singapore")
