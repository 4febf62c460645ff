"""The pictures of the form in languages of both directions, and in both themes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from playwright.sync_api import Browser, Page, expect
from sqlalchemy.orm import Session

from server.accounts.actions import create_account
from server.kiosks.actions import create_kiosk, create_service
from tests.live import LiveServer
from tools.screenshots import camera
from widget.core.languages import bcp47, direction

FOLDER = camera.FOLDER / "languages"
ACCOUNT = "harbour"
# What a kiosk's owner and a visitor write; the rest is in static/i18n.
WORDS: dict[str, Any] = json.loads(Path(__file__).with_suffix(".json").read_text("utf-8"))
# The languages that the kiosks of each theme are shown in.
THEMES = {"default": tuple(WORDS), "modern": ("ara",)}
# The kiosk page is one tall picture: each size and each scheme once is enough of it.
KIOSKS = {(390, "light"), (1280, "dark")}
SITE = """<!doctype html>
<html lang="{lang}" dir="{direction}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<link rel="icon" href="data:,">
<link rel="stylesheet" href="site.css">
<title>{title}</title>
<script async src="/js/lucep.stable.latest.min.js" data-domain="{account}" data-id="{kiosk}"
 data-lang="{code}"></script>
<main><h1>{title}</h1></main>
"""


def make_kiosks(server: LiveServer) -> dict[str, int]:
    """Makes a kiosk of each theme, with words of its own in every language.

    Args:
        server: where, beside the running process.

    Returns:
        The kiosks' numbers by their theme.
    """
    engine = sa.create_engine(f"sqlite:///{server.data / 'lucep.sqlite3'}")
    with Session(engine) as session, session.begin():
        account = create_account(session, ACCOUNT, "Harbour Cars")
        for number in range(len(WORDS["eng"]["services"])):
            names = {lang: words["services"][number] for lang, words in WORDS.items()}
            create_service(session, account, names)
        made = {
            theme: create_kiosk(
                session,
                account,
                color="#0f5bd7",
                texts={},
                extra_fields=_fields(),
                settings={"theme": theme},
            ).kiosk_id
            for theme in THEMES
        }
    engine.dispose()
    return made


def _fields() -> list[dict[str, Any]]:
    def said(key: str) -> dict[str, str]:
        return {lang: words[key] for lang, words in WORDS.items()}

    interests = [{key: said(key)} for key in ("prices", "test_drive", "financing")]
    texts = {name: {"label": said(name), "help_txt": said(f"{name}_help")} for name in _ASKED}
    return [
        {"email": texts["email"] | {"type": "email"}},
        {"interests": texts["interests"] | {"type": "checkbox", "options": interests}},
        {"time": texts["time"] | {"type": "dropdown", "options": [{"now": said("now")}]}},
    ]


_ASKED = ("email", "interests", "time")


def take(
    chromium: Browser, server: LiveServer, kiosks: dict[str, int], width: int, scheme: str
) -> None:
    """Takes the open corner widget, and of `KIOSKS` the kiosk page, by theme and language.

    Args:
        chromium: the browser.
        server: where the kiosks are.
        kiosks: what `make_kiosks` returned.
        width: a key of `camera.SIZES`.
        scheme: "light" or "dark".
    """
    for theme, codes in THEMES.items():
        for code in codes:
            ending = f"{theme}-{code}-{width}-{scheme}.png"
            if (width, scheme) in KIOSKS:
                with camera.opened(chromium, width, scheme) as page:
                    page.goto(f"{server.url}/kiosk/{ACCOUNT}/{kiosks[theme]}?lang={code}")
                    fill_in(page, code)
                    camera.unroll(page, width)
                    camera.shoot(page, FOLDER / f"kiosk-{ending}")
            with camera.opened(chromium, width, scheme) as page:
                visit_site(page, server, kiosks[theme], code)
                page.locator("#lucep-launcher").click()
                page.evaluate("() => $lucep.ready.then(() => true)")
                fill_in(page, code)
                page.locator("#lucep-body").evaluate("(node) => { node.scrollTop = 0 }")
                camera.shoot(page, FOLDER / f"corner-{ending}")


def visit_site(page: Page, server: LiveServer, kiosk: int, code: str) -> None:
    """Opens a site in a language with the kiosk's tag on it."""
    address = f"{server.url}/examples/in-{code}.html"
    words = {"title": WORDS[code]["site"], "account": ACCOUNT, "kiosk": kiosk, "code": code}
    document = SITE.format(lang=bcp47(code), direction=direction(code), **words)
    page.route(address, lambda route: route.fulfill(body=document, content_type="text/html"))
    page.goto(address)


def fill_in(page: Page, code: str) -> None:
    """Fills in what shows how words and numbers run, and leaves the form's last part alone."""
    words = WORDS[code]
    expect(page.locator("[name=name]")).to_be_visible()
    page.locator("[name=name]").fill(words["name"])
    page.locator("[name=country]").select_option(words["country"])
    page.locator("[name=phone_number]").fill(words["number"])
    page.locator("[name=service_id]").select_option(label=words["services"][0])
    page.locator("[name='extra.interests']").first.check()
    page.evaluate("() => document.activeElement.blur()")
    page.mouse.move(0, 0)
