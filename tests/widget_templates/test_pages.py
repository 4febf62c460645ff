"""Our own pages: the kiosk, a ticket, a problem."""

from __future__ import annotations

import pytest

from widget.core.templating import render

from . import rules
from .conftest import ASSETS, PACKS, Draw
from .dom import Page


def head(page: Page) -> tuple[list[str], list[str]]:
    styles = [link["href"] for link in page.all("link", rel="stylesheet")]
    return styles, [script["src"] for script in page.all("script")]


def test_it_works(draw: Draw) -> None:
    page = draw("kiosk_page.html.j2")
    rules.assert_sound(page)
    main = page.one("main", id="lucep-kiosk")
    assert "lucep-root" in main["class"].split()
    assert main in page.one(id="lucep-body").ancestors
    assert main in page.one(id="lucep-live", role="status").ancestors
    assert page.one("form", id="lucep-form")
    assert page.one("html")["lang"] == "en"
    assert page.one("title").text == PACKS["eng"]["page_title"]
    assert "width=device-width" in page.one("meta", name="viewport")["content"]
    assert page.one("meta", name="theme-color")["content"] == "#0b7a75"


def test_the_loader_is_told_where_and_how(draw: Draw) -> None:
    script = draw("kiosk_page.html.j2").one("script", src=ASSETS["loader"])
    told = {name: value for name, value in script.attributes.items() if name.startswith("data-")}
    assert told == {
        "data-domain": "demo",
        "data-id": "1",
        "data-lang": "eng",
        "data-mount": "lucep-kiosk",
        "data-engine": "pyodide",
    }


def test_the_kiosk_colours_come_last(draw: Draw) -> None:
    styles, _ = head(draw("kiosk_page.html.j2"))
    assert styles == [ASSETS["widget_css"], ASSETS["page_css"], "/kiosk/demo/1/style.css"]


def test_errors_are_drawn_without_scripts(draw: Draw) -> None:
    page = draw("kiosk_page.html.j2", {"name": ""}, [["name", "No name."]])
    rules.assert_sound(page)
    assert page.one(id="error-name").text == "No name."


@pytest.mark.parametrize("status", ["new", "processing", "finished"])
def test_the_ticket_page_asks_again_until_the_end(draw: Draw, status: str) -> None:
    page = draw("ticket_page.html.j2", status=status)
    rules.assert_sound(page)
    assert page.one("div", id="lucep-status")["class"] == f"lucep-is-{status}"
    refresh = [meta["content"] for meta in page.all("meta", http_equiv="refresh")]
    assert refresh == ([] if status == "finished" else ["5"])
    assert [script["src"] for script in page.all("script")] == ["/kiosk/idle.js"]
    assert page.all("a", class_="lucep-again")


def test_the_finished_ticket_links_to_the_form(draw: Draw) -> None:
    page = draw("ticket_page.html.j2", status="finished")
    assert page.one("a")["href"] == "https://lucep.example/kiosk/demo/1?lang=eng"
    assert not page.all("button")  # it would need a script


def test_a_problem_is_told_without_a_kiosk() -> None:
    words = {"title": "<Not> here", "message": "Ask & see."}
    page = Page(render("problem.html.j2", {"kiosk": {}, "style": None, "assets": ASSETS, **words}))
    rules.assert_sound(page)
    assert page.one("h1").text == "<Not> here"
    assert page.one("p").text == "Ask & see."
    assert head(page) == ([ASSETS["widget_css"], ASSETS["page_css"]], [])
