"""What is drawn in these tests: every template of the product and of `cases`, with contexts."""

import json
from pathlib import Path
from typing import Any

from widget.core import form, kiosk

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
PRODUCT = ROOT / "widget" / "templates"
CASES = HERE / "cases"
# Drawn once a lead is sent, never without a status.
WITH_STATUS = ("status.html.j2", "ticket_page.html.j2")
HOSTILE = "\"><script>alert('1')</script>&amp;\x00\x1b\u202e\U0001f608 مرحبا"

Drawing = tuple[str, str, dict[str, Any]]


def drawings() -> list[Drawing]:
    """Give the package, the template and the context of each drawing."""
    cases = [
        ("cases_drawn", path.name.replace(".json", ".html.j2"), context)
        for path in sorted(CASES.glob("*.json"))
        for context in json.loads(path.read_text("utf-8"))
    ]
    contexts = product_contexts()
    product = [
        ("widget.drawn", path.relative_to(PRODUCT).as_posix(), context)
        for path in sorted(PRODUCT.rglob("*.j2"))
        for context in contexts
        if context["status"] or path.name not in WITH_STATUS
    ]
    return cases + product


def product_contexts() -> list[dict[str, Any]]:
    """Give what the product's pages are drawn from: quiet and hostile, new, refused and sent."""
    contexts = []
    for stored, lang in ((demo(), "eng"), (hostile(), "eng"), (arabic(), "ara")):
        pack = json.loads((ROOT / "static" / "i18n" / "eng.json").read_text("utf-8"))
        details = kiosk.details(stored, lang, {"eng": pack})
        for values in ({}, filled(), filled(HOSTILE)):
            _, errors = form.read(details, values)
            for shown in ([], errors, [["", HOSTILE]]):
                context = form.context(details, values, shown, "https://lucep.example")
                contexts.append(context | page())
        for status in ("new", "processing", "finished", "offline"):
            context = form.context(details, {}, [], "https://lucep.example", status)
            contexts.append(context | page())
    # As a widget gets them: by JSON, so that tuples and shared parts do not hide differences.
    return json.loads(json.dumps(contexts))  # type: ignore[no-any-return]


def page() -> dict[str, Any]:
    """Give what the server adds for a page."""
    assets = {name: f"/a/0/{name}" for name in ("loader", "widget_css", "page_css")}
    return {"assets": assets, "styles": "a > b { }", "title": HOSTILE, "message": HOSTILE}


def filled(text: str = "Ann") -> dict[str, Any]:
    """Give a form as a visitor sends it, the same text wherever it goes."""
    names = ("name", "country", "phone_number", "service_id", "extra.email", "extra.note")
    choices = {"extra.ok": [text, "y"], "extra.car": "b", "extra.radio": text, "extra.date": text}
    return dict.fromkeys(names, text) | choices


def demo() -> dict[str, Any]:
    """Give a kiosk as the documentation shows it."""
    texts = {"closed_txt": "Click here to get a callback!", "button_cta": "Call me!"}
    return {
        "account_key": "demo",
        "kiosk_id": 1,
        "default_lang": "eng",
        "color": {"background": "#336699"},
        "country": "SG",
        "texts": {"eng": texts},
        "extra_fields": {
            "email": {"type": "text", "label": "E-mail", "help_txt": "We never sell it"},
            "car": {"type": "dropdown", "label": "Car", "options": [{"a": "A"}, {"b": "B"}]},
            "ok": {"type": "checkbox", "label": "Agreed?", "options": [{"y": "Yes"}]},
        },
        "services": [{"service_id": 1, "lt": {"eng": "Sales"}, "children": []}],
        "validation_limit": 1,
    }


def hostile() -> dict[str, Any]:
    """Give a kiosk of every field type, whose every text tries to break out."""
    types = ("text", "email", "tel", "number", "date", "textarea", "radio", "hidden", "checkbox")
    fields = {
        kind: {
            "type": kind,
            "label": HOSTILE,
            "help_txt": HOSTILE,
            "placeholder": HOSTILE,
            "pattern": HOSTILE,
            "required": kind in ("text", "radio"),
            "options": [{"y": HOSTILE}, {HOSTILE: "n"}],
        }
        for kind in (*types, "dropdown", "unknown")
    }
    child = {"service_id": 3, "lt": {"eng": HOSTILE}, "children": []}
    services = [
        {"service_id": 1, "lt": {"eng": "Sales"}, "children": [child]},
        {"service_id": 2, "lt": {"eng": HOSTILE}, "children": []},
    ]
    texts = dict.fromkeys(("closed_txt", "open_txt", "button_cta", "phone", "name"), HOSTILE)
    return demo() | {
        "account_key": HOSTILE,
        "color": {"background": HOSTILE},
        "country": HOSTILE,
        "texts": {"eng": texts},
        "extra_fields": fields,
        "services": services,
    }


def arabic() -> dict[str, Any]:
    """Give a kiosk that is written from right to left and asks for nothing more."""
    texts = {"closed_txt": "اطلب مكالمة", "open_txt": "كيف نتصل بك؟", "button_cta": "اتصل بي"}
    return demo() | {
        "default_lang": "ara",
        "country": "",
        "texts": {"ara": texts},
        "extra_fields": {},
        "services": [],
    }
