"""Host pages are fragile: the widget takes nothing, leaves nothing and breaks nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.people import Visitor
from tests.browser.site import Site, document

PYSCRIPT = Path(__file__).parents[2] / "node_modules" / "@pyscript" / "core" / "dist"
MICROPYTHON = (
    Path(__file__).parents[2] / "node_modules" / "@micropython" / "micropython-webassembly-pyscript"
)

STRICT = (
    "default-src 'none'; img-src data:; script-src {server} 'wasm-unsafe-eval';"
    " style-src 'self'; connect-src {server}"
)


def test_one_global_and_no_trace(visitor: Visitor, site: Site, engine: str) -> None:
    page = visitor.visit(site.page("bare.html", document(""))).page
    before = set(page.evaluate("() => Object.getOwnPropertyNames(window)"))
    history = page.evaluate("() => history.length")
    visitor.visit(site.widget(engine, boot="eager")).ready()
    after = set(page.evaluate("() => Object.getOwnPropertyNames(window)"))
    frames = {str(n) for n in range(page.evaluate("() => window.length"))}
    assert after - before - frames == {"$lucep"}
    assert page.evaluate("() => history.length") == history + 1  # the visit itself
    assert page.evaluate("() => [localStorage.length, sessionStorage.length]") == [0, 0]
    assert page.evaluate("() => document.cookie") == ""
    assert page.evaluate("async () => (await indexedDB.databases()).length") == 0
    assert page.context.cookies() == []


def test_the_whole_path_under_a_strict_policy(visitor: Visitor, site: Site, engine: str) -> None:
    violations = "securitypolicyviolation"
    visitor.page.add_init_script(
        f"window.broken = []; addEventListener('{violations}', e => broken.push(e.blockedURI))"
    )
    tag = (
        f'<script async src="{site.server}/js/lucep.stable.latest.min.js" data-domain="demo"'
        f' data-id="1" data-engine="{engine}"></script>'
    )
    policy = {"Content-Security-Policy": STRICT.format(server=site.server)}
    address = site.page(f"strict-{engine}.html", document(tag), policy)
    visitor.visit(address).ready().open().fill_in().send().expect_status("new")
    assert visitor.page.evaluate("() => broken") == []


def test_beside_another_pyscript(visitor: Visitor, site: Site, engine: str) -> None:
    for file in [*PYSCRIPT.glob("*.js"), MICROPYTHON / "micropython.mjs"]:
        name = f"other/{file.name}"
        site.page(name, file.read_text(), kind=".js")
    wasm = (MICROPYTHON / "micropython.wasm").read_bytes()
    visitor.page.route(
        "**/other/micropython.wasm",
        lambda route: route.fulfill(body=wasm, content_type="application/wasm"),
    )
    off = "!codemirror !deprecations-manager !donkey !error !py-editor !py-game !py-terminal"
    plugins = ", ".join(f'"{name}"' for name in off.split())
    theirs = (
        f'<mpy-config type="json">{{"interpreter": "{site.url}/other/micropython.mjs",'
        f' "plugins": [{plugins}]}}</mpy-config>'
        f'<script type="module" src="{site.url}/other/core.js"></script>'
        '<script type="mpy">import js; js.document.title = "theirs runs"</script>'
    )
    tag = (
        f'<script async src="{site.server}/js/lucep.stable.latest.min.js" data-domain="demo"'
        f' data-id="1" data-engine="{engine}" data-boot="eager"></script>'
    )
    address = site.page(f"beside-{engine}.html", document(tag, theirs))
    visitor.visit(address).ready().open().fill_in().send().expect_status("new")
    expect(visitor.page).to_have_title("theirs runs")


# Rules that a site has for itself, and that a node more could come under.
RULES = {
    "frames": "iframe { display: block; width: 100%; height: 300px }",
    "grid": "html { display: grid; gap: 50px } html > * { border: 9px solid green }",
    "column": "html { display: flex; flex-direction: column; gap: 50px; min-height: 100vh }",
    "nodes": "div { display: block; width: 100%; height: 300px; margin: 30px; outline: solid }",
}
BODY = "<h1>A site</h1><p>" + "Its words. " * 300 + "</p><form><input name=q></form>"


@pytest.mark.parametrize("rules", RULES)
def test_nothing_outside_is_changed(
    new_context: Callable[..., BrowserContext], site: Site, rules: str
) -> None:
    style = f"<style>{RULES[rules]}</style>"
    tag = (
        f'<script src="{site.server}/js/lucep.stable.latest.min.js" data-domain="demo"'
        ' data-boot="eager"></script>'
    )
    seen = []
    for head in ("", tag):
        page = new_context(viewport={"width": 1000, "height": 700}).new_page()
        page.goto(site.page("outside.html", document(head + style, BODY)))
        if head:
            expect(page.locator("#lucep-launcher")).to_be_visible()
            page.evaluate("() => $lucep.ready.then(() => true)")
        measure = (
            "() => [document.documentElement.scrollHeight, document.documentElement.scrollWidth,"
            " JSON.stringify(document.body.getBoundingClientRect())]"
        )
        # The widget's own corner is left out.
        picture = page.screenshot(clip={"x": 0, "y": 0, "width": 650, "height": 700})
        seen.append((page.evaluate(measure), picture))
    assert seen[0][0] == seen[1][0]
    assert seen[0][1] == seen[1][1]


def test_the_sites_own_keys_do_not_act_on_what_is_typed(visitor: Visitor, site: Site) -> None:
    """A site sees only that some element has the focus, and would search at every slash."""
    script = """<script>
      document.addEventListener("keydown", (event) => {
        if (event.key === "/" && !/INPUT|TEXTAREA/.test(event.target.tagName)) {
          event.preventDefault();
          document.querySelector("[name=q]").focus();
        }
      });
      document.addEventListener("paste", (event) => event.preventDefault());
    </script>"""
    tag = f'<script src="{site.server}/js/lucep.stable.latest.min.js" data-domain="demo"></script>'
    page = visitor.visit(site.page("keys.html", document(tag + script, BODY))).ready().page
    visitor.open()
    page.locator("[name=name]").press_sequentially("Ada c/o Bob")
    expect(page.locator("[name=name]")).to_have_value("Ada c/o Bob")
    visitor.launcher.click()
    page.locator("h1").click()
    page.keyboard.press("/")
    expect(page.locator("[name=q]")).to_be_focused()


def test_pasted_twice_it_runs_once(visitor: Visitor, site: Site) -> None:
    tag = (
        f'<script async src="{site.server}/js/lucep.stable.latest.min.js"'
        ' data-domain="demo"></script>'
    )
    visitor.visit(site.page("twice.html", document(tag + tag))).ready()
    expect(visitor.launcher).to_have_count(1)
    assert visitor.page.evaluate("() => window.length") == 1


@pytest.mark.parametrize("store", ["localStorage", "indexedDB"])
def test_storage_denied(
    new_context: Callable[..., BrowserContext], site: Site, engine: str, store: str
) -> None:
    context = new_context()
    context.add_init_script(
        f"Object.defineProperty(window, '{store}',"
        " {get() { throw new DOMException('denied', 'SecurityError') }})"
    )
    visitor = Visitor(context.new_page(), site)
    visitor.visit(site.widget(engine)).ready().open().fill_in().send().expect_status("new")
    visitor.assert_well_behaved()
