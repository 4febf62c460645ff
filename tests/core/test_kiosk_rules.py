"""Kiosks that an administrator enters wrongly."""

import pytest

from widget.core import kiosk_rules, services
from widget.core.errors import FieldError

from .cases import KIOSKS


@pytest.mark.parametrize("name", list(KIOSKS))
def test_it_works(name: str) -> None:
    kiosk_rules.validate(KIOSKS[name])


def test_services_nested_too_deep_are_refused() -> None:
    node: dict[str, object] = {"service_id": 1, "lt": {"eng": "1"}}
    for sid in range(2, services.DEEPEST + 2):
        node = {"service_id": sid, "lt": {"eng": str(sid)}, "children": [node]}
    kiosk_rules.validate({**KIOSKS["plain"], "services": [node]})
    node = {"service_id": 99, "lt": {"eng": "99"}, "children": [node]}
    with pytest.raises(FieldError, match=r"services\.2: children as a list, at most 7 levels deep"):
        kiosk_rules.validate({**KIOSKS["plain"], "services": [node]})


def test_too_many_fields_are_refused() -> None:
    many = {f"f{n}": {"label": "F"} for n in range(51)}
    with pytest.raises(FieldError, match="extra_fields: at most 50 fields"):
        kiosk_rules.validate({**KIOSKS["plain"], "extra_fields": many})


def test_too_many_services_are_refused() -> None:
    many = [{"service_id": n, "lt": {"eng": "S"}} for n in range(1, 502)]
    with pytest.raises(FieldError, match="services: at most 500 services"):
        kiosk_rules.validate({**KIOSKS["plain"], "services": many})


def test_a_text_that_is_no_colour_is_refused() -> None:
    colours = {"background": "#000", "text": "red"}
    with pytest.raises(FieldError, match=r"color\.text: a colour such as #ffffff"):
        kiosk_rules.validate({**KIOSKS["plain"], "color": colours})


def test_a_wrong_rule_is_refused() -> None:
    with pytest.raises(FieldError, match=r"settings\.theme: one of default, modern"):
        kiosk_rules.validate({**KIOSKS["plain"], "settings": {"theme": "neon"}})
