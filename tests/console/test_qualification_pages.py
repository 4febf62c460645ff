"""The pages of qualification: read by everybody, worked by hand and by keyboard, one leads on."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import httpx
import pytest
from playwright.sync_api import Page, Route, expect

from server.demo_logins import API_KEY
from tests.browser.test_accessibility import violations
from tests.console.conftest import Hire
from tests.console.people import Worker
from tests.console.test_look import SMALL, THUMB, WIDER
from tests.live import LiveServer

SIZES = {"phone": {"width": 390, "height": 844}, "desktop": {"width": 1280, "height": 800}}
LONG = "Wolfeschlegelsteinhausenbergerdorff" * 2


@dataclass(frozen=True)
class Prospect:
    """Somebody who was sent in."""

    name: str
    lead: str


class Sender:
    """A program with the demo's API key."""

    def __init__(self, server: LiveServer) -> None:
        self._api = f"{server.url}/api/"

    def submit(self, name: str = "", **fields: str) -> Prospect:
        """Sends somebody in, under a name of their own unless one is given."""
        name = name or f"Ada {secrets.token_hex(4)}"
        asked = {"action": "token_create", "account_key": "demo", "for_action": "lead_submit"}
        token = httpx.post(self._api, data={**asked, "apikey": API_KEY}).json()["token"]
        lead = {"action": "lead_submit", "auth": token, "service_id": "1", "name": name}
        lead["phone_number"] = f"+65 9{secrets.randbelow(10**7):07}"
        answer = httpx.post(self._api, data={**lead, **fields}).json()
        assert answer["status"] == "ok", answer
        return Prospect(name, f"/console/leads/{answer['validation_id']}")


@pytest.fixture
def sender(server: LiveServer) -> Sender:
    return Sender(server)


@pytest.fixture
def alone(hire: Hire) -> Iterator[Worker]:
    """Bob at the phone, on which nobody else's call rings any more when the test is over."""
    bob = hire("bob", viewport=SIZES["desktop"], reduced_motion="reduce")
    yield bob
    bob.open("/console/phone/")
    while (call := bob.page.locator("[data-call]")).count():
        call.first.get_by_role("button", name="Busy").or_(
            call.first.get_by_role("button", name="Hang up")
        ).click()
        bob.page.wait_for_timeout(300)


def ringing(worker: Worker, prospect: Prospect) -> Page:
    """Opens the phone, on which a prospect's call rings."""
    worker.open("/console/phone/")
    call = worker.page.get_by_role("article", name=prospect.name)
    expect(call.get_by_role("button", name="Answer")).to_be_visible()
    return worker.page


def hung_up(worker: Worker, prospect: Prospect) -> None:
    """Answers and hangs up, whereupon the messages go out."""
    page = ringing(worker, prospect)
    call = page.get_by_role("article", name=prospect.name)
    call.get_by_role("button", name="Answer").click()
    call.get_by_role("button", name="Hang up").click()
    expect(call).to_have_count(0)


def well_made(page: Page) -> None:
    assert violations(page, "") == []
    assert page.evaluate(WIDER) == 0
    assert page.evaluate(SMALL, THUMB) == []


