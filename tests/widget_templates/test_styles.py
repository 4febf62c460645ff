"""The style sheets: safe to travel in HTML, mirrored for right-to-left, readable."""

from __future__ import annotations

import re

import pytest

from widget.core.color import contrast

from .conftest import ROOT

STYLES = ROOT / "static" / "styles"
SHEETS = sorted(STYLES.rglob("*.css"))
PARTS = sorted((STYLES / "widget").glob("*.css"))
PHYSICAL = re.compile(
    r"[{;\s](?:(?:margin|padding|border)-)?(?:left|right):|text-align: *(?:left|right)"
)
LATER = ["light-dark(", "url(", "@layer", "@container", "&"]


def custom(sheet: str) -> tuple[dict[str, str], dict[str, str]]:
    """Gives the colours of the light theme, and of the dark one over it."""
    light_part, _, dark_part = sheet.partition("@media (prefers-color-scheme: dark)")
    found = [
        dict(re.findall(r"--lucep-([a-z]+): (#[0-9a-f]{3,6});", part.split("}")[n]))
        for part, n in ((light_part, 1), (dark_part, 0))
    ]
    assert all(len(colours) >= 6 for colours in found)
    return found[0], found[0] | found[1]


def hexadecimal(colour: str) -> str:
    return colour if len(colour) == 7 else "#" + "".join(c + c for c in colour[1:])


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_it_works_everywhere(path: object) -> None:
    sheet = path.read_text("utf-8")  # type: ignore[attr-defined]
    assert "<" not in sheet  # it travels inside HTML
    assert not PHYSICAL.findall(sheet)  # right-to-left would break
    assert [word for word in LATER if word in sheet] == []  # or a policy forbids it
    assert sheet.count("{") == sheet.count("}")


def test_every_part_is_in_the_widget_once_and_no_part_imports(minified: str) -> None:
    imported = re.findall(r'^@import "(.+)";$', (STYLES / "widget.css").read_text("utf-8"), re.M)
    assert sorted(imported) == [path.relative_to(STYLES).as_posix() for path in PARTS]
    importing = [path.name for path in SHEETS if "@import" in path.read_text("utf-8")]
    assert importing == ["widget.css"]
    assert "@import" not in minified  # a constructed style sheet ignores it


def test_the_minified_sheet_is_safe_in_html(minified: str) -> None:
    assert "<" not in minified
    assert "&" not in minified


def test_unknown_popovers_do_not_drop_the_open_state(minified: str) -> None:
    # In a plain list one unknown selector drops the rule; :is() forgives.
    assert "#lucep-panel:is(.lucep-open,:popover-open){display:flex" in minified
    assert not re.search(r"\.lucep-open,#lucep-panel:popover-open", minified)


def test_a_host_page_cannot_reach_in(minified: str) -> None:
    assert ":host{all:initial!important" in minified


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("surface", ["bg", "field"])
def test_words_and_edges_can_be_seen(theme: int, surface: str) -> None:
    colours = custom((STYLES / "widget" / "colours.css").read_text("utf-8"))[theme]
    on = hexadecimal(colours[surface])
    for name, ratio in (("text", 7), ("muted", 4.5), ("bad", 4.5), ("edge", 3)):
        assert contrast(hexadecimal(colours[name]), on) >= ratio, name
