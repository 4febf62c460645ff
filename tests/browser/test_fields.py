"""Every type of extra field, and consent: drawn, checked, and sent in the kiosk's order."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.desk import Desk
from tests.browser.people import Visitor
from tests.browser.site import Site, document

CHOICES = [{"red": "Red"}, {"blue": "Blue"}, {"green": "Green"}]
FIELDS: list[dict[str, Any]] = [
    {
        "plate": {
            "label": "Number plate",
            "type": "text",
            "required": True,
            "pattern": "[A-Z]{3}[0-9]+",
            "placeholder": "SGA123",
            "help_txt": "Letters, then digits",
        }
    },
    {"colour": {"label": "Colour", "type": "dropdown", "required": True, "options": CHOICES}},
    {"gear": {"label": "Gears", "type": "radio", "required": True, "options": CHOICES[:2]}},
    {"extras": {"label": "Extras", "type": "checkbox", "required": True, "options": CHOICES}},
    {"trade": {"label": "I trade my car in", "type": "checkbox"}},
    {"mail": {"label": "E-mail", "type": "email", "required": True}},
    {"other": {"label": "Another number", "type": "tel"}},
    {"seats": {"label": "Seats", "type": "number"}},
    {"day": {"label": "On which day?", "type": "date"}},
    {"note": {"label": "A note", "type": "textarea", "help_txt": "As long as you like"}},
    {"odd": {"label": "Of no known type", "type": "colour-wheel"}},
    {"origin": {"label": "", "type": "hidden", "value": "showroom"}},
]
CONTROLS = {
    "plate": "text",
    "colour": "select-one",
    "gear": "radio",
    "extras": "checkbox",
    "trade": "checkbox",
    "mail": "email",
    "other": "tel",
    "seats": "number",
    "day": "date",
    "note": "textarea",
    "odd": "text",
    "origin": "hidden",
}
FILLED = {
    "plate": "SGA42",
    "mail": "ada@example.com",
    "other": "6123 4569",
    "seats": "4.5",
    "day": "2027-02-28",
    "note": "first line\nsecond line",
    "odd": "whatever",
}
SENT: dict[str, Any] = {
    **FILLED,
    "colour": "blue",
    "gear": "red",
    "extras": ["red", "green"],
    "trade": ["yes"],
    "origin": "showroom",
}
ASKED = {
    "text": {"eng": "I agree to the [terms].", "deu": "Ich stimme den [Regeln] zu."},
    "required": True,
    "link": "https://example.com/terms",
}


@pytest.fixture
def opened(
    visitor: Visitor, site: Site, engine: str, make_kiosk: Callable[..., int]
) -> Callable[..., Page]:
    """Makes a kiosk and opens its form in the visitor's browser."""

    def open_form(
        settings: dict[str, Any], fields: Sequence[dict[str, Any]] = (), lang: str = "eng"
    ) -> Page:
        number = make_kiosk(settings, fields)
        tag = (
            f'<script src="{site.server}/js/lucep.stable.latest.min.js" data-domain="demo"'
            f' data-id="{number}" data-engine="{engine}" data-boot="eager" data-lang="{lang}">'
            "</script>"
        )
        visitor.visit(site.page(f"fields-{number}.html", document(tag))).ready().open()
        return visitor.page

    return open_form


def field(page: Page, key: str) -> Any:
    return page.locator(f"#lucep-form [name='extra.{key}']")


def fill(page: Page) -> None:
    for key, value in FILLED.items():
        field(page, key).fill(value)
    field(page, "colour").select_option("blue")
    page.get_by_role("group", name="Gears").get_by_label("Red").check()
    for name in ("Red", "Green"):
        page.get_by_role("group", name="Extras").get_by_label(name).check()
    field(page, "trade").check()


def focused(page: Page) -> str:
    found: str = page.locator("#lucep-form").evaluate(
        "(form) => form.getRootNode().activeElement?.name ?? ''"
    )
    return found


