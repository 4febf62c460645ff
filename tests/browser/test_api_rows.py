"""Every row of the documented tables holds; docs/api.md links each row to its test here.

The line numbers are those of the published documentation. One page and one lead for each
interpreter serve most of the tests.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.people import SalesPerson, Visitor
from tests.browser.site import Site, document
from tests.browser.test_without_python import until
from tests.types.compiler import DECLARATIONS

ENGINES = ["micropython", "pyodide"]
CALL = """([method, params]) =>
    new Promise((callback) => $lucep[method]({ ...params, callback }))"""
LEAD = {
    "phone_number": "+65 6123 4567",
    "service_id": 2,
    "service_name": "Support",
    "additional_info": {"Plate": "SGX 1", "email": "ada@example.com"},
    "payload": {"Car": "Estate"},
}


def call(page: Page, method: str, params: dict[str, Any]) -> Any:
    """Calls a method and returns the first word that its callback gets."""
    return page.evaluate(CALL, [method, params])


def status(page: Page) -> Any:
    return page.evaluate("() => $lucep.get_ticket_status()")


def with_library(site: Site, name: str, init: str) -> str:
    """Puts a page on the site that has the library in its header and calls `init` with that."""
    library = f"<script src='{site.server}/js/lucep.stable.latest.min.js'></script>"
    script = f"<script>window.reports = []; $lucep.init({{domain: 'demo', {init}}})</script>"
    return site.page(name, document(library + script))


@pytest.fixture(scope="module", params=ENGINES)
def visit(request: pytest.FixtureRequest, browser: Browser, site: Site) -> Iterator[Visitor]:
    """A page that gave `init` nothing but the account (and which Python to take)."""
    context = browser.new_context()
    visitor = Visitor(context.new_page(), site)
    init = f"engine: '{request.param}', boot: 'eager'"
    visitor.visit(with_library(site, f"bare-{request.param}.html", init)).ready()
    yield visitor
    visitor.assert_well_behaved()
    context.close()


@pytest.fixture(scope="module")
def page(visit: Visitor) -> Page:
    return visit.page


@pytest.fixture(scope="module", params=ENGINES)
def german(request: pytest.FixtureRequest, browser: Browser, site: Site) -> Iterator[Visitor]:
    """A page with the corner widget, asked for in German."""
    context = browser.new_context()
    visitor = Visitor(context.new_page(), site)
    init = f"engine: '{request.param}', no_ui: false, lang: 'deu'"
    init += ", callback: (report) => reports.push(report)"
    visitor.visit(with_library(site, f"german-{request.param}.html", init)).ready()
    expect(visitor.launcher).to_be_visible()
    yield visitor
    visitor.assert_well_behaved()
    context.close()


@pytest.fixture(scope="module")
def bobs(browser: Browser, site: Site) -> Iterator[SalesPerson]:
    context = browser.new_context()
    yield SalesPerson(context.new_page(), site.server).log_in("bob@demo.example")
    context.close()


@pytest.fixture(scope="module")
def kiosk(page: Page) -> Any:
    return call(page, "get_kiosk_details", {})


@dataclass
class Raised:
    """A lead's whole life, as the site and the sales person saw it."""

    name: str
    statuses: list[Any]
    acknowledged: Any
    updates: list[Any]
    shown: str


@pytest.fixture(scope="module")
def raised(page: Page, bobs: SalesPerson) -> Raised:
    call(page, "create_profile", {})
    statuses = [status(page)]
    event = {"event_type": "Looked at a car", "payload": {"Colour": "Racing green"}}
    acknowledged = call(page, "send_intelligence", event)
    name = f"Ada {uuid.uuid4().hex[:8]}"
    page.evaluate(
        "(lead) => { window.updates = [];"
        " $lucep.raise_lead({ ...lead, callback: (update) => { updates.push(update) } }) }",
        {**LEAD, "name": name},
    )
    shown = ""
    for count, act in enumerate([lambda: None, lambda: bobs.take(name), bobs.finish], 1):
        act()
        until(page, f"() => updates.length === {count}")
        statuses.append(status(page))
        if count == 2:
            expect(bobs.page.locator("main")).to_contain_text(name)
            shown = bobs.page.locator("main").inner_text()
    bobs.page.goto(bobs.server + "/console/")
    return Raised(name, statuses, acknowledged, page.evaluate("() => updates"), shown)


