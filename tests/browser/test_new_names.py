"""`on`, `off`, `destroy`, `add`, `get_geo_data`, `load_ui`, two accounts, pages that swap."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.desk import Desk
from tests.browser.people import Visitor
from tests.browser.site import Site, document
from tests.browser.test_without_python import until

SNAPSHOT = "() => document.documentElement.outerHTML"


def tag(site: Site, attributes: str) -> str:
    return f'<script async src="{site.server}/js/lucep.stable.latest.min.js" {attributes}></script>'


def test_on_and_off(visitor: Visitor, site: Site, engine: str) -> None:
    page = visitor.visit(site.widget(engine)).ready().page
    page.evaluate(
        "() => { window.heard = []; window.opened = () => heard.push('open');"
        " $lucep.on('open', opened); $lucep.on('open', () => { throw new Error('boom') });"
        " $lucep.on('close', () => heard.push('close')) }"
    )
    page.evaluate("() => $lucep.open()")
    expect(visitor.panel).to_be_visible()
    until(page, "() => heard.length === 1")
    page.evaluate("() => { $lucep.off('open', opened); $lucep.toggle() }")
    expect(visitor.panel).to_be_hidden()
    until(page, "() => heard.length === 2")
    page.evaluate("() => $lucep.toggle()")
    expect(visitor.panel).to_be_visible()
    assert page.evaluate("() => heard") == ["open", "close"]


def test_what_is_asked_before_the_launcher_is_there_is_done_when_it_is(
    visitor: Visitor, site: Site, engine: str
) -> None:
    held: list[Route] = []
    visitor.page.route("**/shell?*", lambda route: held.append(route))
    page = visitor.visit(site.library(engine, "$lucep.toggle();", "no_ui: false")).page
    until(page, "() => window.$lucep")
    expect(visitor.launcher).to_have_count(0)
    while not held:
        page.wait_for_timeout(20)
    held[0].continue_()
    expect(visitor.panel).to_be_visible()
    visitor.ready().fill_in().send().expect_status("new")

    page.route("**/shell?*", lambda route: route.continue_())
    visitor.visit(site.library(engine, "$lucep.toggle(); $lucep.toggle();", "no_ui: false"))
    expect(visitor.launcher).to_be_visible()
    expect(visitor.panel).to_be_hidden()


def test_destroy_leaves_the_page_as_it_was(visitor: Visitor, site: Site, engine: str) -> None:
    page = visitor.visit(site.page("plain.html", document(""))).page
    before = page.evaluate(SNAPSHOT)
    names = page.evaluate("() => Object.getOwnPropertyNames(window).sort()")
    address = f"{site.server}/js/lucep.stable.latest.min.js"
    page.evaluate(
        "async ([src, engine]) => { const tag = document.createElement('script');"
        " Object.assign(tag, {src}); Object.assign(tag.dataset, {domain: 'demo', engine});"
        " document.head.append(tag); await new Promise((go) => { tag.onload = go });"
        " tag.remove(); await $lucep.ready }",
        [address, engine],
    )
    expect(visitor.launcher).to_be_visible()
    page.evaluate("() => $lucep.destroy()")
    assert page.evaluate(SNAPSHOT) == before
    assert page.evaluate("() => Object.getOwnPropertyNames(window).sort()") == names


def test_a_destroyed_widget_can_come_back(visitor: Visitor, site: Site, engine: str) -> None:
    page = visitor.visit(site.widget(engine)).ready().page
    page.evaluate(
        "async () => { $lucep.destroy(); const old = document.querySelector('script');"
        " const tag = document.createElement('script'); tag.src = old.src;"
        " tag.dataset.domain = 'demo'; document.head.append(tag);"
        " await new Promise((go) => { tag.onload = go }); await $lucep.ready }"
    )
    visitor.open().fill_in().send().expect_status("new")


def test_add_loads_a_file(visitor: Visitor, site: Site, engine: str) -> None:
    site.page("added.js", "window.added = true;", kind=".js")
    page = visitor.visit(site.library(engine, "")).page
    page.evaluate("() => $lucep.add({src: 'added.js'}, () => { window.told = added })")
    until(page, "() => window.told")
    page.evaluate(
        "() => $lucep.add({rel: 'stylesheet', href: 'site.css'},"
        " () => { window.styled = true }, 'head', 'link', 0)"
    )
    until(page, "() => window.styled")


def test_geo_data_is_the_locale_without_a_proxy(visitor: Visitor, site: Site, engine: str) -> None:
    page = visitor.visit(site.library(engine, "")).ready().page
    page.evaluate("() => $lucep.get_geo_data({callback: (g) => { window.geo = g }})")
    until(page, "() => window.geo")
    assert page.evaluate("() => geo") == {"country": "us"}


def test_destroy_takes_what_was_added_along(visitor: Visitor, site: Site) -> None:
    site.page("ui.js", "window.$lucep_ui = { init() { window.begun = true } };", kind=".js")
    page = visitor.visit(site.page("plain.html", document(""))).page
    before = page.evaluate(SNAPSHOT)
    page.evaluate(
        "async (src) => { const tag = document.createElement('script'); tag.src = src;"
        " document.head.append(tag); await new Promise((go) => { tag.onload = go });"
        " tag.remove(); $lucep.init({domain: 'demo', load_ui: 'ui.js', boot: 'eager'});"
        " $lucep.add({rel: 'stylesheet', href: 'site.css'}, null, 'head', 'link', 0);"
        " await $lucep.ready }",
        f"{site.server}/js/lucep.stable.latest.min.js",
    )
    until(page, "() => window.begun")
    page.evaluate("() => $lucep.destroy()")
    assert page.evaluate(SNAPSHOT) == before


TWO = 'data-domain="demo"', 'data-domain="charlies"'
HOSTS = "[...document.querySelectorAll('html > div')]"


def two_widgets(visitor: Visitor, site: Site, engine: str = "micropython") -> Page:
    both = "".join(tag(site, f'{account} data-engine="{engine}"') for account in TWO)
    page = visitor.visit(site.page("two.html", document(both))).ready().page
    until(page, "() => Object.keys($lucep.widgets).length === 2")
    expect(visitor.launcher).to_have_count(2)
    page.evaluate("() => $lucep.widgets.charlies.ready.then(() => true)")
    return page


def test_two_accounts_on_a_page(
    visitor: Visitor, site: Site, desk: Desk, engine: str, name: str
) -> None:
    page = two_widgets(visitor, site, engine)
    assert (
        page.evaluate(
            "() => new Promise((go) => $lucep.widgets.charlies.get_kiosk_details({callback: go}))"
            ".then((kiosk) => kiosk.account_key)"
        )
        == "charlies"
    )
    page.evaluate(
        f"() => {{ for (const host of {HOSTS})"
        " host.id = host.shadowRoot.querySelector('[name=account_key]').value }"
    )
    for account in ("demo", "charlies"):
        # Each is seen, so a visitor can press each.
        shell = page.locator(f"#{account}")
        shell.locator("#lucep-launcher").click()
        shell.locator("[name=name]").fill(f"{name} {account}")
        shell.locator("[name=phone_number]").fill("6123 4567")
        choice = shell.locator("select[name=service_id]")
        if choice.count():
            choice.select_option("1")
        shell.locator("[type=submit]").click()
        expect(shell.locator("#lucep-status.lucep-is-new")).to_be_visible()
        shell.locator("#lucep-close").click()
    rows = desk.rows(
        "SELECT lead.name, account.key FROM lead JOIN account ON account.id = lead.account_id"
        " WHERE lead.name LIKE ? ORDER BY lead.id",
        f"{name}%",
    )
    assert rows == [(f"{name} demo", "demo"), (f"{name} charlies", "charlies")]


def test_one_of_two_accounts_leaves_and_then_the_other(visitor: Visitor, site: Site) -> None:
    page = two_widgets(visitor, site)
    page.evaluate("() => $lucep.widgets.demo.destroy()")
    expect(visitor.launcher).to_have_count(1)
    assert page.evaluate("() => Object.keys($lucep.widgets)") == ["charlies"]
    page.evaluate("() => $lucep.widgets.charlies.open()")
    expect(visitor.panel).to_be_visible()
    page.evaluate("() => $lucep.widgets.charlies.destroy()")
    assert page.evaluate(f"() => ['$lucep' in window, {HOSTS}.length, window.length]") == [
        False,
        0,
        0,
    ]


def test_a_body_with_the_tag_in_it_is_swapped(visitor: Visitor, site: Site, engine: str) -> None:
    """As Turbo and Astro do: the new page's scripts run again."""
    body = "<h1>A page</h1>" + tag(site, f'data-domain="demo" data-engine="{engine}"')
    page = visitor.visit(site.page("swap.html", document("", body))).ready().page
    visitor.open()
    for number in range(3):
        page.evaluate(
            "([html, path]) => { const body = document.createElement('body');"
            " body.innerHTML = html; for (const old of body.querySelectorAll('script')) {"
            " const made = document.createElement('script');"
            " for (const { name, value } of old.attributes) made.setAttribute(name, value);"
            " old.replaceWith(made) }"
            " history.pushState({}, '', path); document.body.replaceWith(body) }",
            [body, f"/page-{number}.html"],
        )
        page.wait_for_timeout(200)
    assert page.evaluate(f"() => [{HOSTS}.length, window.length]") == [1, 1]
    expect(visitor.panel).to_be_visible()
    visitor.fill_in().send().expect_status("new")