def test_every_type_in_the_kiosks_order(
    visitor: Visitor, desk: Desk, name: str, opened: Callable[..., Page]
) -> None:
    page = opened({}, FIELDS)
    controls: dict[str, str] = page.locator("#lucep-form").evaluate(
        "(form) => Object.fromEntries([...form.elements].filter((e) => e.name.startsWith('extra.'))"
        ".map((e) => [e.name.slice(6), e.type]))"
    )
    assert list(controls.items()) == list(CONTROLS.items())
    expect(page.get_by_label("Number plate")).to_have_accessible_description("Letters, then digits")
    expect(page.get_by_label("A note")).to_have_accessible_description("As long as you like")
    expect(field(page, "plate")).to_have_attribute("placeholder", "SGA123")
    visitor.fill_in(name)
    fill(page)
    visitor.send().expect_status("new")
    ((text,),) = desk.rows("SELECT additional_info FROM lead WHERE name = ?", name)
    info = json.loads(text)
    assert [each["id"] for each in info] == list(CONTROLS)
    assert {each["id"]: each["value"] for each in info} == SENT
    words = {each["id"]: each["text"] for each in info}
    assert (words["colour"], words["gear"], words["extras"]) == ("Blue", "Red", "Red, Green")


def test_what_is_wrong_is_said_at_its_field_and_the_first_is_focused(
    visitor: Visitor, desk: Desk, name: str, opened: Callable[..., Page]
) -> None:
    page = opened({}, FIELDS)
    visitor.fill_in(name)
    field(page, "mail").fill("ada at example.com")
    field(page, "other").fill("!")
    visitor.send()
    wrong = ("plate", "colour", "gear", "extras", "mail", "other")
    for key in wrong:
        error = page.locator(f"[id='error-extra.{key}']")
        expect(error).not_to_be_empty()
        expect(field(page, key).first).to_have_attribute("aria-invalid", "true")
    for key in CONTROLS.keys() - wrong - {"origin"}:
        expect(page.locator(f"[id='error-extra.{key}']")).to_be_empty()
    assert focused(page) == "extra.plate"
    expect(page.get_by_label("Number plate")).to_have_accessible_description(
        "Letters, then digits " + page.locator("[id='error-extra.plate']").inner_text()
    )
    assert desk.leads(name) == []

    fill(page)
    field(page, "plate").fill("42")  # not as its pattern wants it
    visitor.send()
    expect(page.locator("[id='error-extra.mail']")).to_be_empty()
    expect(page.locator("[id='error-extra.plate']")).not_to_be_empty()
    assert focused(page) == "extra.plate"

    field(page, "plate").fill("SGA42")
    visitor.send().expect_status("new")
    assert len(desk.leads(name)) == 1


@pytest.mark.parametrize("lang", ["eng", "deu"])
def test_consent_is_kept_with_its_words_language_and_time(
    visitor: Visitor, desk: Desk, lang: str, name: str, opened: Callable[..., Page]
) -> None:
    page = opened({"consent": ASKED}, lang=lang)
    visitor.fill_in(name).send()
    expect(page.locator("#error-consent")).not_to_be_empty()
    assert focused(page) == "consent"
    assert desk.leads(name) == []
    link = page.locator("#lucep-form a[href='https://example.com/terms']")
    expect(link).to_have_text({"eng": "terms", "deu": "Regeln"}[lang])

    page.locator("[name=consent]").check()
    visitor.send().expect_status("new")
    ((text,),) = desk.rows("SELECT consent FROM lead WHERE name = ?", name)
    kept = json.loads(text)
    age = datetime.now(UTC) - datetime.fromisoformat(kept.pop("at"))
    assert timedelta(seconds=-1) < age < timedelta(minutes=1)
    words = {"eng": "I agree to the terms.", "deu": "Ich stimme den Regeln zu."}
    assert kept == {"given": True, "text": words[lang], "lang": lang, "link": ASKED["link"]}


def test_consent_that_is_not_required_may_be_left_out(
    visitor: Visitor, desk: Desk, name: str, opened: Callable[..., Page]
) -> None:
    opened({"consent": {**ASKED, "required": False}})
    visitor.fill_in(name).send()
    visitor.expect_status("new")
    ((text,),) = desk.rows("SELECT consent FROM lead WHERE name = ?", name)
    assert json.loads(text)["given"] is False
