"""What every eye and every thumb needs: contrast, size, no sideways scrolling."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.console.conftest import Hire
from tests.console.people import Visitors
from widget.core.color import contrast

AA = 4.5
THUMB = 44
# The colour of each element's own text, and the first opaque ground below it.
TEXTS = """() => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 1, height: 1 });
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  const hex = (colors) => {
    pen.clearRect(0, 0, 1, 1);
    for (const color of colors) { pen.fillStyle = color; pen.fillRect(0, 0, 1, 1); }
    const bytes = [...pen.getImageData(0, 0, 1, 1).data].slice(0, 3);
    return "#" + bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("");
  };
  const found = [];
  for (const element of document.querySelectorAll("body *")) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!own || !element.checkVisibility() || element.closest(".unseen, .skip")) continue;
    const grounds = [];
    for (let at = element; at; at = at.parentElement)
      grounds.unshift(getComputedStyle(at).backgroundColor);
    const ground = hex(grounds);
    const color = hex([ground, getComputedStyle(element).color]);
    found.push([element.textContent.trim(), color, ground]);
  }
  return found;
}"""
SMALL = """least => [...document.querySelectorAll("button, .button, nav a, label:has(input)")]
  .filter((element) => element.checkVisibility())
  .map((element) => [element.textContent.trim(), element.getBoundingClientRect()])
  .filter(([, box]) => Math.round(box.height) < least)
  .map(([text, box]) => `${text}: ${box.height}`)"""
WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_can_be_read_and_hit(hire: Hire, visitors: Visitors, scheme: str) -> None:
    long = visitors.ask(name="Wolfeschlegelsteinhausenbergerdorff" * 2, country="AE")
    doubtful = visitors.ask(phone_number="555", validation_refusals=1)
    bob = hire(
        "bob",
        color_scheme=scheme,
        reduced_motion="reduce",
        viewport={"width": 320, "height": 640},
    ).open()
    path = bob.path_of(long)
    pages = [bob.page.url, bob.server + bob.path_of(doubtful)]
    bob.take_button(long).click()
    bob.page.wait_for_url(f"**{path}")
    _check(bob.page)
    for address in (*pages, f"{bob.server}/console/?view=all"):
        bob.page.goto(address)
        bob.page.locator("#connection[data-state=live]").wait_for()
        _check(bob.page)


def _check(page: Page) -> None:
    texts = page.evaluate(TEXTS)
    assert len(texts) > 5
    assert [text for text in texts if contrast(text[1], text[2]) < AA] == []
    assert page.evaluate(SMALL, THUMB) == []
    assert page.evaluate(WIDER) == 0
