"""The form: every type of field, its label, its error, and what was typed."""

from __future__ import annotations

from typing import Any

import pytest

from . import rules
from .conftest import FIELDS, Draw

ALIKE = {"mail": "email", "other": "tel", "count": "number", "day": "date", "word": "text"}


def test_it_works(draw: Draw) -> None:
    form = draw("form.html.j2")
    rules.assert_sound(form)
    node = form.one("form", id="lucep-form")
    assert node["method"] == "post"
    assert node["action"] == "https://lucep.example/kiosk/demo/1?lang=eng"
    hidden = {e["name"]: e["value"] for e in form.all("input", type="hidden")}
    assert hidden == {
        "action": "raise_lead",
        "account_key": "demo",
        "kiosk_id": "1",
        "langcode": "eng",
        "validation_refusals": "0",
        "extra.source": "poster",
    }
    assert form.one(type="submit").text == "Call me!"
    assert "hidden" in form.one(id="lucep-problem", role="alert")


def test_every_field_has_its_place(draw: Draw) -> None:
    names = {element["name"] for element in draw("form.html.j2").elements}
    assert {f"extra.{key}" for key in FIELDS} < names
    assert {"name", "country", "phone_number", "service_id"} < names


def test_browsers_can_fill_it_in(draw: Draw) -> None:
    form = draw("form.html.j2")
    assert form.one(name="name")["autocomplete"] == "name"
    phone = form.one(name="phone_number")
    assert (phone["type"], phone["inputmode"], phone["autocomplete"]) == (
        "tel",
        "tel",
        "tel-national",
    )
    assert form.one(name="country")["autocomplete"] == "tel-country-code"
    assert form.one(name="extra.mail")["autocomplete"] == "email"


@pytest.mark.parametrize(("key", "kind"), ALIKE.items())
def test_a_line_has_its_type(draw: Draw, key: str, kind: str) -> None:
    assert draw("form.html.j2").one("input", name=f"extra.{key}")["type"] == kind


def test_an_unknown_type_is_a_text(draw: Draw) -> None:
    assert draw("form.html.j2").one(name="extra.strange")["type"] == "text"


def test_what_is_configured_is_honoured(draw: Draw) -> None:
    form = draw("form.html.j2")
    assert form.one(name="extra.word")["pattern"] == "[a-z]+"
    assert form.one(name="extra.mail")["placeholder"] == "you@example.com"
    assert "required" in form.one(name="extra.day")
    assert "required" not in form.one(name="extra.word")
    assert "(optional)" in form.one("label", for_="lucep-extra.word").text
    assert "(optional)" not in form.one("label", for_="lucep-extra.day").text
    assert form.one(id="help-extra.word").text == "Any word"


@pytest.mark.parametrize(("key", "kind"), [("boxes", "checkbox"), ("one", "radio")])
def test_a_group_has_a_legend(draw: Draw, key: str, kind: str) -> None:
    boxes = draw("form.html.j2").all("input", name=f"extra.{key}")
    assert [(box["type"], box["value"]) for box in boxes] == [(kind, "a"), (kind, "b")]
    group = boxes[0].inside("fieldset")
    assert group
    assert str(FIELDS[key]["label"]) in group.text


def test_what_was_typed_comes_back(draw: Draw) -> None:
    values: dict[str, Any] = {
        "name": "Ada",
        "phone_number": "6123",
        "country": "GB",
        "service_id": "3",
        "extra.word": "ship",
        "extra.boxes": ["b"],
        "extra.one": "b",
        "extra.list": "a",
        "extra.note": "\nTwo\nlines",
        "interaction_id": "ab" * 20,
    }
    form = draw("form.html.j2", values)
    for name in ("name", "phone_number", "extra.word", "interaction_id"):
        assert form.one("input", name=name)["value"] == values[name]
    assert [e["value"] for e in form.all("option") if "selected" in e] == ["GB", "3", "a"]
    checked = [(e["name"], e["value"]) for e in form.all("input") if "checked" in e]
    assert checked == [("extra.boxes", "b"), ("extra.one", "b")]
    # A browser drops the first line break of a textarea: that one is the template's.
    assert form.one("textarea").text == "\n\nTwo\nlines"


