"""The rules that hold for everything that is drawn for a visitor."""

from __future__ import annotations

from .dom import CONTROLS, Element, Page


def assert_sound(page: Page) -> None:
    """Holds a page to all of the rules."""
    assert_ids(page)
    assert_nothing_inline(page)
    assert_labels(page)


def assert_ids(page: Page) -> None:
    """No id twice, and whatever is referred to is there."""
    elements = page.outside_templates()
    ids = [element["id"] for element in elements if "id" in element]
    assert sorted(ids) == sorted(set(ids))
    for element in elements:
        for name in ("for", "aria-describedby", "aria-labelledby", "popovertarget"):
            missing = [word for word in element[name].split() if word not in ids]
            assert not missing, f"{element.tag} {element.attributes}: no {missing}"


def assert_nothing_inline(page: Page) -> None:
    """A strict policy would refuse inline styles, scripts, handlers and addresses."""
    for element in page.elements:
        assert element.tag != "style"
        assert element.tag != "script" or (element["src"] and not element.text.strip())
        for name, value in element.attributes.items():
            assert name != "style"
            assert not name.startswith("on"), name
            assert not value.strip().lower().startswith(("javascript:", "data:"))


def assert_labels(page: Page) -> None:
    """Every control that a visitor can use, and every button, has a name."""
    for control in page.elements:
        if control.tag == "button":
            assert control["aria-label"] or control.text.strip()
        trap = any("hidden" in each for each in control.ancestors)  # nobody can use it
        if control.tag in CONTROLS and control["type"] != "hidden" and not trap:
            assert label(page, control).strip(), control.attributes
            assert error_of(page, control) is not None, control.attributes


def label(page: Page, control: Element) -> str:
    """Gives a control's name, as a screen reader finds it."""
    around = control.inside("label")
    if control["aria-label"] or around:
        return control["aria-label"] or (around.text if around else "")
    return page.one("label", for_=control["id"]).text


def error_of(page: Page, control: Element) -> str | None:
    """Gives the error that a control, or the group it is in, refers to; None without a place."""
    name = "phone_number" if control["name"] == "country" else control["name"]
    group = control.inside("fieldset")
    referring = [control, *([group] if group else [])]
    if name != "phone_number" or control["name"] == name:
        found = any(f"error-{name}" in each["aria-describedby"].split() for each in referring)
        assert found, f"{control['name']} does not refer to its error"
    return page.one("span", id=f"error-{name}").text
