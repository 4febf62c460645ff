"""Taking and finishing leads: first come, first served, with and without JavaScript."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.console.conftest import Hire
from tests.console.people import Visitors, Worker

TOO_LATE = "status of 409"
FORBIDDEN = "status of 403"
NOT_THERE = "status of 404"


@pytest.mark.parametrize("javascript", [True, False])
def test_it_works(hire: Hire, visitors: Visitors, javascript: bool) -> None:
    bob = hire("bob", java_script_enabled=javascript)
    name = visitors.ask(
        country="SG",
        page_url="https://site.example/cars?x=1",
        additional_info='{"email": "ada@site.example", "interests": ["prices"]}',
        payload='{"basket": "Estate"}',
    )
    bob.open(live=javascript).take_button(name).click()
    bob.page.wait_for_url("**/console/leads/*")
    main = bob.page.locator("main")
    expect(main.get_by_role("heading", level=1)).to_have_text(name)
    shown = ("Valid landline", "Singapore", "Your email address", "ada@site.example", "Prices")
    for text in (*shown, "Estate", "site.example/cars", "English", "Taken by Bob"):
        expect(main).to_contain_text(text)
    expect(main.locator("a.number")).to_have_attribute("href", "tel:+6561234567")

    bob.page.get_by_label("Reached").check()
    bob.page.get_by_label("Note").fill("Saturday at ten")
    bob.page.get_by_role("button", name="Finish").click()
    expect(main.locator(".outcome")).to_have_text("Reached")
    expect(main).to_contain_text("Saturday at ten")
    expect(main).to_contain_text("Finished by Bob: reached")


def test_of_two_at_once_one_wins_and_the_other_is_told(
    bob: Worker, alice: Worker, visitors: Visitors
) -> None:
    name = visitors.ask()
    rivals = (alice.open(), bob.open())
    for rival in rivals:
        rival.expected = (TOO_LATE,)
        expect(rival.take_button(name)).to_be_visible()
        # As if a form of theirs were on its way: no row changes before both have pressed.
        rival.page.evaluate("() => window.dispatchEvent(new Event('htmx:beforeRequest'))")
    start = bob.page.evaluate("() => Date.now() + 500")
    for rival in rivals:
        rival.take_button(name).evaluate(
            "(button, at) => setTimeout(() => button.click(), at - Date.now())", start
        )
    for rival in rivals:
        expect(rival.page.locator("#notice .toast, #lead")).to_be_visible()
    winners = [rival for rival in rivals if "/leads/" in rival.page.url]
    assert len(winners) == 1
    winner, loser = winners[0], next(rival for rival in rivals if rival not in winners)
    who = "Alice" if winner is alice else "Bob"
    expect(winner.page.get_by_role("button", name="Finish")).to_be_visible()
    expect(loser.page.get_by_role("alert")).to_contain_text(f"{who} has already taken this lead.")
    expect(loser.lead(name)).to_contain_text(f"With {who}")


def test_without_javascript_the_slower_is_told_too(
    hire: Hire, bob: Worker, visitors: Visitors
) -> None:
    name = visitors.ask()
    alice = hire("alice", java_script_enabled=False)
    alice.expected = (TOO_LATE,)
    alice.open(live=False)
    bob.open().take_button(name).click()
    bob.page.wait_for_url("**/console/leads/*")
    alice.take_button(name).click()
    expect(alice.page.locator("#lead .notice")).to_have_text("Bob has already taken this lead.")
    alice.page.goto(alice.page.url)
    expect(alice.page.get_by_role("heading", level=1)).to_have_text(name)


def test_a_leads_page_follows_what_a_colleague_does(
    bob: Worker, alice: Worker, visitors: Visitors
) -> None:
    name = visitors.ask()
    path = alice.open().path_of(name)
    alice.open(path)
    bob.open(path).page.get_by_role("button", name="Take").click()
    expect(alice.page.locator("main")).to_contain_text("With Bob")
    expect(alice.page.get_by_role("button", name="Take")).to_have_count(0)
    expect(bob.page.get_by_role("heading", level=1)).to_be_focused()


def test_a_note_is_not_lost_when_someone_else_finishes(
    bob: Worker, alice: Worker, visitors: Visitors
) -> None:
    name = visitors.ask()
    bob.expected = (TOO_LATE,)
    path = bob.open().path_of(name)
    bob.take_button(name).click()
    bob.page.get_by_label("Note").fill("My long note")
    alice.open(path).page.get_by_label("No answer").check()
    alice.page.get_by_role("button", name="Finish").click()
    expect(bob.page.locator("#notice")).to_contain_text("What you wrote is still here")
    expect(bob.page.get_by_label("Note")).to_have_value("My long note")
    bob.page.get_by_label("Reached").check()
    bob.page.get_by_role("button", name="Finish").click()
    expect(bob.page.locator("blockquote")).to_have_text("My long note")
    expect(bob.page.locator(".outcome")).to_have_text("No answer")


def test_a_viewer_cannot_take(hire: Hire, visitors: Visitors) -> None:
    name = visitors.ask()
    vera = hire("vera")
    vera.expected = (FORBIDDEN,)
    path = vera.open().path_of(name)
    expect(vera.take_button(name)).to_have_count(0)
    vera.open(path)
    expect(vera.page.get_by_role("button", name="Take")).to_have_count(0)
    with vera.page.expect_response(f"**{path}/take") as answer:
        vera.page.evaluate(
            """path => {
              const form = document.querySelector("form[action$=logout]");
              form.action = `${path}/take`;
              form.submit();
            }""",
            path,
        )
    assert answer.value.status == 403
    expect(vera.page.locator("#lead .notice")).to_contain_text("As a viewer you can look at leads")


def test_charlie_finds_nothing(hire: Hire, bob: Worker, visitors: Visitors) -> None:
    name = visitors.ask()
    path = bob.open().path_of(name)
    charlie = hire("charlie")
    charlie.expected = (NOT_THERE,)
    answer = charlie.page.goto(charlie.server + path)
    assert answer
    assert answer.status == 404
    expect(charlie.page.get_by_role("heading", level=1)).to_have_text("Nothing here")
    expect(charlie.page.locator("body")).not_to_contain_text(name)
    charlie.page.get_by_role("link", name="Go to the leads").click()
    expect(charlie.page.get_by_role("heading", level=1)).to_have_text("Leads")


def test_what_the_visitor_did_stands_beside_the_lead(bob: Worker, visitors: Visitors) -> None:
    profile = "c0ffee" * 6 + "abcd"
    visitors.show_interest(profile, "Looked at a car", model="Estate", extras=["Tow bar", "Racks"])
    visitors.show_interest(profile, "Opened the calculator", months=48)
    name = visitors.ask(customer_id=profile)
    bob.open().lead(name).get_by_role("link").click()
    steps = bob.page.get_by_label("Seen on the site").locator("li")
    expect(steps).to_have_count(2)
    expect(steps.first).to_contain_text("Opened the calculator")
    expect(steps.last).to_contain_text("Tow bar, Racks")


def test_by_keyboard_alone(bob: Worker, visitors: Visitors) -> None:
    bob.open()
    name = visitors.ask()
    expect(bob.lead(name)).to_be_visible()
    bob.lead(name).get_by_role("link").focus()
    bob.page.keyboard.press("Tab")
    expect(bob.take_button(name)).to_be_focused()
    bob.page.keyboard.press("Enter")
    bob.page.wait_for_url("**/console/leads/*")
    bob.page.get_by_label("Reached").focus()
    bob.page.keyboard.press("ArrowDown")
    expect(bob.page.get_by_label("No answer")).to_be_checked()
    bob.page.keyboard.press("Tab")
    bob.page.keyboard.type("Rang for a minute")
    bob.page.keyboard.press("Tab")
    bob.page.keyboard.press("Enter")
    expect(bob.page.locator(".outcome")).to_have_text("No answer")


@pytest.mark.parametrize("javascript", [True, False])
def test_a_form_of_a_session_that_is_over(hire: Hire, visitors: Visitors, javascript: bool) -> None:
    name = visitors.ask()
    bob = hire("bob")
    bob.expected = (FORBIDDEN,)
    bob.open().lead(name).locator("[name=csrf]").evaluate("input => (input.value = 'old')")
    if javascript:
        bob.take_button(name).click()
        expect(bob.page.get_by_role("alert")).to_have_text("Reload the page and try again.")
        bob.page.get_by_role("button", name="Dismiss").click()
        expect(bob.page.get_by_role("alert")).to_be_empty()
        expect(bob.take_button(name)).to_be_visible()
    else:
        bob.lead(name).locator("form").evaluate("form => form.submit()")
        expect(bob.page.get_by_role("heading", level=1)).to_have_text("Not allowed")
        expect(bob.page.locator("main")).to_contain_text("Reload the page and try again.")
