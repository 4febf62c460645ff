"""The shell that the loader paints: the contract's nodes, safe and small."""

from __future__ import annotations

import brotli
import pytest

from widget.core.templating import render

from . import rules
from .conftest import Draw, contexts
from .dom import Page

LIMIT = 5_500
DEMO = {
    "services": [
        {"service_id": 1, "lt": {"eng": "Sales"}},
        {"service_id": 2, "lt": {"eng": "Support"}},
    ],
    "extra_fields": {
        "email": {
            "label": "Your email address",
            "type": "text",
            "help_txt": 'Like "name@example.com"',
        },
        "when": {
            "label": "When?",
            "type": "checkbox",
            "options": [{"am": "Morning"}, {"pm": "Evening"}],
        },
        "source": {
            "label": "From where?",
            "type": "dropdown",
            "options": {"ad": "An ad", "web": "Web"},
        },
    },
}


def shell(styles: str = "a{}", **changes: object) -> str:
    return render("shell.html.j2", contexts(**changes) | {"styles": styles})  # type: ignore[arg-type]


def test_it_works() -> None:
    page = Page(shell())
    rules.assert_sound(page)
    launcher = page.one("button", id="lucep-launcher")
    assert launcher["popovertarget"] == "lucep-panel"
    assert "Click here to get a callback!" in launcher.text
    panel = page.one("section", id="lucep-panel")
    assert (panel["popover"], panel["role"]) == ("manual", "dialog")
    assert panel["aria-labelledby"] == "lucep-title"
    assert page.one("h2", id="lucep-title").text == "Tell us how to contact you!"
    close = page.one("button", id="lucep-close")
    assert (close["popovertarget"], close["popovertargetaction"]) == ("lucep-panel", "hide")
    assert page.one("p", id="lucep-live")["role"] == "status"


def test_the_form_is_in_the_body_in_the_panel() -> None:
    around = [element["id"] for element in Page(shell()).one(id="lucep-form").ancestors]
    assert around[-2:] == ["lucep-panel", "lucep-body"]


def test_no_button_but_one_sends_the_form() -> None:
    page = Page(shell())
    kinds = [e["type"] for e in page.all("button") if not e.inside("template")]
    assert sorted(kinds) == ["button", "button", "submit"]


def test_the_spare_status_says_new() -> None:
    spare = Page(shell()).one(id="lucep-status")
    assert spare["class"] == "lucep-is-new"
    around = spare.inside("template")
    assert around
    assert around["id"] == "lucep-sent"


def test_the_styles_come_with_the_kiosk_colours() -> None:
    styles = Page(shell("b{color:red}")).one("template", id="lucep-styles").text
    assert styles.startswith("b{color:red}")
    assert "--lucep-accent: #0b7a75" in styles
    assert ":host, .lucep-root" in styles


@pytest.mark.parametrize(("lang", "tag", "way"), [("eng", "en", "ltr"), ("ara", "ar", "rtl")])
def test_language_and_direction(lang: str, tag: str, way: str) -> None:
    page = Page(shell(lang=lang, texts={"ara": {"open_txt": "كيف نتصل بك؟"}}))
    root = page.one("div", class_="lucep-root")
    assert (root["lang"], root["dir"]) == (tag, way)


def test_a_hostile_kiosk_draws_words(draw: Draw) -> None:
    bad = "</template><script>alert(1)</script>"
    texts = {"eng": {"closed_txt": bad, "open_txt": bad, "button_cta": bad}}
    page = draw("shell.html.j2", texts=texts, color={"background": bad})
    assert not page.all("script")
    assert page.one(id="lucep-title").text == bad


def test_it_is_small(minified: str) -> None:
    size = len(brotli.compress(shell(minified, **DEMO).encode()))
    assert size <= LIMIT, f"{size} bytes as brotli sends them, {LIMIT} allowed"
