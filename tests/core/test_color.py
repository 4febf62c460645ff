"""Contrast on every accent."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from widget.core import color

HEX = st.integers(0, 0xFFFFFF).map(lambda n: f"#{n:06x}")


def test_it_works() -> None:
    assert color.style({"background": "#000"})["accent"] == "#000000"


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000000", "#ffffff", 21.0), ("#777777", "#ffffff", 4.48), ("#ff0000", "#ffffff", 4.0)],
)
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    assert (
        color.contrast(one, other) == color.contrast(other, one) == pytest.approx(ratio, abs=0.005)
    )


@given(HEX)
@example("#000000")
@example("#ffffff")
@example("#777777")
@example("#fb0000")
def test_every_accent_gives_readable_colours(accent: str) -> None:
    style = color.style({"background": accent})
    assert style["accent"] == accent
    for shown in (style["accent"], style["hover"]):
        assert color.contrast(style["on_accent"], shown) >= 4.5
    assert color.contrast(style["hover"], accent) >= 1.05
    assert color.contrast(style["ink"], "#ffffff") >= 4.5
    for surface in ("#1b1d23", "#23262e"):
        assert color.contrast(style["ink_dark"], surface) >= 4.5
    for surface in ("#ffffff", "#1b1d23", "#23262e"):
        assert color.contrast(style["focus"], surface) >= 3


@given(HEX, HEX)
@example("#777777", "#808080")
def test_a_text_of_ones_own_can_be_read(accent: str, text: str) -> None:
    style = color.style({"background": accent, "text": text})
    for shown in (style["accent"], style["hover"]):
        assert color.contrast(style["on_accent"], shown) >= 4.5


@pytest.mark.parametrize(
    "bad", [None, {}, {"background": None}, {"background": "red;}"}, [], 5, ""]
)
def test_a_bad_colour_gives_the_default(bad: object) -> None:
    assert color.style(bad) == color.style({"background": color.DEFAULT})
