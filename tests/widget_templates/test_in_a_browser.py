"""The shell in a real browser, painted as the loader does it, under a strict policy."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tools.chromium import TEST_FLAGS, find_chromium
from widget.core.templating import render

from .conftest import contexts

SITE = "http://site.example/"
POLICY = "default-src 'none'; style-src 'self'"
HOSTILE = """
html { font-size: 40px; direction: rtl }
* { letter-spacing: .5em; color: red; line-height: 3; text-transform: uppercase; direction: rtl }
:root, *, div { --lucep: 0; visibility: hidden; font: bold 40px serif; text-align: right }
div { all: unset; color: red !important; display: none !important; opacity: .1 }
button, input, select { display: none !important; background: lime !important }
"""
PAINT = """(html) => {
  const shell = new DOMParser().parseFromString(html, "text/html");
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(shell.getElementById("lucep-styles").content.textContent);
  const root = document.createElement("div").attachShadow({ mode: "open" });
  root.adoptedStyleSheets = [sheet];
  root.append(...shell.body.childNodes);
  document.documentElement.append(root.host);
}"""
LOOKS = """() => {
  const root = document.documentElement.lastElementChild.shadowRoot;
  const nodes = root.querySelectorAll(".lucep-root [id], label, legend, .lucep-foot");
  const looks = [...nodes].map((node) => {
    const style = getComputedStyle(node);
    const names = ["color", "font", "letterSpacing", "textTransform", "direction", "visibility",
      "backgroundColor", "textAlign", "lineHeight", "opacity"];
    const { width, height } = node.getBoundingClientRect();
    return [node.id, width, height, ...names.map((name) => style[name])];
  });
  return JSON.stringify(looks);
}"""

# Where an element's first and last letters stand, and its own edges.
LETTERS = """(node) => {
  const words = document.createTreeWalker(node, NodeFilter.SHOW_TEXT).nextNode();
  const letter = (at) => {
    const range = new Range();
    range.setStart(words, at);
    range.setEnd(words, at + 1);
    return range.getBoundingClientRect().left;
  };
  const { left, right } = node.getBoundingClientRect();
  return [letter(0), letter(words.data.trimEnd().length - 1), left, right];
}"""
TEXTS = {
    "ara": {"open_txt": "كيف نتصل بك؟"},
    "jpn": {"open_txt": "ご連絡先を教えてください"},
    "kor": {"open_txt": "어떻게 연락드릴까요?"},
}
MIXED = {
    "eng": {"ask": "A word (please)?", "help_txt": "Any word!", "option": "The first (new)"},
    "ara": {
        "ask": "كلمة (ن)؟",
        "help_txt": "كلمة!",
        "option": "أول (ج)",
    },
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=find_chromium(), args=TEST_FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(reduced_motion="reduce", viewport={"width": 1280, "height": 800})
    yield context.new_page()
    context.close()


def shell(styles: str, lang: str, **changes: Any) -> str:
    """Draws the shell in a language; `changes` change the stored kiosk."""
    context = contexts(lang=lang, texts=TEXTS, **changes)
    return render("shell.html.j2", context | {"styles": styles})


def paint(page: Page, styles: str, css: str = "", html: str = "", lang: str = "eng") -> Page:
    """Opens a strict page with this style sheet of its own and paints the shell into it."""
    body = "<!doctype html><link rel=stylesheet href=site.css><body><p>A site.</p>"
    headers = {"Content-Security-Policy": POLICY}
    page.route(SITE, lambda r: r.fulfill(body=body, content_type="text/html", headers=headers))
    page.route(SITE + "site.css", lambda r: r.fulfill(body=css, content_type="text/css"))
    page.goto(SITE)
    page.evaluate(PAINT, html or shell(styles, lang))
    return page


def test_it_works(page: Page, minified: str) -> None:
    paint(page, minified)
    panel = page.locator("#lucep-panel")
    expect(panel).to_be_hidden()
    page.locator("#lucep-launcher").click()
    expect(panel).to_be_visible()
    page.locator("#lucep-close").click()
    expect(panel).to_be_hidden()


def test_the_keyboard_reaches_the_form(page: Page, minified: str) -> None:
    paint(page, minified)
    page.locator("#lucep-launcher").press("Enter")
    for name in ("lucep-close", "lucep-name", "lucep-country", "lucep-phone_number"):
        page.keyboard.press("Tab")
        expect(page.locator(f"#{name}")).to_be_focused()


@pytest.mark.parametrize(("lang", "words"), [("ara", "eng"), ("eng", "ara")])
def test_a_kiosks_own_words_run_in_their_own_direction(
    page: Page, minified: str, lang: str, words: str
) -> None:
    own = MIXED[words]
    fields = {
        "word": {"label": own["ask"], "help_txt": own["help_txt"], "type": "text"},
        "boxes": {"label": own["ask"], "type": "checkbox", "options": [{"a": own["option"]}]},
    }
    paint(page, minified, html=shell(minified, lang, extra_fields=fields))
    page.locator("#lucep-launcher").click()
    name = page.locator("#lucep-name").bounding_box()
    assert name
    for selector in ("[for='lucep-extra.word']", "#help-extra\\.word", "legend", "label span"):
        first, last, left, right = page.locator(selector).evaluate(LETTERS)
        assert (first < last) == (words == "eng"), selector
        if selector != "label span":  # each stands where the page's own begin
            edge, own_edge = (
                (name["x"] + name["width"], right) if lang == "ara" else (name["x"], left)
            )
            assert own_edge == pytest.approx(edge, abs=1), selector


@pytest.mark.parametrize("control", ["#lucep-name", "textarea", "input[name='extra.word']"])
def test_what_is_typed_runs_in_its_own_direction(page: Page, minified: str, control: str) -> None:
    paint(page, minified, lang="ara")
    styled = page.locator(control).evaluate(
        "(node) => [getComputedStyle(node).unicodeBidi, getComputedStyle(node).direction]"
    )
    # Not dir=auto: an empty control would have its caret at the left of an Arabic form.
    assert styled == ["plaintext", "rtl"]


@pytest.mark.parametrize(("lang", "how"), [("jpn", "auto-phrase"), ("kor", "keep-all")])
def test_words_break_where_their_language_does(
    page: Page, minified: str, lang: str, how: str
) -> None:
    paint(page, minified, lang=lang)
    title = page.locator("#lucep-title")
    assert title.evaluate("(node) => getComputedStyle(node).wordBreak") == how


@pytest.mark.parametrize("lang", ["eng", "ara"])
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_it_fits_and_can_be_touched(page: Page, minified: str, width: int, lang: str) -> None:
    page.set_viewport_size({"width": width, "height": 640})
    paint(page, minified, lang=lang)
    page.locator("#lucep-launcher").click()
    box = page.locator("#lucep-panel").bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= 640
    assert page.evaluate("document.documentElement.scrollWidth") == width
    body = page.locator("#lucep-body")
    assert body.evaluate("(node) => node.scrollWidth <= node.clientWidth")
    targets = page.locator(
        "#lucep-panel :is(button, select, textarea, .lucep-choices label,"
        " input:not([type=hidden], [type=checkbox], [type=radio], [hidden] *))"
    )
    for target in targets.all():
        size = target.bounding_box()
        assert size
        assert size["height"] >= 44
        assert size["width"] >= 44


def test_the_call_button_stays_in_reach(page: Page, minified: str) -> None:
    page.set_viewport_size({"width": 390, "height": 640})
    paint(page, minified)
    page.locator("#lucep-launcher").click()
    expect(page.locator("[type=submit]")).to_be_in_viewport(ratio=1)


def test_a_hostile_page_changes_nothing(browser: Browser, minified: str) -> None:
    looks = []
    for css in ("", HOSTILE):
        page = browser.new_page(reduced_motion="reduce")
        paint(page, minified, css)
        page.locator("#lucep-launcher").click()
        looks.append(page.evaluate(LOOKS))
        page.close()
    assert looks[0] == looks[1]


def test_without_popovers_a_class_opens_it(page: Page, minified: str) -> None:
    paint(page, minified, html=shell(minified, "eng").replace(' popover="manual"', ""))
    panel = page.locator("#lucep-panel")
    expect(panel).to_be_hidden()
    panel.evaluate("(node) => node.classList.add('lucep-open')")
    expect(panel).to_be_visible()


def test_nothing_moves_for_who_asked_for_it(page: Page, minified: str) -> None:
    paint(page, minified)
    page.locator("#lucep-launcher").click()
    status = render("status.html.j2", contexts(status="processing"))
    page.locator("#lucep-body").evaluate("(node, html) => { node.innerHTML = html }", status)
    page.wait_for_timeout(300)
    root = "document.documentElement.lastElementChild.shadowRoot"
    running = f"{root}.getAnimations({{subtree: true}}).filter(a => a.playState == 'running')"
    assert page.evaluate(f"{running}.length") == 0
