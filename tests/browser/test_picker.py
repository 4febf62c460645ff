"""The country and the number: formatted while written, never against the visitor."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import BrowserContext, Locator, Request, Route, expect

from tests.browser.people import Visitor
from tests.browser.site import Site, document
from tests.live import LiveServer

PICKER = "**/picker.mjs"

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


class Form:
    """The visitor's view of the two controls, and what is sent of them."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.page = visitor.page
        self.sent: list[dict[str, list[str]]] = []
        self.page.on("request", self._note)

    def _note(self, request: Request) -> None:
        if request.method == "POST" and request.url.endswith("/api/"):
            self.sent.append(parse_qs(request.post_data or ""))

    @property
    def number(self) -> Locator:
        """The number's field."""
        return self.page.locator("[name=phone_number]")

    @property
    def country(self) -> Locator:
        """The countries' list."""
        return self.page.locator("select[name=country]")

    def loaded(self) -> Form:
        """Waits until the help is there: it formats what stands in the field."""
        self.number.fill("61234567")
        expect(self.number).to_have_value("6123 4567")
        self.number.fill("")
        return self

    def paste(self, text: str) -> None:
        """Pastes a text as a visitor does."""
        self.number.focus()
        self.page.evaluate("text => navigator.clipboard.writeText(text)", text)
        self.page.keyboard.press("Control+V")

    def caret(self) -> int:
        """Returns how many characters stand before the caret."""
        return int(self.number.evaluate("field => field.selectionStart"))

    def set_caret(self, at: int) -> None:
        """Puts the caret behind so many characters."""
        self.number.evaluate("(field, at) => field.setSelectionRange(at, at)", at)

    def leads(self) -> list[dict[str, list[str]]]:
        """Returns what was sent of the form."""
        return [body for body in self.sent if body["action"] == ["raise_lead"]]


@pytest.fixture
def form(visitor: Visitor, site: Site, engine: str) -> Form:
    visitor.visit(site.widget(engine)).ready().open()
    return Form(visitor)


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


def test_typing_keeps_the_caret_between_its_digits(form: Form) -> None:
    form.loaded().number.press_sequentially("6124567")
    expect(form.number).to_have_value("6124 567")
    form.set_caret(3)
    form.page.keyboard.press("3")
    expect(form.number).to_have_value("6123 4567")
    assert form.caret() == 4
    form.set_caret(0)
    form.page.keyboard.type("+65")
    expect(form.number).to_have_value("+65 6123 4567")
    assert form.caret() == 3


def test_deletion_is_never_fought(form: Form) -> None:
    form.loaded().number.press_sequentially("61234567")
    form.set_caret(5)
    form.page.keyboard.press("Backspace")  # the space alone
    expect(form.number).to_have_value("61234567")
    assert form.caret() == 4
    form.page.keyboard.press("Backspace")
    expect(form.number).to_have_value("6124 567")
    assert form.caret() == 3
    form.page.keyboard.press("Delete")
    expect(form.number).to_have_value("6125 67")
    assert form.caret() == 3


@pytest.mark.parametrize("country", ["SG", "US", "AU", "DE", "AR"])
def test_every_stroke_of_backspace_takes_something_away(form: Form, country: str) -> None:
    form.loaded().country.select_option(country)
    form.number.press_sequentially("02123456789")
    before = form.number.input_value()
    while before:
        form.page.keyboard.press("Backspace")
        text = form.number.input_value()
        digits = [char for char in text if char.isdigit()]
        assert (len(digits), len(text)) < (sum(map(str.isdigit, before)), len(before))
        assert form.caret() == len(text)
        before = text


def test_what_is_no_number_stays_from_there_on(form: Form) -> None:
    form.loaded()
    for text, shown in (
        ("CALL 61234567", "CALL 61234567"),
        ("1-800-FLOWERS", "1800-FLOWERS"),
        ("61234567 #12", "6123 4567 #12"),
        ("++65", "++65"),
    ):
        form.number.fill("")
        form.number.press_sequentially(text)
        expect(form.number).to_have_value(shown)


def test_a_dial_code_chooses_the_country(form: Form) -> None:
    form.loaded().number.press_sequentially("+49")
    expect(form.country).to_have_value("DE")
    form.number.press_sequentially("30123456")
    expect(form.number).to_have_value("+49 30 123456")
    form.number.blur()
    expect(form.number).to_have_value("030 123456")
    expect(form.country).to_have_value("DE")


def test_a_country_that_shares_the_code_stays(form: Form) -> None:
    form.loaded().country.select_option("CA")
    form.number.press_sequentially("+1212")
    expect(form.country).to_have_value("CA")


def test_another_country_formats_the_number_anew(form: Form) -> None:
    form.loaded().number.press_sequentially("0301234")
    form.country.select_option("DE")
    expect(form.number).to_have_value("030 1234")
    form.number.fill("+49 30 1")
    form.country.select_option("FR")
    expect(form.number).to_have_value("301")
    expect(form.country).to_have_value("FR")


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


# --- the list ----------------------------------------------------------------


