"""The documented `$lucep` methods, called by a site's own script."""

from __future__ import annotations

import pytest

from tests.browser.people import Visitor
from tests.browser.site import Site
from tests.browser.test_without_python import until

LEAD = (
    "{name: 'Ada', phone_number: '+65 6123 4567', service_id: 1, service_name: 'Sales',"
    " additional_info: {plate: 'SGX 1', when: 'soon'}, callback: (u) => heard.push(u)}"
)


@pytest.fixture
def site_script(visitor: Visitor, site: Site, engine: str) -> Visitor:
    return visitor.visit(site.library(engine, "window.heard = [];")).ready()


def test_it_works(site_script: Visitor) -> None:
    assert site_script.page.evaluate("() => $lucep.get_ticket_status()") == {
        "status": "no-ticket",
        "server": False,
    }


def test_the_ready_event(visitor: Visitor, site: Site, engine: str) -> None:
    script = "document.addEventListener('lucep-library-ready', () => { window.announced = 1 })"
    visitor.visit(site.library(engine, script)).ready()
    assert visitor.page.evaluate("() => announced") == 1


def test_progress_goes_to_the_callback(visitor: Visitor, site: Site, engine: str) -> None:
    visitor.visit(
        site.library(engine, "", "callback: (r) => (window.reports ||= []).push(r)")
    ).ready()
    reports = visitor.page.evaluate("() => reports")
    assert {"component": "python", "state": "start"} in reports
    assert {"component": "python", "state": "ready"} in reports


def test_raise_lead(site_script: Visitor) -> None:
    page = site_script.page
    page.evaluate(f"() => $lucep.raise_lead({LEAD})")
    until(page, "() => heard.length")
    assert page.evaluate("() => heard") == [{"ticket-status": "new", "server": True}]
    assert page.evaluate("() => $lucep.get_ticket_status()") == {"status": "new", "server": False}


def test_raise_lead_before_python_is_ready(visitor: Visitor, site: Site, engine: str) -> None:
    visitor.visit(site.library(engine, f"window.heard = []; $lucep.raise_lead({LEAD})")).ready()
    until(visitor.page, "() => heard.length")
    assert visitor.page.evaluate("() => heard[0]['ticket-status']") == "new"


@pytest.mark.parametrize("field", ["name", "phone_number", "service_id"])
def test_raise_lead_names_what_is_missing(site_script: Visitor, field: str) -> None:
    page = site_script.page
    page.evaluate(f"() => {{ const lead = {LEAD}; delete lead.{field}; $lucep.raise_lead(lead) }}")
    until(page, "() => heard.length")
    heard = page.evaluate("() => heard[0]")
    assert (heard["ticket-status"], heard["field"]) == ("no-ticket", field)


def test_kiosk_details_keep_their_order(site_script: Visitor) -> None:
    page = site_script.page
    page.evaluate(
        "() => { for (const n of [1, 2, 3])"
        " $lucep.get_kiosk_details({callback: (k) => heard.push([n, k])}) }"
    )
    until(page, "() => heard.length === 3")
    heard = page.evaluate("() => heard")
    assert [n for n, _ in heard] == [1, 2, 3]
    kiosk = heard[0][1]
    assert kiosk["closed_txt"] == "Click here to get a callback!"
    assert kiosk["open_txt"] == "Tell us how to contact you!"
    assert kiosk["button_cta"] == "Call me!"
    ids = page.evaluate("() => Object.keys(heard[0][1].extra_fields)")
    assert ids == [field["id"] for field in kiosk["fields"]]


VALUES = ["'text'", "''", "12.5", "Date.now()", "true", "null", "[1, [2]]", "{a: {b: 'é😀'}}"]


@pytest.mark.parametrize("value", VALUES)
def test_data_comes_back_as_it_was(visitor: Visitor, site: Site, engine: str, value: str) -> None:
    read = "$lucep.get_data({key: 'k'})"
    script = f"window.put = {value}; $lucep.put_data({{key: 'k', value: put}});"
    page = visitor.visit(site.library(engine, script + f"window.early = {read};")).ready().page
    for got in ("early", read):
        assert page.evaluate(f"() => JSON.stringify({got}) === JSON.stringify(put)")
    page.evaluate("() => $lucep.put_data({key: 'k', value: [put]})")
    assert page.evaluate(f"() => JSON.stringify({read}) === JSON.stringify([put])")


def test_data_that_was_never_put_is_null(visitor: Visitor, site: Site, engine: str) -> None:
    page = (
        visitor.visit(site.library(engine, "window.early = $lucep.get_data({key: 'x'});"))
        .ready()
        .page
    )
    assert page.evaluate("() => [early, $lucep.get_data({key: 'x'})]") == [None, None]


def test_intelligence_is_acknowledged(site_script: Visitor) -> None:
    page = site_script.page
    page.evaluate(
        "() => $lucep.send_intelligence({event_type: 'Saw a car', payload: {car: 'Estate'},"
        " callback: (a) => heard.push(a)})"
    )
    until(page, "() => heard.length")
    assert page.evaluate("() => heard[0].status") == "ok"


def test_create_profile_begins_anew(site_script: Visitor) -> None:
    page = site_script.page
    page.evaluate(f"() => $lucep.raise_lead({LEAD})")
    until(page, "() => heard.length")
    before = page.evaluate("() => localStorage.getItem('lucep:demo:customer')")
    page.evaluate("() => $lucep.create_profile({callback: (r) => heard.push(r)})")
    until(page, "() => heard.length > 1")
    after = page.evaluate("() => localStorage.getItem('lucep:demo:customer')")
    assert before
    assert after
    assert before != after
    assert page.evaluate("() => heard[1].status") == "ok"
    assert page.evaluate("() => $lucep.get_ticket_status().status") == "no-ticket"


def test_init_counts_once(site_script: Visitor) -> None:
    page = site_script.page
    page.evaluate("() => $lucep.init({domain: 'charlies', id: 7})")
    page.evaluate("() => $lucep.get_kiosk_details({callback: (k) => heard.push(k)})")
    until(page, "() => heard.length")
    assert page.evaluate("() => heard[0].account_key") == "demo"


def test_callbacks_that_throw_do_no_harm(site_script: Visitor) -> None:
    page = site_script.page
    page.evaluate(
        "() => { window.thrown = {}; const boom = (name) => () => {"
        "  thrown[name] = (thrown[name] ?? 0) + 1; throw new Error('boom') };"
        " $lucep.on('status', boom('status'));"
        " for (let n = 0; n < 500; n++) {"
        "  $lucep.get_kiosk_details({callback: boom('kiosk')});"
        "  $lucep.raise_lead({callback: boom('lead')});"
        "  $lucep.send_intelligence({callback: boom('intelligence')});"
        "  $lucep.put_data({key: 'n', value: n}) } }"
    )
    until(page, "() => thrown.kiosk + thrown.lead + thrown.intelligence === 1500")
    page.evaluate(f"() => $lucep.raise_lead({LEAD})")
    until(page, "() => heard.length")
    assert page.evaluate("() => heard[0]['ticket-status']") == "new"
    assert page.evaluate("() => thrown.status") == 1
    assert page.evaluate("() => $lucep.get_data({key: 'n'})") == 499


def test_a_callback_of_init_that_throws_does_no_harm(
    visitor: Visitor, site: Site, engine: str
) -> None:
    script = "document.addEventListener('lucep-library-ready', () => { window.announced = 1 });"
    visitor.visit(site.library(engine, script, "callback() { throw new Error('boom') }")).ready()
    assert visitor.page.evaluate("() => announced") == 1
