"""The status of a request, in three steps."""

from __future__ import annotations

import pytest

from . import rules
from .conftest import PACKS, Draw

STEPS = ["new", "processing", "finished"]


@pytest.mark.parametrize("status", [*STEPS, "offline"])
def test_it_works(draw: Draw, status: str) -> None:
    page = draw("status.html.j2", status=status)
    rules.assert_sound(page)
    node = page.one("div", id="lucep-status")
    assert node["class"] == f"lucep-is-{status}"
    assert node["tabindex"] == "-1"  # takes the focus when it takes the form's place
    assert page.one("h2").text == PACKS["eng"][f"status_{status}"]


@pytest.mark.parametrize("status", STEPS)
def test_the_step_is_marked(draw: Draw, status: str) -> None:
    page = draw("status.html.j2", status=status)
    assert page.one(aria_current="step").text == PACKS["eng"][f"step_{status}"]
    assert len(page.all("li")) == len(STEPS)


def test_offline_is_no_step(draw: Draw) -> None:
    assert not draw("status.html.j2", status="offline").all(aria_current="step")


def test_only_the_end_offers_a_new_start(draw: Draw) -> None:
    offers = {s: len(draw("status.html.j2", status=s).all(id="lucep-again")) for s in STEPS}
    assert offers == {"new": 0, "processing": 0, "finished": 1}
