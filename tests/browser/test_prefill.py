"""The form begins with what the site knows of its visitor, else with what they sent last time."""

from __future__ import annotations

import json
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.desk import Desk
from tests.browser.people import Visitor
from tests.browser.site import Site, document
from tests.browser.test_without_python import until

TAG = (
    '<script src="{server}/js/lucep.stable.latest.min.js" data-domain="demo" data-boot="eager"'
    " {attributes}></script>"
)
ADA = (
    'data-prefill-name="Ada Lovelace" data-prefill-phone_number="+442079460958"'
    ' data-prefill-service-id="2" data-prefill-email="ada@example.com"'
    ' data-prefill-interests="prices, financing" data-prefill-time="morning"'
)


def tagged(site: Site, attributes: str) -> str:
    tag = TAG.format(server=site.server, attributes=attributes)
    return site.page("prefill.html", document(tag))


def form(page: Page) -> dict[str, Any]:
    """What the form would send, without what nobody sees."""
    values: dict[str, Any] = page.locator("#lucep-form").evaluate(
        "(form) => { const found = {}; for (const [name, value] of new FormData(form))"
        " (found[name] ||= []).push(value); return found }"
    )
    ours = ("name", "phone_number", "country", "service_id")
    return {
        name: ", ".join(value)
        for name, value in values.items()
        if name in ours or name.startswith("extra.")
    }


def test_it_works(visitor: Visitor, site: Site, desk: Desk, engine: str, name: str) -> None:
    known = ADA.replace("Ada Lovelace", name)
    page = visitor.visit(tagged(site, f'{known} data-engine="{engine}"')).ready().open().page
    expect(page.locator("[name=country]")).to_have_value("GB")
    assert form(page) == {
        "name": name,
        "phone_number": "+44 20 7946 0958",
        "country": "GB",
        "service_id": "2",
        "extra.email": "ada@example.com",
        "extra.interests": "prices, financing",
        "extra.time": "morning",
    }
    visitor.send().expect_status("new")
    ((number,),) = desk.rows("SELECT phone_number FROM lead WHERE name = ?", name)
    assert number == "+442079460958"


def test_init_takes_it_as_well(visitor: Visitor, site: Site) -> None:
    known = {"name": "Ada", "phone_number": "6123 4568", "country": "sg", "service_id": 1}
    known |= {"interests": ["test_drive"], "extra.email": "ada@example.com"}
    init = f"no_ui: false, prefill: {json.dumps(known)}"
    page = visitor.visit(site.library("micropython", "", init)).ready().open().page
    until(page, "() => !document.querySelector('html > div').shadowRoot.activeElement?.value")
    found = form(page)
    assert (found["name"], found["phone_number"], found["country"]) == ("Ada", "6123 4568", "SG")
    assert (found["service_id"], found["extra.interests"]) == ("1", "test_drive")


def test_the_next_visit_begins_with_the_last_request(visitor: Visitor, site: Site) -> None:
    page = visitor.visit(tagged(site, "")).ready().open().page
    page.locator("[name='extra.email']").fill("not kept: a plain text")
    visitor.fill_in("Ada", "6123 4567").send().expect_status("new")
    page.evaluate("() => localStorage.removeItem('lucep:demo:ticket')")
    visitor.visit(tagged(site, "")).ready().open()
    found = form(page)
    assert (found["name"], found["phone_number"]) == ("Ada", "6123 4567")
    assert (found["service_id"], found["extra.email"]) == ("", "")
    visitor.visit(tagged(site, 'data-prefill-name="Grace"')).ready().open()
    assert form(page)["name"] == "Grace", "the site knows better"


def test_what_the_visitor_wrote_stays(visitor: Visitor, site: Site) -> None:
    held: list[Any] = []
    visitor.page.route("**/*.wasm", lambda route: held.append(route))
    page = visitor.visit(tagged(site, ADA)).open().page
    page.locator("[name=name]").fill("Somebody else")
    page.locator("[name=phone_number]").focus()
    held[0].continue_()
    visitor.ready()
    expect(page.locator("[name='extra.email']")).to_have_value("ada@example.com")
    expect(page.locator("[name=name]")).to_have_value("Somebody else")
    expect(page.locator("[name=phone_number]")).to_have_value("")


def test_nonsense_changes_nothing(visitor: Visitor, site: Site) -> None:
    known = (
        'data-prefill-service_id="99" data-prefill-country="zz" data-prefill-time="never"'
        ' data-prefill-action="x" data-prefill-account_key="x" data-prefill-website="x"'
        ' data-prefill-consent="yes" data-prefill-="x" data-prefill="x"'
    )
    page = visitor.visit(tagged(site, known)).ready().open().page
    assert form(page)["country"] == "SG"
    visitor.fill_in().send().expect_status("new")


def test_a_new_profile_takes_it_away(visitor: Visitor, site: Site) -> None:
    page = visitor.visit(tagged(site, ADA)).ready().open().page
    expect(page.locator("[name=name]")).to_have_value("Ada Lovelace")
    page.locator("[name='extra.email']").fill("mine@example.com")
    page.evaluate("() => new Promise((callback) => $lucep.create_profile({ callback }))")
    found = form(page)
    assert (found["name"], found["phone_number"], found["service_id"]) == ("", "", "")
    assert found["extra.email"] == "mine@example.com", "written by the visitor"