def test_one_box_comes_back_without_its_namesakes(draw: Draw) -> None:
    options = [{"morning": "Morning"}, {"in": "In"}]
    fields = {"when": {"label": "When", "type": "checkbox", "options": options}}
    form = draw("form.html.j2", {"extra.when": "morning"}, extra_fields=fields)
    assert [e["value"] for e in form.all("input") if "checked" in e] == ["morning"]


def test_an_error_is_told_to_the_control(draw: Draw) -> None:
    errors = [[f"extra.{key}", f"Wrong {key}."] for key in FIELDS if key != "source"]
    errors += [["name", "No name."], ["phone_number", "No number."], ["service_id", "No service."]]
    form = draw("form.html.j2", {}, errors)
    rules.assert_sound(form)
    for name, text in errors:
        assert form.one("span", id=f"error-{name}").text == text
        controls = [e for e in form.all() if e["name"] == name]
        assert controls
        assert all(e["aria-invalid"] == "true" for e in controls)
    assert "hidden" not in form.one(id="lucep-problem")


def test_a_good_field_is_not_called_wrong(draw: Draw) -> None:
    form = draw("form.html.j2", {}, [["name", "No name."]])
    assert [e["name"] for e in form.all(aria_invalid="true")] == ["name"]


def test_an_error_without_a_field_heads_the_form(draw: Draw) -> None:
    form = draw("form.html.j2", {}, [["", "Come back later."]])
    assert form.one(id="lucep-problem").text == "Come back later."


def test_the_kiosk_country_is_chosen(draw: Draw) -> None:
    select = draw("form.html.j2").one("option", selected="")
    assert (select["value"], select.text.strip()) == ("SG", "SG +65")


def test_no_country_is_guessed(draw: Draw) -> None:
    first = draw("form.html.j2", country="").all("option")[0]
    assert first["value"] == ""


def test_services_show_their_depth(draw: Draw) -> None:
    options = draw("form.html.j2").all("option")
    names = [e.text.strip("\n") for e in options if e["value"] in ("1", "2", "3")]
    assert names == ["Bikes", "\u2003Cargo", "Repairs"]


def test_one_service_is_not_asked_for(draw: Draw) -> None:
    form = draw("form.html.j2", services=[{"service_id": 7, "lt": {"eng": "All"}}])
    service = form.one(name="service_id")
    assert (service["type"], service["value"]) == ("hidden", "7")


def test_without_services_there_is_no_menu(draw: Draw) -> None:
    assert not draw("form.html.j2", services=[]).all(name="service_id")


def test_hostile_words_stay_words(draw: Draw) -> None:
    bad = "\"><script>alert(1)</script>'<"
    fields = {"x": {"label": bad, "help_txt": bad, "placeholder": bad, "options": [{bad: bad}]}}
    for kind in ("text", "checkbox", "dropdown", "textarea", "radio", "hidden"):
        fields["x"]["type"] = kind
        values = {"name": bad, "phone_number": bad, "country": bad, "extra.x": bad}
        form = draw("form.html.j2", values, [["name", bad], ["", bad]], extra_fields=fields)
        assert not form.all("script")
        assert form.one(name="name")["value"] == bad
        rules.assert_nothing_inline(form)


def test_the_trap_is_there_for_nobody(draw: Draw) -> None:
    trap = draw("form.html.j2").one("input", name="website")
    assert trap.ancestors[-1].attributes == {"hidden": ""}
    assert (trap["autocomplete"], trap["tabindex"]) == ("off", "-1")


def test_consent_is_asked_for_where_it_is_wanted(draw: Draw) -> None:
    assert not draw("form.html.j2").all(name="consent")
    asked = {
        "text": "I agree to the [<terms>].",
        "required": True,
        "link": "https://a.example/?b&c",
    }
    form = draw("form.html.j2", {}, [["consent", "Tick it."]], settings={"consent": asked})
    rules.assert_sound(form)
    box = form.one("input", name="consent")
    assert (box["type"], box["value"]) == ("checkbox", "yes")
    assert "required" in box
    assert "checked" not in box
    label = box.inside("label")
    assert label
    assert label.text == "I agree to the <terms>."
    link = form.one("a")
    assert (link["href"], link["target"], link.text) == (
        "https://a.example/?b&c",
        "_blank",
        "<terms>",
    )
    assert form.one(id="error-consent").text == "Tick it."
    ticked = draw("form.html.j2", {"consent": "yes"}, settings={"consent": asked})
    assert "checked" in ticked.one("input", name="consent")
