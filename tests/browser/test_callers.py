"""Several leads of one page: each callback hears of its own ticket, the widget of the newest."""

from __future__ import annotations

import pytest

from tests.browser.desk import Desk
from tests.browser.people import Visitor
from tests.browser.site import Site
from tests.browser.test_offline import wait

SCRIPT = """
window.heard = {};
window.stop = {};
window.ask = (name) => $lucep.raise_lead({name, phone_number: "+65 6123 4567", service_id: 1,
  service_name: "Sales", callback: (update) => {
    (heard[name] ??= []).push(update["ticket-status"]);
    return !stop[name];
  }});
window.both = (...names) => names.forEach(ask);
"""
ASK_EVERY = 5000  # ms until whoever has no stream asks again
WAKE = "() => dispatchEvent(new Event('online'))"  # whoever would ask soon asks now
STATUS = "() => $lucep.get_ticket_status().status"


class Leads:
    """A visitor who asks twice, `one` first."""

    def __init__(self, visitor: Visitor, site: Site, engine: str, name: str) -> None:
        self.one, self.two = f"{name} 1", f"{name} 2"
        self.visitor = visitor
        visitor.page.clock.install()
        visitor.visit(site.library(engine, SCRIPT, "no_ui: false")).ready()

    def ask(self, name: str) -> None:
        """Raises a lead and waits until its callback has heard of it."""
        self.visitor.page.evaluate("(name) => ask(name)", name)
        self.expect(name, "new")

    def expect(self, name: str, *statuses: str) -> None:
        """Waits until the callback of that lead has heard so much, and no more."""
        page = self.visitor.page
        wait(page, lambda: len(self.heard(name)) >= len(statuses))
        assert self.heard(name) == list(statuses)

    def heard(self, name: str) -> list[str]:
        """Returns what the callback of that lead has heard."""
        return list(self.visitor.page.evaluate("(name) => heard[name] ?? []", name))

    def wake(self) -> None:
        """Lets what asks now and then ask, and get its answer."""
        self.visitor.page.evaluate(WAKE)
        self.visitor.page.wait_for_timeout(500)

    def status(self) -> str:
        """Returns the status that the page can ask for."""
        return str(self.visitor.page.evaluate(STATUS))


@pytest.fixture
def leads(visitor: Visitor, site: Site, engine: str, name: str) -> Leads:
    return Leads(visitor, site, engine, name)


def test_it_works(leads: Leads, desk: Desk) -> None:
    leads.ask(leads.one)
    leads.ask(leads.two)
    desk.take(leads.one)
    leads.wake()
    leads.expect(leads.one, "new", "processing")
    leads.visitor.open().expect_status("new")
    assert leads.status() == "new"
    desk.take(leads.two)
    desk.finish(leads.two)
    leads.expect(leads.two, "new", "processing", "finished")
    leads.visitor.expect_status("finished")
    desk.finish(leads.one)
    leads.wake()
    leads.expect(leads.one, "new", "processing", "finished")
    assert leads.status() == "finished"
    asked = [url for url in leads.visitor.requests if "/api/tickets/" in url]
    leads.wake()
    assert [url for url in leads.visitor.requests if "/api/tickets/" in url] == asked
    assert sum(url.endswith("/events") for url in asked) == 2


def test_both_at_once(leads: Leads, desk: Desk) -> None:
    leads.visitor.page.evaluate("(names) => both(...names)", [leads.one, leads.two])
    for each in (leads.one, leads.two):
        leads.expect(each, "new")
        desk.take(each)
    leads.visitor.page.clock.run_for(ASK_EVERY)
    for each in (leads.one, leads.two):
        leads.expect(each, "new", "processing")


def test_a_callback_that_says_no_is_not_asked_for(leads: Leads, desk: Desk) -> None:
    leads.visitor.page.evaluate("(name) => { stop[name] = true }", leads.one)
    leads.ask(leads.one)
    leads.ask(leads.two)
    desk.take(leads.one)
    leads.wake()
    assert leads.heard(leads.one) == ["new"]
    assert [url for url in leads.visitor.requests if url.split("/")[-2] == "tickets"] == []


def test_the_next_lead_of_the_form_leaves_them_alone(leads: Leads, desk: Desk) -> None:
    leads.ask(leads.one)
    leads.ask(leads.two)
    desk.take(leads.two)
    desk.finish(leads.two)
    leads.visitor.open().expect_status("finished")
    leads.visitor.page.locator("#lucep-again").click()
    leads.visitor.page.locator("#lucep-form").wait_for()
    desk.take(leads.one)
    leads.wake()
    leads.expect(leads.one, "new", "processing")
    assert leads.status() == "no-ticket"


def test_a_new_profile_ends_them(leads: Leads, desk: Desk) -> None:
    leads.ask(leads.one)
    leads.ask(leads.two)
    leads.visitor.page.evaluate("() => new Promise((go) => $lucep.create_profile({callback: go}))")
    for each in (leads.one, leads.two):
        desk.take(each)
    leads.wake()
    assert (leads.heard(leads.one), leads.heard(leads.two)) == (["new"], ["new"])
    assert leads.status() == "no-ticket"


def test_another_tab_that_asks_leaves_them_alone(
    leads: Leads,
    desk: Desk,
) -> None:
    leads.ask(leads.one)
    other = leads.visitor.page.context.new_page()
    other.goto(leads.visitor.page.url)
    other.evaluate("(name) => ask(name)", leads.two)
    wait(other, lambda: other.evaluate("() => Object.keys(heard).length"))
    desk.take(leads.one)
    leads.wake()
    leads.expect(leads.one, "new", "processing")
    assert leads.status() == "new"


def test_a_lead_is_kept_before_the_call_returns(
    visitor: Visitor, site: Site, engine: str, name: str
) -> None:
    page = visitor.visit(site.library(engine, SCRIPT)).ready().page
    tray = "localStorage.getItem('lucep:demo:outbox')"
    assert "raise_lead" in page.evaluate(f"name => {{ ask(name); return {tray} }}", name)
    wait(page, lambda: page.evaluate("name => heard[name]?.length", name))
