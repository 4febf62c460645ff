"""A campaign's texts, drawn for one prospect."""

from __future__ import annotations

import wave
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from server.campaigns import render
from server.campaigns.queries import Recipient
from server.channels import sms_length
from server.qualification import links
from tests.qualification.campaigns import campaign

ORIGIN = "https://callback.example"
LINK = links.longest(ORIGIN)
ADA = Recipient("Harbour Cars", "Ada Lovelace", "+6591234567", "Sales", "eng")


def sms(text: Any) -> Any:
    return campaign(messages={"sms": {"text": text}})


def test_the_call() -> None:
    script = render.script(campaign(), ADA)
    assert script.prompt == (
        "Hello Ada Lovelace, this is Harbour Cars. You asked us for a call about Sales. "
        "Press 1 if you would like us to call you. "
        "Press 2 if you never want to hear from us again."
    )
    assert (script.bcp47, script.keys) == ("en", {"1": "yes", "2": "never"})
    assert script.thanks["never"] == "You will not hear from Harbour Cars again. Goodbye."


def test_the_prompt_follows_the_keys() -> None:
    flow = {"keys": {"5": "yes", "*": "never"}}
    prompt = render.script(campaign(flow=flow), ADA).prompt
    assert "Press 5 if" in prompt
    assert "Press star if" in prompt


@pytest.mark.parametrize(
    ("keys", "asked"),
    [
        ({"1": "yes"}, "Press 1 if you would like us to call you."),
        (
            {"1": "yes", "3": "no"},
            "Press 1 if you would like us to call you. Press 3 if you would rather not.",
        ),
    ],
)
def test_the_prompt_asks_for_no_key_that_there_is_not(keys: Any, asked: str) -> None:
    assert render.script(campaign(flow={"keys": keys}), ADA).prompt.endswith(f" Sales. {asked}")


def test_nothing_is_known_of_them() -> None:
    nobody = Recipient("Harbour Cars")
    for text in (
        render.script(campaign(), nobody).prompt,
        *(render.message(campaign(), nobody, kind, LINK).text for kind in ("email", "whatsapp")),
        render.sms(campaign(), nobody, LINK),
    ):
        assert "  " not in text
        assert " ," not in text
        assert "None" not in text


@pytest.mark.parametrize(
    ("asked", "expected"),
    [("deu", "Hallo"), ("ger", "Hallo"), ("deu-at", "Hallo"), ("spa", "Salut"), ("", "Salut")],
)
def test_languages_fall_back(asked: str, expected: str) -> None:
    texts = {"eng": "Hi", "deu": "Hallo", "fra": "Salut"}
    found = campaign(language="fra", flow={"prompts": texts})
    person = Recipient("Harbour Cars", langcode=asked)
    assert render.script(found, person).prompt == expected


def test_a_language_that_only_the_campaign_has() -> None:
    script = render.script(campaign(flow={"prompts": {"swe": "Hej"}}), ADA)
    assert (script.bcp47, script.prompt) == ("sv", "Hej")


@pytest.mark.parametrize(
    ("asked", "bcp47", "audio"), [("deu", "de", True), ("eng", "en", False), ("fra", "en", False)]
)
def test_a_recording_in_a_language_without_a_written_prompt(
    tmp_path: Path, asked: str, bcp47: str, audio: bool
) -> None:
    file = tmp_path / "hallo.wav"
    with wave.open(str(file), "wb") as sound:
        sound.setparams((1, 2, 8000, 0, "NONE", ""))
    found = campaign(flow={"audio": {"deu": str(file)}})
    script = render.script(found, replace(ADA, langcode=asked))
    assert (script.bcp47, script.audio) == (bcp47, str(file) if audio else "")
    assert script.prompt.startswith("Hello Ada Lovelace")


