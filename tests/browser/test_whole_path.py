"""A visitor asks, a sales person answers, the visitor sees it: two real browsers at once."""

from __future__ import annotations

import uuid

from playwright.sync_api import expect

from tests.browser.people import SalesPerson, Visitor
from tests.browser.site import Site


def test_a_visitor_asks_and_bob_answers(
    visitor: Visitor, bob: SalesPerson, site: Site, engine: str
) -> None:
    name = f"Ada {uuid.uuid4().hex[:8]}"
    visitor.visit(site.widget(engine)).open().fill_in(name).ready()
    fields = visitor.page.locator("#lucep-form")
    fields.locator("[name=country]").select_option("SG")
    fields.locator("[name=service_id]").select_option(index=1)
    fields.locator("input[type=text][name^='extra.']").first.fill("Saturday morning")
    fields.locator("input[type=checkbox][name^='extra.']").first.check()
    fields.locator("select[name^='extra.']").first.select_option(index=1)
    chosen = fields.locator("select[name^='extra.'] option:checked").first.inner_text()

    visitor.send().expect_status("new")

    row = bob.lead(name)
    expect(row).to_be_visible()
    bob.take(name)
    visitor.expect_status("processing")
    for detail in (name, "6123 4567", "Saturday morning", chosen):
        expect(bob.page.locator("main")).to_contain_text(detail)

    bob.finish()
    visitor.expect_status("finished")


def test_the_corner_example_works(visitor: Visitor, site: Site, bob: SalesPerson) -> None:
    name = f"Grace {uuid.uuid4().hex[:8]}"
    visitor.visit(site.example("corner.html")).open().fill_in(name).send().expect_status("new")
    expect(bob.lead(name)).to_be_visible()


def test_a_status_outlives_the_page(visitor: Visitor, site: Site, engine: str) -> None:
    address = site.widget(engine)
    visitor.visit(address).ready().open().fill_in().send().expect_status("new")
    visitor.visit(address).ready().open().expect_status("new")


def test_a_wrong_number_is_asked_for_once(visitor: Visitor, site: Site, engine: str) -> None:
    visitor.visit(site.widget(engine)).ready().open().fill_in(phone="12").send()
    number = visitor.page.locator("[name=phone_number]")
    expect(number).to_have_attribute("aria-invalid", "true")
    expect(number).to_be_focused()
    expect(number).to_have_value("12")
    visitor.send().expect_status("new")
