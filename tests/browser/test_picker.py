"""The number: formatted while it is written, never against the visitor."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Route, expect

from tests.browser.people import Visitor
from tests.browser.phone_form import PICKER, Form
from tests.browser.site import Site, document

# What the clipboard holds, the country chosen, and what the form makes of it.
PASTES = [
    ("+65 6123 4567", "DE", "6123 4567", "SG"),
    ("tel:+65-6123-4567", "DE", "6123 4567", "SG"),
    ("0065 6123 4567", "DE", "6123 4567", "SG"),
    ("006561234567", "SG", "6123 4567", "SG"),
    ("(02) 1234 5678", "AU", "(02) 1234 5678", "AU"),
    (
        "+\uff16\uff15\u3000\uff16\uff11\uff12\uff13\u3000\uff14\uff15\uff16\uff17",
        "DE",
        "6123 4567",
        "SG",
    ),
    ("\u0660\u0665\u0660 \u0661\u0662\u0663 \u0664\u0665\u0666\u0667", "AE", "050 123 4567", "AE"),
    ("\u202a+44 (0)20 7946 0958\u202c", "SG", "020 7946 0958", "GB"),
    ("Phone: +49.30.123456", "SG", "030 123456", "DE"),
    ("0011 65 6123 4567", "AU", "6123 4567", "SG"),
    ("+1 416 555 0123", "US", "(416) 555-0123", "CA"),
    ("416-555-0123", "US", "(416) 555-0123", "US"),
    ("6123 4567 x12", "SG", "6123 4567 ext. 12", "SG"),
    ("0800 FLOWERS", "DE", "0800 FLOWERS", "DE"),
    ("+800 1234 5678", "SG", "+800 1234 5678", "SG"),
    ("612", "SG", "612", "SG"),
]


@pytest.fixture(scope="module", params=["micropython", "pyodide"])
def loaded(request: pytest.FixtureRequest, browser: Browser, site: Site) -> Iterator[Form]:
    """A form that is loaded once, for tests that send nothing."""
    with browser.new_context() as context:
        visitor = Visitor(context.new_page(), site)
        yield Form(visitor.visit(site.widget(request.param)).ready().open()).loaded()


@pytest.fixture
def draft(loaded: Form) -> Iterator[Form]:
    """That form, as it was drawn."""
    loaded.number.fill("")
    loaded.country.select_option("SG")
    yield loaded
    loaded.visitor.assert_well_behaved()


def test_it_works(form: Form) -> None:
    form.number.press_sequentially("61234567")
    expect(form.number).to_have_value("6123 4567")
    form.visitor.fill_in().send().expect_status("new")
    (lead,) = form.leads()
    assert (lead["phone_number"], lead["country"]) == (["+6561234567"], ["SG"])


def test_nothing_is_loaded_before_the_form_opens(visitor: Visitor, site: Site, engine: str) -> None:
    visitor.visit(site.widget(engine)).ready()
    visitor.page.wait_for_timeout(300)
    asked = [url for url in visitor.requests if "picker.mjs" in url or "/api/geo" in url]
    assert asked == []
    with visitor.page.expect_response(PICKER) as answer:
        visitor.open()
    assert answer.value.ok


def test_what_was_written_before_it_is_loaded_is_formatted_then(
    visitor: Visitor, site: Site, engine: str
) -> None:
    held: list[Route] = []
    visitor.page.route(PICKER, lambda route: held.append(route))
    visitor.visit(site.widget(engine)).ready().open()
    form = Form(visitor)
    form.number.press_sequentially("61234567")
    form.set_caret(5)
    expect(form.number).to_have_value("61234567")
    held[0].continue_()
    expect(form.number).to_have_value("6123 4567")
    assert form.caret() == 6


def test_typing_keeps_the_caret_between_its_digits(draft: Form) -> None:
    draft.number.press_sequentially("6124567")
    expect(draft.number).to_have_value("6124 567")
    draft.set_caret(3)
    draft.page.keyboard.press("3")
    expect(draft.number).to_have_value("6123 4567")
    assert draft.caret() == 4
    draft.set_caret(0)
    draft.page.keyboard.type("+65")
    expect(draft.number).to_have_value("+65 6123 4567")
    assert draft.caret() == 3


def test_deletion_is_never_fought(draft: Form) -> None:
    draft.number.press_sequentially("61234567")
    draft.set_caret(5)
    draft.page.keyboard.press("Backspace")  # the space alone
    expect(draft.number).to_have_value("61234567")
    assert draft.caret() == 4
    draft.page.keyboard.press("Backspace")
    expect(draft.number).to_have_value("6124 567")
    assert draft.caret() == 3
    draft.page.keyboard.press("Delete")
    expect(draft.number).to_have_value("6125 67")
    assert draft.caret() == 3


@pytest.mark.parametrize("country", ["SG", "US", "AU", "DE", "AR"])
def test_every_stroke_of_backspace_takes_something_away(draft: Form, country: str) -> None:
    draft.country.select_option(country)
    draft.number.press_sequentially("02123456789")
    before = draft.number.input_value()
    while before:
        draft.page.keyboard.press("Backspace")
        text = draft.number.input_value()
        digits = [char for char in text if char.isdigit()]
        assert (len(digits), len(text)) < (sum(map(str.isdigit, before)), len(before))
        assert draft.caret() == len(text)
        before = text


def test_what_is_no_number_stays_from_there_on(draft: Form) -> None:
    for text, shown in (
        ("CALL 61234567", "CALL 61234567"),
        ("1-800-FLOWERS", "1800-FLOWERS"),
        ("61234567 #12", "6123 4567 #12"),
        ("++65", "++65"),
    ):
        draft.number.fill("")
        draft.number.press_sequentially(text)
        expect(draft.number).to_have_value(shown)


def test_a_dial_code_chooses_the_country(draft: Form) -> None:
    draft.number.press_sequentially("+49")
    expect(draft.country).to_have_value("DE")
    draft.number.press_sequentially("30123456")
    expect(draft.number).to_have_value("+49 30 123456")
    draft.number.blur()
    expect(draft.number).to_have_value("030 123456")
    expect(draft.country).to_have_value("DE")


def test_a_country_that_shares_the_code_stays(draft: Form) -> None:
    draft.country.select_option("CA")
    draft.number.press_sequentially("+1212")
    expect(draft.country).to_have_value("CA")


def test_another_country_formats_the_number_anew(draft: Form) -> None:
    draft.number.press_sequentially("0301234")
    draft.country.select_option("DE")
    expect(draft.number).to_have_value("030 1234")
    draft.number.fill("+49 30 1")
    draft.country.select_option("FR")
    expect(draft.number).to_have_value("301")
    expect(draft.country).to_have_value("FR")


@pytest.fixture
def pasting(new_context: Callable[..., BrowserContext], site: Site, engine: str) -> Iterator[Form]:
    context = new_context(permissions=["clipboard-read", "clipboard-write"])
    someone = Visitor(context.new_page(), site)
    someone.visit(site.widget(engine)).ready().open()
    yield Form(someone)
    someone.assert_well_behaved()


def test_every_way_of_writing_a_number_can_be_pasted(pasting: Form) -> None:
    pasting.loaded()
    for text, country, shown, home in PASTES:
        pasting.number.fill("")
        pasting.country.select_option(country)
        pasting.paste(text)
        found = (pasting.number.input_value(), pasting.country.input_value())
        assert found == (shown, home), text
        assert pasting.caret() == len(shown), text


def test_an_impossible_number_is_doubted_once(form: Form) -> None:
    form.loaded().visitor.fill_in(phone="6123 456").send()
    expect(form.number).to_have_attribute("aria-invalid", "true")
    expect(form.number).to_be_focused()
    expect(form.number).to_have_value("6123 456")
    form.visitor.send().expect_status("new")
    (lead,) = form.leads()
    assert lead["phone_number"] == ["+65 6123 456"]
    assert lead["validation_refusals"] == ["1"]


def test_a_possible_number_needs_no_guess(form: Form) -> None:
    """Four digits are too few for a guess; on Niue they are a number."""
    form.loaded().country.select_option("NU")
    form.visitor.fill_in(phone="4002").send().expect_status("new")
    (lead,) = form.leads()
    assert (lead["phone_number"], lead["country"]) == (["+6834002"], ["NU"])


def test_an_extension_is_not_lost(form: Form) -> None:
    form.loaded().visitor.fill_in(phone="6123 4567 x12").send().expect_status("new")
    (lead,) = form.leads()
    assert lead["phone_number"] == ["+65 6123 4567 ext. 12"]


# --- without the file ------------------------------------------------------------


@pytest.mark.parametrize("damage", ["404", "hang", "garbage", "empty"])
def test_without_it_everything_goes_on(
    visitor: Visitor, site: Site, engine: str, damage: str
) -> None:
    def answer(route: Route) -> None:
        headers = {"Access-Control-Allow-Origin": "*", "Content-Type": "text/javascript"}
        if damage == "404":
            route.fulfill(status=404, headers=headers, body="Not found")
        elif damage != "hang":
            route.fulfill(headers=headers, body="%$ (" if damage == "garbage" else "")

    visitor.page.route(PICKER, answer)
    listen = (
        "<script>window.failures = [];"
        "document.addEventListener('lucep-library-error', (e) => failures.push(e.detail));</script>"
    )
    with visitor.page.expect_request(PICKER):
        visitor.visit(site.widget(engine, listen)).ready().open()
    form = Form(visitor)
    visitor.fill_in()
    form.number.fill("")
    form.number.press_sequentially("61234567")
    expect(form.number).to_have_value("61234567")
    visitor.send().expect_status("new")
    assert form.leads()[0]["phone_number"] == ["+65 61234567"]
    assert visitor.page.evaluate("() => failures") == []
    if damage == "404":
        visitor.expected = ("404",)  # the browser itself notes it


def test_under_a_strict_policy(visitor: Visitor, site: Site, engine: str) -> None:
    policy = (
        f"default-src 'none'; img-src data:; script-src {site.server} 'wasm-unsafe-eval';"
        f" style-src 'self'; connect-src {site.server}"
    )
    tag = (
        f'<script async src="{site.server}/js/lucep.stable.latest.min.js" data-domain="demo"'
        f' data-engine="{engine}"></script>'
    )
    address = site.page(f"picker-{engine}.html", document(tag), {"Content-Security-Policy": policy})
    visitor.visit(address).ready().open()
    Form(visitor).loaded()
