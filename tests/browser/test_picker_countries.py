"""The list of countries: in the visitor's language, and the right one chosen in it."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Route, expect

from tests.browser.people import Visitor
from tests.browser.phone_form import PICKER, Form
from tests.browser.site import Site
from tests.live import LiveServer

# --- the list ----------------------------------------------------------------


def names(form: Form) -> list[str]:
    """The list's lines, the rule as an empty one."""
    found: list[str] = form.country.evaluate(
        "list => [...list.children].map(line => line.text ?? '')"
    )
    return found


def test_the_list_speaks_the_visitors_language(visitor: Visitor, site: Site, engine: str) -> None:
    address = site.library(engine, "", "no_ui: false, lang: 'deu'")
    visitor.visit(address).ready().open()
    form = Form(visitor)
    form.country.focus()
    lines = names(form)
    rule = lines.index("")
    assert "Singapur +65" in lines[:rule]
    others = lines[rule + 1 :]
    # By German rules: an umlaut sorts with its letter.
    assert others.index("Ägypten +20") < others.index("Albanien +355") < others.index("Zypern +357")
    expect(form.country).to_have_value("SG")
    form.page.keyboard.type("Deutschl")
    expect(form.country).to_have_value("DE")
    form.number.focus()
    assert form.country.evaluate("list => list.selectedOptions[0].text") == "DE +49"


def test_the_list_is_well_sorted_again_after_a_wrong_form(form: Form) -> None:
    form.country.select_option("DE")
    form.visitor.send()
    expect(form.page.locator("[name=name]")).to_have_attribute("aria-invalid", "true")
    expect(form.country).to_have_value("DE")
    form.country.focus()
    assert names(form)[0] == "Germany +49"


# --- which country -------------------------------------------------------------


def without_country(form: Visitor) -> None:
    """Lets the server's shell be one of a kiosk that has no country."""

    def answer(route: Route) -> None:
        response = route.fetch()
        text = response.text()
        assert "<option selected>SG" in text
        start = text.index("<option>AC")
        text = (
            text[:start]
            + '<option value="">+\n'
            + text[start:].replace("<option selected>", "<option>", 1)
        )
        route.fulfill(response=response, body=text)

    form.page.route("**/shell?*", answer)


def geo(visitor: Visitor, country: str) -> None:
    """Lets the server see the visitor in a country."""
    visitor.page.route(
        "**/api/geo",
        lambda route: route.fulfill(
            headers={"Access-Control-Allow-Origin": "*"},
            body=json.dumps({"status": "ok", "country": country}),
        ),
    )


def test_the_kiosks_country_comes_first(visitor: Visitor, site: Site, engine: str) -> None:
    geo(visitor, "fr")
    visitor.visit(site.widget(engine)).ready().open()
    form = Form(visitor).loaded()
    expect(form.country).to_have_value("SG")
    assert not [url for url in visitor.requests if "/api/geo" in url]


@pytest.mark.parametrize(("seen", "chosen"), [("fr", "FR"), ("", "AT"), ("zz", "")])
def test_then_what_the_server_sees_then_the_locale(
    new_context: Callable[..., BrowserContext], site: Site, engine: str, seen: str, chosen: str
) -> None:
    visitor = Visitor(new_context(locale="de-AT").new_page(), site)
    without_country(visitor)
    geo(visitor, seen)
    with visitor.page.expect_response("**/api/geo"):
        visitor.visit(site.widget(engine)).ready().open()
    expect(Form(visitor).country).to_have_value(chosen)
    visitor.assert_well_behaved()


def test_the_visitors_choice_is_not_overridden(visitor: Visitor, site: Site, engine: str) -> None:
    held: list[Route] = []
    without_country(visitor)
    visitor.page.route("**/api/geo", lambda route: held.append(route))
    visitor.visit(site.widget(engine)).ready().open()
    form = Form(visitor)
    form.country.select_option("JP")
    held[0].fulfill(headers={"Access-Control-Allow-Origin": "*"}, body='{"country": "fr"}')
    form.number.press_sequentially("0312345678")
    expect(form.number).to_have_value("03-1234-5678")
    expect(form.country).to_have_value("JP")


def test_the_next_visit_begins_with_the_country_of_the_last(
    visitor: Visitor, site: Site, engine: str
) -> None:
    address = site.widget(engine)
    visitor.visit(address).ready().open()
    form = Form(visitor)
    form.country.select_option("DE")
    assert visitor.page.evaluate("() => localStorage['lucep:demo:country']") is None
    visitor.fill_in(phone="030 123456").send().expect_status("new")
    visitor.page.evaluate("() => localStorage.removeItem('lucep:demo:ticket')")
    visitor.visit(address).ready().open()
    expect(form.country).to_have_value("DE")
    visitor.page.evaluate("() => new Promise((done) => $lucep.create_profile({callback: done}))")
    visitor.visit(address).ready().open()
    form.loaded()
    expect(form.country).to_have_value("SG")


# --- the kiosk page ------------------------------------------------------------


def test_the_kiosk_page_has_it_from_the_start(visitor: Visitor, server: LiveServer) -> None:
    with visitor.page.expect_response(PICKER):
        visitor.visit(f"{server.url}/kiosk/demo/1").ready()
    form = Form(visitor).loaded()
    form.country.select_option("DE")
    visitor.fill_in(phone="030123456").send().expect_status("new")
    assert form.leads()[0]["phone_number"] == ["+4930123456"]
    assert visitor.page.evaluate("() => localStorage['lucep:demo:country']") is None