# --- init -----------------------------------------------------------------------------------


def test_init_domain(kiosk: Any) -> None:
    """Line 331: all that follows is bound to the account."""
    assert kiosk["account_key"] == "demo"


def test_init_domain_is_required(new_context: Callable[..., Any], site: Site) -> None:
    """Line 331: required; a call without it is refused, and the next one counts."""
    page = new_context().new_page()
    script = f'<script src="{site.server}/js/lucep.stable.latest.min.js"></script>'
    page.goto(site.page("no-domain.html", document(script)))
    heard = page.evaluate(
        "() => { const heard = [];"
        " document.addEventListener('lucep-library-error', (e) => heard.push(e.detail));"
        " $lucep.init({ id: 1, callback: (report) => heard.push(report) }); return heard }"
    )
    assert [word["component"] for word in heard] == ["init", "init"]
    assert all("domain" in word["reason"] for word in heard)
    page.evaluate("() => $lucep.init({ domain: 'demo', boot: 'eager' })")
    assert call(page, "get_kiosk_details", {})["account_key"] == "demo"


def test_init_counts_once(page: Page, kiosk: Any) -> None:
    """Line 328: every call but the first is ignored."""
    page.evaluate("() => $lucep.init({ domain: 'charlies', id: 7, lang: 'deu' })")
    assert call(page, "get_kiosk_details", {}) == kiosk


def test_init_id(new_context: Callable[..., Any], site: Site) -> None:
    """Line 332: the kiosk that is asked for, with its own look."""
    page = new_context().new_page()
    address = with_library(site, "seventh.html", "no_ui: false, boot: 'intent', id: 7")
    with page.expect_request("**/api/kiosks/demo/7/shell**"):
        page.goto(address)


def test_init_id_is_1_by_default(kiosk: Any) -> None:
    """Line 332: 1 unless given."""
    assert kiosk["kiosk_id"] == 1


def test_init_lang(german: Visitor) -> None:
    """Line 333: the language of the interface and of what the server answers."""
    details = call(german.page, "get_kiosk_details", {})
    assert (details["lang"], details["button_cta"]) == ("deu", "Rufen Sie mich an!")
    expect(german.launcher).to_have_text("Rückruf? Hier klicken!")


def test_init_lang_is_eng_by_default(kiosk: Any) -> None:
    """Line 333: English unless given."""
    assert (kiosk["lang"], kiosk["button_cta"]) == ("eng", "Call me!")


def test_init_no_ui(german: Visitor) -> None:
    """Line 334: `false` loads the default interface."""
    german.page.evaluate("() => $lucep.open()")
    expect(german.panel).to_be_visible()
    german.page.evaluate("() => $lucep.close()")


def test_init_no_ui_is_true_by_default(visit: Visitor) -> None:
    """Line 334: no interface is loaded."""
    expect(visit.launcher).to_have_count(0)
    assert not any("/shell" in address for address in visit.requests)


def test_init_mobile_is_false_by_default(visit: Visitor) -> None:
    """Line 335: the library's parts come from its server; test_custom_ui holds `true`."""
    parts = [address for address in visit.requests if "/a/" in address or "/api/" in address]
    assert parts
    assert all(address.startswith(visit.site.server) for address in parts)


def test_init_load_ui_is_false_by_default(page: Page) -> None:
    """Line 336: no custom interface is loaded; test_custom_ui holds the rest."""
    assert page.evaluate("() => '$lucep_ui' in window") is False


def test_init_callback(german: Visitor) -> None:
    """Line 337: each component says when it starts and when it is there."""
    reports = german.page.evaluate("() => reports")
    for component in ("shell", "python"):
        states = [each["state"] for each in reports if each["component"] == component]
        assert states == ["start", "ready"]


# --- raise_lead -----------------------------------------------------------------------------


def test_raise_lead_phone_number(raised: Raised) -> None:
    """Line 344: the number to call back on."""
    assert "6123 4567" in raised.shown


