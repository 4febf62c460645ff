"""The wire's checks."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from widget.core import wire
from widget.core.errors import FieldError

from .strategies import JSON, TEXTS

GOOD = {"name": "Alice", "phone_number": "15551234", "service_id": "1"}
FIELDS = [
    *GOOD, "country", "service_name", "kiosk_id", "langcode", "page_url", "customer_id",
    "interaction_id", "validation_refusals", "additional_info", "payload", "extra.note",
]  # fmt: skip


def test_it_works() -> None:
    assert wire.clean_lead(GOOD)["service_id"] == 1


@given(st.dictionaries(st.sampled_from(FIELDS), JSON | TEXTS))
def test_hostile_parameters_are_refused_by_name_or_cleaned(changes: dict[str, Any]) -> None:
    lead, refused = _cleaned({**GOOD, **changes})
    assert refused in ("", *FIELDS)
    if refused:
        return
    assert lead["name"]
    assert lead["phone_number"]
    json.dumps(lead, ensure_ascii=False).encode("utf-8")
    assert isinstance(json.loads(lead["additional_info"]), dict)
    # The browser cleans what it sends and the server cleans what it gets: nothing may change.
    again = wire.clean_lead(dict(lead), validation_limit=0)
    assert {**again, "additional_info": "", "payload": ""} == {
        **lead,
        "additional_info": "",
        "payload": "",
    }
    assert json.loads(again["payload"]) == json.loads(lead["payload"])


@pytest.mark.parametrize("missing", sorted(GOOD))
def test_what_is_required_is_named(missing: str) -> None:
    with pytest.raises(FieldError) as refused:
        wire.clean_lead({key: value for key, value in GOOD.items() if key != missing})
    assert refused.value.field == missing
    assert refused.value.message.startswith("is required")


def _cleaned(params: dict[str, Any]) -> tuple[dict[str, Any], str]:
    try:
        return wire.clean_lead(params), ""
    except FieldError as error:
        return {}, error.field
