"""What docs/snippets.md tells people to paste works when they do."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import jinja2
import pytest
from playwright.sync_api import expect

from tests.browser.people import Visitor
from tests.browser.site import Site, document
from tests.browser.test_without_python import until
from tests.docs.fences import Example, examples
from tools.steps import ROOT

SNIPPETS = ROOT / "docs" / "snippets.md"
WRITTEN = "https://YOUR-SERVER"
HTML = examples(SNIPPETS, "html")
PYTHON = examples(SNIPPETS, "python")
SETTINGS = {"domain": "demo", "id": 1, "lang": "eng"}


def one(kind: str) -> str:
    """Returns the only block of a kind."""
    (example,) = examples(SNIPPETS, kind)
    return example.code


def test_it_works() -> None:
    headings = re.findall(r"^## (.+)$", SNIPPETS.read_text(), re.MULTILINE)
    for wanted in ("Plain HTML", "Tag managers", "Django", "Flask", "React", "WordPress"):
        assert wanted in headings
    assert len(HTML) >= 4


@pytest.mark.parametrize("snippet", HTML, ids=lambda snippet: snippet.place)
def test_a_snippet_shows_the_widget(visitor: Visitor, site: Site, snippet: Example) -> None:
    head = snippet.code.replace(WRITTEN, site.server)
    visitor.visit(site.page("snippet.html", document(head)))
    expect(visitor.launcher).to_be_visible()
    if "send_intelligence" in head:
        with visitor.page.expect_response(lambda one: one.url.endswith("/api/")) as answer:
            visitor.ready()
        assert answer.value.json()["status"] == "ok"


def test_the_template_draws_the_tag(visitor: Visitor, site: Site) -> None:
    source = jinja2.Environment(autoescape=True).from_string(one("jinja"))
    assert "<script" not in source.render(lucep=None)
    head = source.render(lucep={**SETTINGS, "server": site.server})
    visitor.visit(site.page("template.html", document(head)))
    expect(visitor.launcher).to_be_visible()


@pytest.mark.parametrize("snippet", PYTHON, ids=lambda snippet: snippet.place)
def test_the_python_is_python(snippet: Example) -> None:
    compile(snippet.code, snippet.place, "exec")


def test_a_server_raises_a_lead(site: Site) -> None:
    (code,) = [snippet.code for snippet in PYTHON if "def raise_lead" in snippet.code]
    module: dict[str, Any] = {}
    exec(code, module)  # noqa: S102 - our own document
    raise_lead: Callable[..., str] = module["raise_lead"]
    assert re.fullmatch(
        "[0-9a-f]{32}", raise_lead(site.server, "demo", "Ada", "+65 6123 4567", plate="SGX 1")
    )


def test_the_policy_is_enough(visitor: Visitor, site: Site) -> None:
    name, _, policy = one("http").strip().partition(": ")
    headers = {name: policy.replace(WRITTEN, site.server)}
    address = site.page(
        "policy.html", document(HTML[0].code.replace(WRITTEN, site.server)), headers
    )
    visitor.visit(address).open().fill_in().ready().send().expect_status("new")


def test_without_webassembly_the_form_still_sends(visitor: Visitor, site: Site) -> None:
    name, _, policy = one("http").strip().partition(": ")
    headers = {name: policy.replace(WRITTEN, site.server).replace(" 'wasm-unsafe-eval'", "")}
    address = site.page(
        "no-wasm.html", document(HTML[0].code.replace(WRITTEN, site.server)), headers
    )
    visitor.expected = ("wasm-unsafe-eval", "WebAssembly")
    page = visitor.visit(address).page
    page.evaluate("() => { $lucep.ready.catch(() => { window.failed = true }) }")
    visitor.open().fill_in()
    until(page, "() => window.failed")
    visitor.send().expect_status("new")
