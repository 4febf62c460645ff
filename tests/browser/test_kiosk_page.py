"""The kiosk page: the same form as a page of its own, on Pyodide."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.people import SalesPerson, Visitor
from tests.browser.site import Site
from tests.live import LiveServer


@pytest.fixture
def guest(new_context: Callable[..., BrowserContext], site: Site) -> Iterator[Visitor]:
    someone = Visitor(new_context().new_page(), site)
    yield someone
    someone.assert_well_behaved()


def test_a_guest_asks_and_bob_answers(guest: Visitor, bob: SalesPerson, server: LiveServer) -> None:
    name = f"Kiosk {uuid.uuid4().hex[:8]}"
    guest.visit(f"{server.url}/kiosk/demo/1").ready().fill_in(name).send().expect_status("new")
    assert guest.page.url == f"{server.url}/kiosk/demo/1"
    expect(bob.lead(name)).to_be_visible()
    bob.take(name)
    guest.expect_status("processing")
    bob.finish()
    guest.expect_status("finished")
    guest.page.locator("#lucep-again").click()
    expect(guest.page.locator("#lucep-form")).to_be_visible()


def test_python_names_what_is_wrong(guest: Visitor, server: LiveServer) -> None:
    guest.visit(f"{server.url}/kiosk/demo/1").ready()
    guest.page.locator("[name=phone_number]").fill("6123 4567")
    guest.send()
    expect(guest.page.locator("[name=name]")).to_be_focused()
    expect(guest.page.locator("#error-name")).not_to_be_empty()
    expect(guest.page.locator("[name=phone_number]")).to_have_value("6123 4567")


def test_it_runs_on_pyodide(guest: Visitor, server: LiveServer) -> None:
    guest.visit(f"{server.url}/kiosk/demo/1").ready()
    assert any("pyodide" in address for address in guest.requests)


def test_the_kiosk_example_embeds_it(guest: Visitor, site: Site) -> None:
    guest.visit(site.example("kiosk.html"))
    form = guest.page.frame_locator("iframe.kiosk").locator("#lucep-form")
    expect(form).to_be_visible()


@pytest.mark.parametrize("width", [390, 820, 1920])
def test_it_fills_the_screen_and_can_be_touched(
    new_context: Callable[..., BrowserContext], server: LiveServer, width: int
) -> None:
    page = new_context(viewport={"width": width, "height": 1080}).new_page()
    page.goto(f"{server.url}/kiosk/demo/1")
    covered = page.locator(".lucep-page").bounding_box()
    assert covered
    assert (covered["x"], covered["y"], covered["width"]) == (0, 0, width)
    assert covered["height"] >= 1080
    targets = page.locator(
        "#lucep-form :is(button, select, textarea, .lucep-choices label,"
        " input:not([type=hidden], [type=checkbox], [type=radio], [hidden] *))"
    )
    boxes = [box for target in targets.all() if (box := target.bounding_box())]
    assert len(boxes) > 5
    assert min(box["height"] for box in boxes) >= 48
    assert min(box["width"] for box in boxes) >= 48