def names(form: Form) -> list[str]:
    """The list's lines, the rule as an empty one."""
    found: list[str] = form.country.evaluate(
        "list => [...list.children].map(line => line.text ?? '')"
    )
    return found


def test_the_list_speaks_the_visitors_language(visitor: Visitor, site: Site, engine: str) -> None:
    address = site.library(engine, "", "no_ui: false, lang: 'deu'")
    visitor.visit(address).ready().open()
    form = Form(visitor)
    form.country.focus()
    lines = names(form)
    rule = lines.index("")
    assert "Singapur +65" in lines[:rule]
    others = lines[rule + 1 :]
    # By German rules: an umlaut sorts with its letter.
    assert others.index("Ägypten +20") < others.index("Albanien +355") < others.index("Zypern +357")
    expect(form.country).to_have_value("SG")
    form.page.keyboard.type("Deutschl")
    expect(form.country).to_have_value("DE")
    form.number.focus()
    assert form.country.evaluate("list => list.selectedOptions[0].text") == "DE +49"


def test_the_list_is_well_sorted_again_after_a_wrong_form(form: Form) -> None:
    form.country.select_option("DE")
    form.visitor.send()
    expect(form.page.locator("[name=name]")).to_have_attribute("aria-invalid", "true")
    expect(form.country).to_have_value("DE")
    form.country.focus()
    assert names(form)[0] == "Germany +49"


# --- which country -------------------------------------------------------------


def without_country(form: Visitor) -> None:
    """Lets the server's shell be one of a kiosk that has no country."""

    def answer(route: Route) -> None:
        response = route.fetch()
        text = response.text()
        assert "<option selected>SG" in text
        start = text.index("<option>AC")
        text = (
            text[:start]
            + '<option value="">+\n'
            + text[start:].replace("<option selected>", "<option>", 1)
        )
        route.fulfill(response=response, body=text)

    form.page.route("**/shell?*", answer)


def geo(visitor: Visitor, country: str) -> None:
    """Lets the server see the visitor in a country."""
    visitor.page.route(
        "**/api/geo",
        lambda route: route.fulfill(
            headers={"Access-Control-Allow-Origin": "*"},
            body=json.dumps({"status": "ok", "country": country}),
        ),
    )


def test_the_kiosks_country_comes_first(visitor: Visitor, site: Site, engine: str) -> None:
    geo(visitor, "fr")
    visitor.visit(site.widget(engine)).ready().open()
    form = Form(visitor).loaded()
    expect(form.country).to_have_value("SG")
    assert not [url for url in visitor.requests if "/api/geo" in url]


@pytest.mark.parametrize(("seen", "chosen"), [("fr", "FR"), ("", "AT"), ("zz", "")])
def test_then_what_the_server_sees_then_the_locale(
    new_context: Callable[..., BrowserContext], site: Site, engine: str, seen: str, chosen: str
) -> None:
    visitor = Visitor(new_context(locale="de-AT").new_page(), site)
    without_country(visitor)
    geo(visitor, seen)
    with visitor.page.expect_response("**/api/geo"):
        visitor.visit(site.widget(engine)).ready().open()
    expect(Form(visitor).country).to_have_value(chosen)
    visitor.assert_well_behaved()


def test_the_visitors_choice_is_not_overridden(visitor: Visitor, site: Site, engine: str) -> None:
    held: list[Route] = []
    without_country(visitor)
    visitor.page.route("**/api/geo", lambda route: held.append(route))
    visitor.visit(site.widget(engine)).ready().open()
    form = Form(visitor)
    form.country.select_option("JP")
    held[0].fulfill(headers={"Access-Control-Allow-Origin": "*"}, body='{"country": "fr"}')
    form.number.press_sequentially("0312345678")
    expect(form.number).to_have_value("03-1234-5678")
    expect(form.country).to_have_value("JP")


def test_the_next_visit_begins_with_the_country_of_the_last(
    visitor: Visitor, site: Site, engine: str
) -> None:
    address = site.widget(engine)
    visitor.visit(address).ready().open()
    form = Form(visitor)
    form.country.select_option("DE")
    assert visitor.page.evaluate("() => localStorage['lucep:demo:country']") is None
    visitor.fill_in(phone="030 123456").send().expect_status("new")
    visitor.page.evaluate("() => localStorage.removeItem('lucep:demo:ticket')")
    visitor.visit(address).ready().open()
    expect(form.country).to_have_value("DE")
    visitor.page.evaluate("() => new Promise((done) => $lucep.create_profile({callback: done}))")
    visitor.visit(address).ready().open()
    form.loaded()
    expect(form.country).to_have_value("SG")


# --- the kiosk page ------------------------------------------------------------


def test_the_kiosk_page_has_it_from_the_start(visitor: Visitor, server: LiveServer) -> None:
    with visitor.page.expect_response(PICKER):
        visitor.visit(f"{server.url}/kiosk/demo/1").ready()
    form = Form(visitor).loaded()
    form.country.select_option("DE")
    visitor.fill_in(phone="030123456").send().expect_status("new")
    assert form.leads()[0]["phone_number"] == ["+4930123456"]
    assert visitor.page.evaluate("() => localStorage['lucep:demo:country']") is None


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