def test_raise_lead_name(raised: Raised) -> None:
    """Line 345: the name to ask for."""
    assert raised.name in raised.shown


def test_raise_lead_service_id(page: Page) -> None:
    """Line 346: the id of a service; what is none is refused."""
    answer = call(page, "raise_lead", {**LEAD, "name": "Ada", "service_id": "soon"})
    assert (answer["ticket-status"], answer["field"]) == ("no-ticket", "service_id")


@pytest.mark.parametrize("field", ["phone_number", "name", "service_id"])
def test_raise_lead_requires(page: Page, field: str) -> None:
    """Lines 344 to 346: required; the callback hears what is missing."""
    lead = {**LEAD, "name": "Ada"}
    del lead[field]
    answer = call(page, "raise_lead", lead)
    assert (answer["ticket-status"], answer["field"]) == ("no-ticket", field)


def test_raise_lead_service_name(raised: Raised) -> None:
    """Line 347: the sales person reads the service's name."""
    assert "Support" in raised.shown


def test_raise_lead_additional_info(raised: Raised) -> None:
    """Line 348: name and value pairs, shown with the lead."""
    for text in ("Plate", "SGX 1", "ada@example.com", "Car", "Estate"):
        assert text in raised.shown


def test_raise_lead_callback(raised: Raised) -> None:
    """Line 349: the confirmation, then every status until the lead is closed."""
    told = [{"ticket-status": each, "server": True} for each in ("new", "processing", "finished")]
    assert raised.updates == told


# --- send_intelligence ----------------------------------------------------------------------


def test_send_intelligence_event_type(raised: Raised) -> None:
    """Line 360: the headline that the sales person reads."""
    assert "Looked at a car" in raised.shown


def test_send_intelligence_requires_an_event_type(page: Page) -> None:
    """Line 360: required; the callback hears what is missing."""
    answer = call(page, "send_intelligence", {"payload": {"Colour": "Racing green"}})
    assert answer["status"] == "fail"
    assert "event_type" in answer["msg"]


def test_send_intelligence_payload(raised: Raised) -> None:
    """Line 361: what describes the event."""
    assert "Colour" in raised.shown
    assert "Racing green" in raised.shown


def test_send_intelligence_callback(raised: Raised) -> None:
    """Line 362: the server has acknowledged it."""
    assert raised.acknowledged["status"] == "ok"


# --- put_data, get_data ---------------------------------------------------------------------


def test_put_data_key(page: Page) -> None:
    """Line 371: each key holds its own value; a repeated call overwrites it."""
    got = page.evaluate(
        "() => { for (const [key, value] of [['a', 1], ['b', 2], ['a', 3]])"
        " $lucep.put_data({ key, value });"
        " return ['a', 'b'].map((key) => $lucep.get_data({ key })) }"
    )
    assert got == [3, 2]


def test_put_data_value(page: Page) -> None:
    """Line 372: text; and nothing is returned."""
    put = "() => $lucep.put_data({ key: 'text', value: 'é 😀 ; = %' }) === undefined"
    assert page.evaluate(put)
    assert page.evaluate("() => $lucep.get_data({ key: 'text' })") == "é 😀 ; = %"


def test_get_data_key(page: Page) -> None:
    """Lines 379 to 381: the value that the key was given, if any; between pages, too."""
    page.evaluate("() => $lucep.put_data({ key: 'kept', value: 'so far' })")
    other = page.context.new_page()
    other.goto(page.url)
    read = "() => ['kept', 'never put'].map((key) => $lucep.get_data({ key }))"
    assert other.evaluate(read) == page.evaluate(read) == ["so far", None]
    other.close()


# --- get_kiosk_details ----------------------------------------------------------------------


def test_get_kiosk_details_callback(page: Page) -> None:
    """Lines 385 and 388: as often as wanted, one after the other."""
    page.evaluate(
        "() => { window.order = []; for (const n of [1, 2, 3])"
        " $lucep.get_kiosk_details({ callback: (kiosk) => order.push([n, kiosk.kiosk_id]) }) }"
    )
    until(page, "() => order.length === 3")
    assert page.evaluate("() => order") == [[1, 1], [2, 1], [3, 1]]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("default_lang", "eng"),
        ("kiosk_id", 1),
        ("button_cta", "Call me!"),
        ("color", {"background": "#0f5bd7"}),
        ("closed_txt", "Click here to get a callback!"),
        ("open_txt", "Tell us how to contact you!"),
    ],
)
def test_kiosk_property(kiosk: Any, name: str, value: object) -> None:
    """Lines 393 to 399: the properties of a kiosk, as in the documentation's examples."""
    assert kiosk[name] == value


