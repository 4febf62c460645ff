"""The demo-like kiosk that these tests draw, with a field of every type."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tools.assets.scripts import bundle
from widget.core import form, kiosk
from widget.core.templating import render

from .dom import Page

ROOT = Path(__file__).parents[2]
PACKS = {"eng": json.loads((ROOT / "static" / "i18n" / "eng.json").read_text("utf-8"))}
ASSETS = {
    "loader": "/js/lucep.js",
    "widget_css": "/styles/widget.css",
    "page_css": "/styles/page.css",
}
OPTIONS = [{"a": "The first"}, {"b": "The second"}]
FIELDS: dict[str, dict[str, Any]] = {
    "word": {"label": "A word", "type": "text", "help_txt": "Any word", "pattern": "[a-z]+"},
    "boxes": {"label": "Boxes", "type": "checkbox", "options": OPTIONS, "help_txt": "Several"},
    "list": {"label": "A list", "type": "dropdown", "options": OPTIONS},
    "mail": {"label": "Mail", "type": "email", "placeholder": "you@example.com"},
    "other": {"label": "Other number", "type": "tel"},
    "count": {"label": "How many", "type": "number"},
    "day": {"label": "A day", "type": "date", "required": True},
    "note": {"label": "A note", "type": "textarea"},
    "one": {"label": "One of them", "type": "radio", "options": OPTIONS, "required": True},
    "source": {"label": "Source", "type": "hidden", "value": "poster"},
    "strange": {"label": "Unknown", "type": "hologram"},
}
STORED = {
    "account_key": "demo",
    "kiosk_id": 1,
    "default_lang": "eng",
    "color": {"background": "#0b7a75"},
    "country": "SG",
    "texts": {},
    "extra_fields": FIELDS,
    "services": [
        {
            "service_id": 1,
            "lt": {"eng": "Bikes"},
            "children": [{"service_id": 3, "lt": {"eng": "Cargo"}}],
        },
        {"service_id": 2, "lt": {"eng": "Repairs"}},
    ],
}

Draw = Callable[..., Page]


def contexts(
    values: dict[str, Any] | None = None,
    errors: list[list[str]] | None = None,
    status: str = "",
    lang: str = "eng",
    **changes: Any,
) -> dict[str, Any]:
    """Gives a template's context; `changes` change the stored kiosk."""
    details = kiosk.details(STORED | changes, lang, PACKS)
    context = form.context(details, values or {}, errors or [], "https://lucep.example", status)
    return context | {"assets": ASSETS, "styles": ""}


@pytest.fixture
def draw() -> Draw:
    """Draws a template and parses it; nothing is lost where the parser is lenient."""

    def drawn(template: str, *args: Any, **kwargs: Any) -> Page:
        return Page(render(template, contexts(*args, **kwargs)))

    return drawn


@pytest.fixture(scope="session")
def minified() -> str:
    """The widget's style sheet as the build writes it."""
    return bundle("static/styles/widget.css").decode()
