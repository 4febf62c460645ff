"""Forms: read, asked again, and accepted by the wire."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from widget.core import form, wire

from .cases import PACKS, details
from .strategies import JSON, TEXTS

DEMO = details("demo")
WORDS = PACKS["eng"]
GOOD = {
    "name": "Alice",
    "country": "SG",
    "phone_number": "9123 4567",
    "service_id": "3",
    "extra.when": "am",
}
NAMES = st.sampled_from([*GOOD, "extra.email", "extra.topics", "extra.note", "validation_refusals"])


def test_it_works() -> None:
    lead, errors = form.read(DEMO, GOOD)
    assert errors == []
    assert lead["phone_number"] == "+65 9123 4567"
    assert wire.additional_info(lead) == '{"when": "am"}'


@given(st.dictionaries(NAMES, JSON | TEXTS), st.integers(0, 3))
def test_what_a_form_accepts_the_wire_accepts(changes: dict[str, Any], refusals: int) -> None:
    lead, errors = form.read(DEMO, {**GOOD, **changes}, refusals)
    if errors:
        assert all(message for _, message in errors)
        return
    sent = {**lead, "additional_info": wire.additional_info(lead)}
    cleaned = wire.clean_lead(sent)
    assert {key: cleaned[key] for key in sent if key != "account_key"} == {
        key: value for key, value in sent.items() if key != "account_key"
    }


@pytest.mark.parametrize("number", ["12", "911", "030/12345", "call me"])
def test_a_doubtful_number_is_asked_about_once_and_then_taken(number: str) -> None:
    values: dict[str, Any] = {**GOOD, "phone_number": number}
    _, errors = form.read(DEMO, values)
    assert [name for name, _ in errors] == ["phone_number"]
    again = form.context(DEMO, values, errors, "")
    lead, errors = form.read(DEMO, {**values, "validation_refusals": str(again["refusals"])})
    assert errors == []
    assert (lead["phone_number"], lead["validation_refusals"]) == (number, 1)
    assert wire.clean_lead(lead)["phone_number"] == number


def test_a_number_that_a_library_calls_impossible_is_doubted_once() -> None:
    _, errors = form.read(DEMO, GOOD, possible=False)
    doubt = WORDS["error_phone_doubt"] + " " + WORDS["error_phone_again"]
    assert errors == [["phone_number", doubt]]
    lead, errors = form.read(DEMO, GOOD, 1, possible=False)
    assert errors == []
    assert (lead["phone_number"], lead["validation_refusals"]) == ("+65 9123 4567", 1)


def test_an_empty_number_is_never_taken() -> None:
    values = {**GOOD, "phone_number": " - ", "validation_refusals": "9"}
    _, errors = form.read(DEMO, values, 9)
    assert errors == [["phone_number", WORDS["error_phone_missing"]]]
    assert form.context(DEMO, {**GOOD, "phone_number": ""}, errors, "")["refusals"] == 0


def test_a_limit_of_none_takes_every_number_and_flags_it() -> None:
    lead, errors = form.read({**DEMO, "validation_limit": 0}, {**GOOD, "phone_number": "12"})
    assert (errors, lead["validation_refusals"]) == ([], 1)


def test_more_text_than_the_wire_takes_is_refused_as_a_whole() -> None:
    many = [{**DEMO["fields"][3], "id": f"f{n}", "type": "textarea"} for n in range(9)]
    values = {**GOOD, **{f"extra.f{n}": "x" * 2000 for n in range(9)}}
    _, errors = form.read({**DEMO, "fields": many}, values)
    assert errors == [["", WORDS["error_too_much"]]]


def test_the_context_has_what_templates_need() -> None:
    found = form.context(DEMO, {"name": "A"}, [["name", "x"]], "https://calls.example", "new")
    assert set(found) == {
        "kiosk", "texts", "values", "errors", "server", "action_url", "style", "status", "refusals"
    }  # fmt: skip
    assert found["action_url"] == "https://calls.example/kiosk/demo/1?lang=eng"
    assert found["style"]["accent"] == "#1d4ed8"
    assert found["status"] == "new"


def test_the_address_of_the_form_is_encoded() -> None:
    found = form.context({**DEMO, "account_key": '"><b>'}, {}, [], "")
    assert found["action_url"] == "/kiosk/%22%3E%3Cb%3E/1?lang=eng"