def test_kiosk_extra_fields(kiosk: Any) -> None:
    """Lines 397 and 406: an object of fields, each under the id that is submitted."""
    assert set(kiosk["extra_fields"]) == {"email", "interests", "time"}


def test_extra_field_label(kiosk: Any) -> None:
    """Line 411: the label for people."""
    assert kiosk["extra_fields"]["email"]["label"] == "Your email address"


def test_extra_field_type(kiosk: Any) -> None:
    """Line 412: text, checkbox, dropdown."""
    types = {field: kiosk["extra_fields"][field]["type"] for field in kiosk["extra_fields"]}
    assert types == {"email": "text", "interests": "checkbox", "time": "dropdown"}


def test_extra_field_help_txt(kiosk: Any) -> None:
    """Line 413: help, if any."""
    help_txt = kiosk["extra_fields"]["email"]["help_txt"]
    assert help_txt == "An email address looks like name@example.com"


def test_extra_field_options(kiosk: Any) -> None:
    """Line 414: pairs of id and text in an array, in their order."""
    options = kiosk["extra_fields"]["time"]["options"]
    assert [next(iter(pair)) for pair in options] == ["now", "morning", "afternoon"]
    assert options[0] == {"now": "As soon as possible"}


# --- get_ticket_status, create_profile, status responses ------------------------------------


def test_get_ticket_status_status(raised: Raised) -> None:
    """Line 421: no-ticket before any lead, then each state; answered at once."""
    states = [each["status"] for each in raised.statuses]
    assert states == ["no-ticket", "new", "processing", "finished"]


def test_get_ticket_status_server(raised: Raised) -> None:
    """Line 422: the answer is the last known state, so `false`."""
    assert [each["server"] for each in raised.statuses] == [False] * 4


def test_create_profile_callback(page: Page) -> None:
    """Line 435: told when the old profile is gone and there is a new one."""
    customer = "() => localStorage.getItem('lucep:demo:customer')"
    call(page, "send_intelligence", {"event_type": "Came back"})
    before = page.evaluate(customer)
    assert call(page, "create_profile", {})["status"] == "ok"
    assert before
    assert page.evaluate(customer) not in (before, None)
    assert status(page)["status"] == "no-ticket"


def test_status_ok(raised: Raised) -> None:
    """Line 442: it worked."""
    assert raised.acknowledged["status"] == "ok"


def test_status_fail(page: Page) -> None:
    """Lines 443 and 446: a parameter is not valid, and `msg` says which."""
    answer = call(page, "raise_lead", {**LEAD, "name": "Ada", "phone_number": "?"})
    assert answer["status"] == "fail"
    assert "phone_number" in answer["msg"]


def test_status_error(page: Page, visit: Visitor) -> None:
    """Line 444: our own failure; what was sent is sent again until it arrives."""
    answers = iter([500])

    def fail_once(route: Route) -> None:
        code = next(answers, None)
        body = '{"status": "error", "msg": "a gear fell off"}'
        route.fulfill(status=code, body=body) if code else route.continue_()

    page.route("**/api/", fail_once)
    visit.expected = (*visit.expected, "500")
    assert call(page, "send_intelligence", {"event_type": "Insisted"})["status"] == "ok"
    assert next(answers, None) is None
    page.unroute("**/api/")


# --- the new names --------------------------------------------------------------------------


def test_the_declarations_name_every_member_and_no_other(page: Page) -> None:
    """What the shipped types promise is what there is."""
    interface = DECLARATIONS.read_text().split("export interface Lucep {")[1].split("\n}")[0]
    declared = set(re.findall(r"^  (?:readonly )?(\w+)[(<:]", interface, re.MULTILINE))
    assert declared == set(page.evaluate("() => Object.keys($lucep)"))
