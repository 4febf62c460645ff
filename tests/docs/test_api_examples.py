"""Every example of docs/api.md runs without an error, and what it states is so."""

from __future__ import annotations

import re

import pytest

from tests.browser.people import Visitor
from tests.browser.site import Site, document
from tests.browser.test_without_python import until
from tests.docs.fences import COLLECT, Example, examples
from tools.steps import ROOT

EXAMPLES = examples(ROOT / "docs" / "api.md", "js", "html")
WRITTEN = "https://YOUR-SERVER"


def head(example: Example, server: str) -> str:
    """Returns the head of the page that the example runs on."""
    code = example.watched()
    if example.kind == "html":
        return COLLECT + code.replace(WRITTEN, server)
    init = "" if "$lucep.init(" in code else '$lucep.init({ domain: "demo" });'
    return (
        f'{COLLECT}<script src="{server}/js/lucep.stable.latest.min.js"></script>'
        f"<script>{init} (async () => {{ {code}\n }})();</script>"
    )


def test_it_works() -> None:
    """The document has examples, and each states something or is a tag alone."""
    assert len(EXAMPLES) > 20
    for example in EXAMPLES:
        bare_tag = example.kind == "html" and not re.search(r"<script>[^_]*</script>", example.code)
        assert example.stated or bare_tag, example.place


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.place)
def test_an_example(visitor: Visitor, site: Site, example: Example) -> None:
    page = visitor.visit(site.page("example.html", document(head(example, site.server)))).page
    if not example.stated:
        visitor.ready()
    until(page, f"() => Object.keys(results).length === {len(example.stated)}")
    results = page.evaluate("() => results")
    for number, expression in enumerate(example.stated):
        got, value = results[str(number)]
        assert got == value, f"{example.place}: {expression}"


def test_a_wrong_statement_is_noticed(visitor: Visitor, site: Site) -> None:
    example = Example("js", "$lucep.get_ticket_status().status; // → 'finished'\n", "here")
    page = visitor.visit(site.page("wrong.html", document(head(example, site.server)))).page
    (pair,) = page.evaluate("() => Object.values(results)")
    assert pair == ['"no-ticket"', '"finished"']