def test_an_answer_is_drawn_once(alice: Worker, sender: Sender) -> None:
    """By the form or by the stream, whichever comes first: a press between the two was lost."""
    called = sender.submit()
    page = ringing(alice, called)
    page.evaluate(
        """() => {
          window.told = 0;
          window.drawn = [];
          addEventListener("phone", () => (told += 1));
          addEventListener("htmx:afterRequest", () => (told += 1));
          const state = (phone) => [...phone.querySelectorAll("[data-call], [data-past]")]
            .map(({ dataset }) => [dataset.call, dataset.past, dataset.status]).join(" ");
          new MutationObserver((changes) => {
            const added = changes.flatMap((change) => [...change.addedNodes]);
            drawn.push(...added.filter((node) => node.id === "phone").map(state));
          }).observe(document.querySelector(".sim"), {childList: true});
        }"""
    )
    call = page.get_by_role("article", name=called.name)
    call.get_by_role("button", name="Answer").click()
    page.wait_for_function("() => told >= 2")
    drawn = page.evaluate("() => drawn")
    assert drawn
    assert all(state != following for state, following in pairwise(drawn))
    call.get_by_role("button", name="1", exact=True).click()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_axe_finds_nothing(
    hire: Hire, sender: Sender, alone: Worker, size: str, scheme: str
) -> None:
    alice = hire("alice", viewport=SIZES[size], color_scheme=scheme, reduced_motion="reduce")
    # axe asks the frame of a mail, which answers nobody.
    alice.expected = ("Failed to execute 'postMessage'",)
    written = sender.submit(f"{LONG} {secrets.token_hex(4)}", email="ada@example.com")
    hung_up(alone, written)
    called = sender.submit()
    page = ringing(alice, called)
    well_made(page)
    call = page.get_by_role("article", name=called.name)
    call.get_by_role("button", name="Answer").click()
    call.get_by_role("button", name="5", exact=True).click()
    expect(call.get_by_text("Pressed 5")).to_be_visible()
    well_made(page)
    # The last button of a call lies on the screen, without scrolling.
    page.evaluate("() => scrollTo(0, 0)")
    expect(call.get_by_role("button", name="Hang up")).to_be_in_viewport(ratio=1)
    call.get_by_role("button", name="1", exact=True).click()
    expect(call).to_have_count(0)
    for path in ("/console/phone/", "/console/outbox/", called.lead, written.lead):
        alice.open(path)
        well_made(page)
    alice.open("/console/?view=all")
    well_made(page)
    for path in ("/console/optouts", "/console/keys", "/console/webhooks"):
        alice.open(path, live=False)
        well_made(page)


def test_one_page_leads_to_the_next(sender: Sender, alone: Worker) -> None:
    prospect = sender.submit(email="ada@example.com")
    hung_up(alone, prospect)
    page = alone.page
    page.get_by_role("navigation", name="Console").get_by_role("link", name="Outbox").click()
    message = page.get_by_role("article", name=prospect.name)
    expect(message).to_have_count(3)
    current = page.get_by_role("navigation", name="Console").locator("[aria-current=page]")
    expect(current).to_have_text("Outbox")
    message.first.get_by_role("link", name=prospect.name).click()
    expect(page.get_by_role("heading", name=prospect.name)).to_be_visible()
    history = page.get_by_role("region", name="History").get_by_role("listitem")
    expect(history).to_have_count(5)
    expect(history.nth(3)).to_contain_text("Answered, hung up")
    history.nth(3).get_by_role("link", name="Phone").click()
    past = page.get_by_role("region", name="Calls before").get_by_role("listitem")
    expect(past.filter(has_text=prospect.name)).to_contain_text("Hung up")
    past.get_by_role("link", name=prospect.name).click()
    expect(page.get_by_text("Messages are out.")).to_be_visible()
    with page.expect_popup() as answer:
        page.get_by_role("link", name="see the outbox").click()
        page.get_by_role("article", name=prospect.name).first.locator(".bubble a").click()
    answer.value.get_by_role("button", name="Yes, call me").click()
    expect(answer.value.get_by_role("heading", name="Thank you")).to_be_visible()
    page.goto(alone.server + prospect.lead)
    expect(history.first).to_contain_text("Qualified")
    expect(history.first).to_contain_text("By a link or a reply")


def test_who_is_being_qualified_is_told_as_a_new_lead_once_qualified(
    sender: Sender, alone: Worker
) -> None:
    alone.open("/console/?view=all")
    prospect = sender.submit()
    said = alone.page.locator("#said")
    row = alone.lead(prospect.name)
    expect(row).to_be_visible()
    phone = alone.page.context.new_page()
    phone.goto(f"{alone.server}/console/phone/")
    call = phone.get_by_role("article", name=prospect.name)
    call.get_by_role("button", name="Answer").click()
    expect(call.get_by_role("button", name="Hang up")).to_be_visible()
    expect(said).to_be_empty()
    call.get_by_role("button", name="1", exact=True).click()
    expect(said).to_have_text(f"New lead: {prospect.name}, Sales")