def test_a_swapped_body_keeps_the_widget(visitor: Visitor, site: Site, engine: str) -> None:
    page = visitor.visit(site.widget(engine)).ready().page
    page.evaluate("() => document.body.replaceWith(document.createElement('body'))")
    visitor.open().fill_in().send().expect_status("new")


NEW = "document.createElement"


@pytest.mark.parametrize(
    "swap",
    [
        f"document.documentElement.replaceChildren({NEW}('head'), {NEW}('body'))",
        f"document.documentElement.replaceWith({NEW}('html'))",
        f"document.documentElement.remove(); setTimeout(() => document.append({NEW}('html')), 50)",
    ],
)
def test_a_swapped_document_keeps_the_widget(
    visitor: Visitor, site: Site, engine: str, swap: str
) -> None:
    page = visitor.visit(site.widget(engine)).ready().page
    for _ in range(2):
        page.evaluate("(swap) => eval(swap)", swap)
        until(page, "() => document.documentElement")
        expect(visitor.launcher).to_be_visible()
        until(page, "() => document.querySelector('iframe')")
    visitor.open().fill_in().send().expect_status("new")


def test_a_start_that_was_swapped_away_ends_nothing(visitor: Visitor, site: Site) -> None:
    held: list[Route] = []
    visitor.page.route("**/*.wasm", lambda route: held.append(route))
    visitor.page.clock.install()
    init = "no_ui: false, boot: 'eager', timeout: 5000"
    page = visitor.visit(site.library("micropython", "", init)).page
    expect(visitor.launcher).to_be_visible()
    page.clock.run_for(3000)
    started = len(held)
    page.evaluate(f"() => document.documentElement.replaceWith({NEW}('html'))")
    until(page, "() => document.querySelector('iframe')")
    for _ in range(100):
        if len(held) > started:
            break
        page.wait_for_timeout(100)
    page.clock.run_for(3000)  # the first start's time is over, the second's is not
    held[-1].continue_()
    visitor.ready()


def test_a_custom_ui_takes_the_place_of_ours(visitor: Visitor, site: Site, engine: str) -> None:
    site.page(
        "own-ui.js",
        "window.$lucep_ui = { init(options) { window.given = options;"
        " $lucep.get_kiosk_details({ callback: (kiosk) => { window.kiosk = kiosk } }); } };",
        kind=".js",
    )
    page = (
        visitor.visit(site.library(engine, "", "no_ui: false, load_ui: 'own-ui.js', mine: 7"))
        .ready()
        .page
    )
    until(page, "() => window.kiosk")
    assert page.evaluate("() => [given.mine, kiosk.menu.config.eng.closed_txt]") == [
        7,
        "Click here to get a callback!",
    ]
    expect(visitor.launcher).to_have_count(0)