def test_the_mail() -> None:
    message = render.message(campaign(), ADA, "email", LINK, "https://c.example/u")
    assert message.subject == "Shall we call you about Sales?"
    for choice in ("yes", "no", "never"):
        assert f"{LINK}?choice={choice}\n" in message.text
        assert f'href="{LINK}?choice={choice}"' in message.html
    assert (message.link, message.unsubscribe) == (LINK, "https://c.example/u")
    assert message.bcp47 == "en"
    german = replace(ADA, langcode="deu")
    assert render.message(campaign(), german, "email", LINK).bcp47 == "en"
    assert message.html.startswith('<!doctype html>\n<html lang="en" dir="ltr">')


@pytest.mark.parametrize("company", ["海港汽车", "Гавань Авто", "Harbour Cars " * 9])
def test_a_company_that_would_break_a_text_message_is_left_out(company: str) -> None:
    ada = replace(ADA, account=company)
    assert render.sms(campaign(), ada, LINK) == f"Shall we call you back? {LINK}"


def test_a_company_of_another_alphabet_needs_no_text_of_its_own() -> None:
    source = campaign().messages.sms.text["eng"]
    for company, fits in (("海港汽车", True), ("Harbour Cars " * 9, False)):
        longest = render.longest_sms(source, campaign(), company, LINK)
        assert sms_length.measure(longest).fits == fits


def test_what_people_write_is_escaped_in_html_alone() -> None:
    person = Recipient("A & B", '<img src="x">\r\nBcc: all@example.com', service="<b>\nnews")
    message = render.message(campaign(), person, "email", LINK)
    assert "<img" not in message.html
    assert "&lt;img" in message.html
    assert "A &amp; B" in message.html
    assert "A & B" in message.text
    assert "\n" not in message.subject
    assert "\r" not in message.subject


def test_html_of_the_campaigns_own_is_left_alone() -> None:
    email = {"html": "<!DOCTYPE html><p>{{ name }}</p>"}
    html = render.message(campaign(messages={"email": email}), ADA, "email", LINK).html
    assert html == "<!DOCTYPE html><p>Ada Lovelace</p>"


def test_right_to_left() -> None:
    email = {"text": {"ara": "مرحبا"}, "html": {"ara": "<p>مرحبا</p>"}}
    message = render.message(campaign(messages={"email": email}), ADA, "email", LINK)
    assert '<html lang="ar" dir="rtl">' in message.html


@pytest.mark.parametrize(
    "name", ["", "Ada", "n" * 200, "Zoë", "王小明", "👋", "Jean-Baptiste de la Fontaine d'Or"]
)
def test_the_text_message_fits_whoever_gets_it(name: str) -> None:
    text = render.sms(campaign(), Recipient("Harbour Cars", name, service="王" * 50), LINK)
    assert sms_length.measure(text).fits
    assert LINK in text


def test_a_name_of_another_alphabet_is_left_out_where_it_would_not_fit() -> None:
    assert render.sms(campaign(), Recipient("Harbour Cars", "王小明"), LINK).startswith("Shall")
    assert render.sms(campaign(), ADA, LINK).startswith("Ada Lovelace, shall")


def test_whatsapp_templates() -> None:
    whatsapp = {"template": {"eng": "ask_en", "deu": "ask_de"}, "variables": ["{{ name }}", "x"]}
    found = campaign(messages={"whatsapp": whatsapp})
    message = render.message(found, ADA, "whatsapp", LINK)
    assert message.template == "ask_en"
    assert message.variables == {"1": "Ada Lovelace", "2": "x"}
    free = render.message(campaign(), ADA, "whatsapp", LINK)
    assert (free.template, free.variables) == ("", {})
    assert LINK in free.text


def test_a_template_without_a_name_is_free_text() -> None:
    whatsapp = {"template": {"deu": ""}, "variables": ["{{ name }}"]}
    message = render.message(campaign(messages={"whatsapp": whatsapp}), ADA, "whatsapp", LINK)
    assert (message.template, message.variables) == ("", {})