def test_a_call_by_keyboard_alone(sender: Sender, alone: Worker) -> None:
    prospect = sender.submit()
    page = ringing(alone, prospect)
    call = page.get_by_role("article", name=prospect.name)
    page.locator("#aloud").focus()
    page.keyboard.press("Tab")
    expect(call.get_by_role("button", name="Busy")).to_be_focused()
    page.keyboard.press("Tab")
    expect(call.get_by_role("button", name="Answer")).to_be_focused()
    page.keyboard.press("Enter")
    # Whoever answered goes on at the head of the call; digits are its keys from anywhere.
    expect(page.get_by_role("heading", name=prospect.name)).to_be_focused()
    page.keyboard.press("7")
    expect(call.get_by_text("Pressed 7")).to_be_visible()
    expect(page.get_by_role("heading", name=prospect.name)).to_be_focused()
    page.keyboard.press("Tab")
    expect(call.get_by_role("button", name="1", exact=True)).to_be_focused()
    page.keyboard.press("1")
    past = page.get_by_role("listitem").filter(has_text=prospect.name)
    expect(past).to_contain_text("Qualified")
    expect(past).to_contain_text("pressed 7 1")


def test_a_key_pressed_at_once_does_not_load_the_page_again(sender: Sender, alone: Worker) -> None:
    prospect = sender.submit()
    page = ringing(alone, prospect)
    call = page.get_by_role("article", name=prospect.name)
    page.evaluate(
        """() => addEventListener("htmx:afterRequest", () => {
            document.querySelector("[id^=key-][id$='-7']").click();
        }, {once: true})"""
    )
    page.evaluate("() => { window.same = true }")
    call.get_by_role("button", name="Answer").click()
    expect(call.get_by_text("Pressed 7")).to_be_visible()
    assert page.evaluate("() => window.same")


def test_a_mail_is_shown_as_it_is_read(sender: Sender, alone: Worker) -> None:
    prospect = sender.submit(email="ada@example.com")
    hung_up(alone, prospect)
    page = alone.open("/console/outbox/").page
    frame = page.locator(f'iframe[title="The e-mail to {prospect.name}"]')
    frame.scroll_into_view_if_needed()
    mail = frame.content_frame
    expect(mail.get_by_role("link", name="Yes, call me")).to_be_visible()
    # All of it, without scrolling inside of the page.
    last = mail.get_by_role("link", name="Never contact me again").bounding_box()
    around = frame.bounding_box()
    assert last
    assert around
    assert last["y"] + last["height"] <= around["y"] + around["height"]


def test_a_message_that_comes_while_the_page_loads_is_shown(
    hire: Hire, sender: Sender, alone: Worker
) -> None:
    prospect = sender.submit()
    ringing(alone, prospect)
    watcher = hire("alice").page
    held: list[Route] = []
    watcher.route("**/outbox.js", lambda route: held.append(route))
    watcher.goto(alone.server + "/console/outbox/", wait_until="commit")
    hung_up(alone, prospect)
    alone.open("/console/outbox/")
    expect(alone.page.get_by_role("article", name=prospect.name)).to_have_count(2)
    held[0].continue_()
    expect(watcher.get_by_role("article", name=prospect.name)).to_have_count(2)


@pytest.mark.parametrize("lang", ["eng", "ara", "jpn"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_axe_finds_nothing_on_the_answer_page(
    hire: Hire, sender: Sender, alone: Worker, lang: str, scheme: str, size: str
) -> None:
    prospect = sender.submit(langcode=lang)
    hung_up(alone, prospect)
    alone.open("/console/outbox/")
    message = alone.page.get_by_role("article", name=prospect.name).first
    link = str(message.locator(".bubble a").get_attribute("href"))
    page = hire("vera", viewport=SIZES[size], color_scheme=scheme).page
    for query in ("", "?choice=never"):
        page.goto(link + query)
        assert violations(page, "") == []
        assert page.evaluate(WIDER) == 0
        # No time of day is broken in two.
        lines = page.locator(".answer-times span").evaluate_all(
            "(all) => all.map((one) => one.getClientRects().length)"
        )
        assert set(lines) <= {1}
    # Rings go out from the side where lines begin.
    rings = page.locator(".lucep-page").evaluate("(node) => getComputedStyle(node).backgroundImage")
    assert ("at 100% " in rings) == (lang == "ara")
    page.goto(link)
    page.locator("button[value=yes]").click()
    expect(page.locator("[data-view=thanks]")).to_be_visible()
    assert violations(page, "") == []
