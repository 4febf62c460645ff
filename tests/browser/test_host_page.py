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
