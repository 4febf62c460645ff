"""The list of leads while it is open: what arrives, what changes, what stays in place."""

from __future__ import annotations

import re
import secrets

import pytest
from playwright.sync_api import expect

from tests.console.conftest import Hire
from tests.console.people import Visitors, Worker


def test_it_works(bob: Worker, visitors: Visitors) -> None:
    first = visitors.ask()
    bob.open()
    before = int(re.findall(r"^\((\d+)\)", bob.page.title())[0])
    bob.page.evaluate("() => (window.loaded = 'once')")

    name = visitors.ask(country="SG")

    row = bob.lead(name)
    expect(row).to_be_visible()
    expect(row).to_have_class(re.compile("is-fresh"))
    expect(row).to_contain_text("+65 6123 4567")
    expect(row).to_contain_text("New")
    expect(bob.take_button(name)).to_be_enabled()
    expect(bob.page.locator("[data-lead]").first).to_contain_text(name)
    expect(bob.page).to_have_title(re.compile(rf"^\({before + 1}\) "))
    expect(bob.page.locator("#said")).to_have_text(f"New lead: {name}, Sales")
    expect(bob.lead(first)).not_to_have_class(re.compile("is-fresh"))
    assert bob.page.evaluate("() => window.loaded") == "once"


def test_a_row_comes_with_its_event(bob: Worker, visitors: Visitors) -> None:
    bob.open()
    asked: list[str] = []
    bob.page.on("request", lambda request: asked.append(request.url))
    name = visitors.ask()
    expect(bob.take_button(name)).to_be_visible()
    bob.page.wait_for_timeout(300)
    assert asked == []


def test_an_empty_inbox_says_so_and_fills_itself(hire: Hire, visitors: Visitors) -> None:
    charlie = hire("charlie").open()
    empty = charlie.page.locator(".empty")
    expect(empty).to_have_text(
        re.compile("No leads yet.*The next one appears here by itself.", re.S)
    )
    visitors.ask("demo")
    name = visitors.ask("charlies")
    expect(charlie.lead(name)).to_be_visible()
    expect(empty).to_be_hidden()
    expect(charlie.page.locator("[data-lead]")).to_have_count(1)


def test_a_colleagues_take_changes_the_row(bob: Worker, alice: Worker, visitors: Visitors) -> None:
    name = visitors.ask()
    alice.open()
    bob.open().take_button(name).click()
    bob.page.wait_for_url("**/console/leads/*")
    expect(alice.lead(name)).to_contain_text("With Bob")
    expect(alice.take_button(name)).to_have_count(0)


def test_ages_go_on_by_themselves(bob: Worker, visitors: Visitors) -> None:
    name = visitors.ask()
    bob.page.clock.install()
    bob.open()
    age = bob.lead(name).locator(".age")
    expect(age).to_have_text("now")
    bob.page.clock.fast_forward("03:20")
    expect(age).to_have_text("3 min")
    assert bob.lead(name).get_attribute("data-late") is None
    bob.page.clock.fast_forward("08:00")
    expect(age).to_have_text("11 min")
    assert bob.lead(name).get_attribute("data-late") is not None


def test_only_what_belongs_in_a_list_arrives_there(hire: Hire, visitors: Visitors) -> None:
    elsewhere, bob = hire("bob").open(), hire("bob").open("/console/?view=mine")
    theirs, mine = visitors.ask(), visitors.ask()
    elsewhere.take_button(mine).click()
    expect(bob.lead(mine)).to_contain_text("With you")
    expect(bob.lead(mine).get_by_role("link", name="Call")).to_be_visible()
    expect(bob.lead(theirs)).to_have_count(0)


@pytest.mark.parametrize("javascript", [True, False])
def test_search_finds_names_and_numbers(hire: Hire, visitors: Visitors, javascript: bool) -> None:
    word = secrets.token_hex(4)
    number = f"{secrets.randbelow(9000) + 1000}"
    name = visitors.ask(name=f"Zoë {word.upper()}", phone_number=f"+49 30 123{number}")
    other = visitors.ask()
    bob = hire("bob", java_script_enabled=javascript).open(live=javascript)
    field = bob.page.get_by_role("searchbox")
    for wanted in (word, f"030 123{number}", f"+49 30 123{number}"):
        field.fill(wanted)
        if not javascript:
            field.press("Enter")
        expect(bob.lead(other)).to_have_count(0)
        expect(bob.lead(name)).to_be_visible()
    field.fill("nobody of this name")
    field.press("Enter")
    expect(bob.page.get_by_text("Nobody found")).to_be_visible()


def test_a_list_that_was_searched_takes_what_fits(bob: Worker, visitors: Visitors) -> None:
    visitors.ask(name="Quentin First")
    bob.open()
    bob.page.get_by_role("searchbox").fill("quentin")
    expect(bob.page.locator("[data-lead]")).to_have_count(1)
    visitors.ask()
    visitors.ask(name="Quentin Second")
    expect(bob.lead("Quentin Second")).to_be_visible()
    expect(bob.page.locator("[data-lead]")).to_have_count(2)


def test_nothing_moves_under_a_finger(bob: Worker, visitors: Visitors) -> None:
    first = visitors.ask()
    bob.open()
    bob.lead(first).hover()
    bob.page.mouse.down()
    counted = bob.page.locator(".views [data-count=new]").inner_text()
    with bob.page.expect_event("console", lambda message: message.text == "came"):
        bob.page.evaluate(
            "() => new EventSource('/console/events')"
            ".addEventListener('lead', () => setTimeout(() => console.log('came'), 50))"
        )
        bob.page.wait_for_timeout(100)
        name = visitors.ask()
    expect(bob.lead(name)).to_have_count(0)
    assert bob.page.locator(".views [data-count=new]").inner_text() == counted
    bob.page.mouse.move(5, 5)
    bob.page.mouse.up()
    expect(bob.lead(name)).to_be_visible()


def test_a_hostile_lead_is_only_text(bob: Worker, visitors: Visitors) -> None:
    bob.open()
    name = visitors.ask(name="<img src=x onerror=alert(1)> & Söhne")
    expect(bob.lead(name)).to_be_visible()
    bob.lead(name).get_by_role("link").click()
    expect(bob.page.get_by_role("heading", level=1)).to_have_text(name)
