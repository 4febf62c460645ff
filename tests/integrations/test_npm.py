"""The npm package: publishable, importable, typed; and its React component in a real page."""

from __future__ import annotations

import json
import os
import subprocess
import tomllib
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.people import Visitor
from tests.browser.site import Site, document
from tests.browser.test_without_python import until
from tests.docs.fences import Example, examples
from tools.assets import npm
from tools.assets.output import Output
from tools.environment import here, node
from tools.environment import npm as npm_command
from tools.steps import ROOT

APP = ROOT / "tests" / "integrations" / "app.jsx"
SNIPPETS = examples(ROOT / "docs" / "snippets.md", "jsx")
FILES = {
    "README.md",
    "index.cjs",
    "index.d.cts",
    "index.d.mts",
    "index.mjs",
    "lucep.d.ts",
    "package.json",
    "react.d.mts",
    "react.mjs",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that has installed the package, React and the compilers."""
    project = tmp_path_factory.mktemp("project")
    npm.place(Output(project / "made"))
    modules = project / "node_modules"
    modules.mkdir()
    for path in (ROOT / "node_modules").iterdir():
        (modules / path.name).symlink_to(path)
    (project / "made" / "npm").rename(modules / "lucep")
    return project


def run(folder: Path, *command: object) -> str:
    path = f"{node(here()).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_it_works(folder: Path) -> None:
    package = folder / "node_modules" / "lucep"
    packed = json.loads(run(package, *npm_command(here()), "pack", "--dry-run", "--json"))
    assert {file["path"] for file in packed[0]["files"]} == FILES
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert (packed[0]["name"], packed[0]["version"]) == ("lucep", version)


def test_the_build_makes_it(folder: Path) -> None:
    made = ROOT / "dist" / "npm"
    for name in FILES:
        assert (made / name).read_bytes() == (
            folder / "node_modules" / "lucep" / name
        ).read_bytes(), name
    types = (ROOT / "dist" / "types" / "lucep.d.ts").read_bytes()
    assert types == (made / "lucep.d.ts").read_bytes()


@pytest.mark.parametrize(
    ("name", "program"),
    [
        ("esm.mjs", "import { load } from 'lucep'; globalThis.load = load;"),
        ("cjs.cjs", "globalThis.load = require('lucep').load;"),
    ],
)
def test_node_imports_both_entries(folder: Path, name: str, program: str) -> None:
    """Importing needs no browser; loading says that it does."""
    said = ".then(() => console.log('loaded'), (error) => console.log(error.message))"
    options = "{ server: 'https://callback.example', domain: 'demo' }"
    (folder / name).write_text(f"{program}\nload({options}){said};\nload({{}}){said};")
    assert run(folder, node(here()), name).splitlines() == [
        "lucep: load() needs a browser's document",
        "lucep: server: a text is needed",
    ]


def test_node_imports_the_component(folder: Path) -> None:
    """An application that is drawn on a server draws nothing for it, and does not fail."""
    (folder / "drawn.mjs").write_text(
        "import { createElement } from 'react'; import { renderToString } from 'react-dom/server';"
        "import { CallbackWidget } from 'lucep/react';"
        "console.log([renderToString(createElement(CallbackWidget,"
        " { server: 'https://callback.example', domain: 'demo' }))]);"
    )
    assert run(folder, node(here()), "drawn.mjs") == "[ '' ]\n"


@pytest.mark.parametrize("name", ["uses.mts", "uses.cts"])
def test_both_entries_have_their_types(folder: Path, name: str) -> None:
    component = """
import { CallbackWidget, type CallbackWidgetProps } from "lucep/react";
const props: CallbackWidgetProps = { server: "s", domain: "demo", onLoad: (l) => l.open() };
export const drawn: null = CallbackWidget(props);
"""
    (folder / name).write_text(
        """
import { load, type Lucep } from "lucep";
export const library: Promise<Lucep> = load({ server: "s", domain: "demo", channel: "bleeding" });
load({ server: "s", domain: "demo" }).then(({ raise_lead }) => raise_lead);
// @ts-expect-error: the server is required
load({ domain: "demo" });
// @ts-expect-error: there is no such channel
load({ server: "s", domain: "demo", channel: "nightly" });
"""
        + (component if name.endswith(".mts") else "")
    )
    compiler = ROOT / "node_modules" / "typescript" / "bin" / "tsc"
    options = ["--noEmit", "--strict", "--module", "nodenext", "--target", "es2022", "--types", ""]
    run(folder, node(here()), compiler, *options, name)


def bundled(folder: Path, source: str) -> str:
    """Bundles an application as its developers would."""
    (folder / "app.jsx").write_text(source)
    job = {
        "entryPoints": ["app.jsx"],
        "bundle": True,
        "format": "esm",
        "jsx": "automatic",
        "define": {"process.env.NODE_ENV": '"development"'},
        "preserveSymlinks": True,
        "write": False,
        "logLevel": "error",
    }
    program = (
        f"import('esbuild').then(({{ build }}) => build({json.dumps(job)}))"
        ".then((made) => process.stdout.write(made.outputFiles[0].text))"
    )
    return run(folder, node(here()), "--eval", program)


@pytest.fixture(scope="module")
def app(folder: Path) -> str:
    return bundled(folder, APP.read_text())


def on_a_page(site: Site, name: str, app: str) -> str:
    site.page(f"{name}.js", app, kind=".js")
    body = f'<div id="app"></div><script type="module" src="{name}.js"></script>'
    return site.page(f"{name}.html", document("", body))


@pytest.fixture
def application(visitor: Visitor, site: Site, app: str) -> Visitor:
    visitor.expected = ("React DevTools",)
    return visitor.visit(on_a_page(site, "app", app))


def mount(visitor: Visitor, **props: object) -> None:
    visitor.page.evaluate(
        "(props) => app.mount(props)", {"server": visitor.site.server, "domain": "demo", **props}
    )


def loads(visitor: Visitor) -> int:
    return sum(address.endswith(".latest.min.js") for address in visitor.requests)


def test_the_component_loads_once_in_strict_mode(application: Visitor) -> None:
    mount(application, id=1)
    expect(application.launcher).to_be_visible()
    mount(application, id=1)
    application.ready()
    expect(application.launcher).to_have_count(1)
    assert loads(application) == 1
    told = application.page.evaluate("() => app.told")
    assert told.count("function") == 1
    assert "python ready" in told
    application.open().fill_in().send().expect_status("new")


def test_the_component_leaves_with_its_parent(application: Visitor) -> None:
    page = application.page
    before = page.evaluate("() => document.documentElement.outerHTML")
    mount(application)
    expect(application.launcher).to_be_visible()
    application.ready()
    page.evaluate("() => app.unmount()")
    until(page, "() => !('$lucep' in window)")
    assert page.evaluate("() => document.documentElement.outerHTML") == before
    mount(application)
    application.open()


def test_the_component_leaves_before_it_has_loaded(application: Visitor) -> None:
    with application.page.expect_request_finished(lambda one: one.url.endswith(".min.js")):
        mount(application)
        application.page.evaluate("() => app.unmount()")
    until(application.page, "() => !('$lucep' in window)")
    application.page.wait_for_load_state("networkidle")
    expect(application.launcher).to_have_count(0)


def test_other_props_make_another_widget(application: Visitor) -> None:
    mount(application)
    expect(application.launcher).to_have_text("Click here to get a callback!")
    mount(application, lang="deu")
    expect(application.launcher).to_have_text("Rückruf? Hier klicken!")
    expect(application.launcher).to_have_count(1)


def test_a_server_that_is_not_there_is_told(application: Visitor) -> None:
    application.page.evaluate("() => app.mount({ server: 'nowhere', domain: 'demo' })")
    application.expected += ("nowhere/js",)
    until(application.page, "() => app.told.length")
    assert application.page.evaluate("() => app.told") == [
        "lucep: nowhere/js/lucep.stable.latest.min.js did not load"
    ]


@pytest.mark.parametrize("snippet", SNIPPETS, ids=lambda snippet: snippet.place)
def test_the_documented_snippets_work(
    visitor: Visitor, site: Site, folder: Path, snippet: Example
) -> None:
    visitor.expected = ("React DevTools",)
    source = snippet.code.replace("https://YOUR-SERVER", site.server)
    visitor.visit(on_a_page(site, "snippet-app", bundled(folder, source)))
    expect(visitor.launcher).to_be_visible()
