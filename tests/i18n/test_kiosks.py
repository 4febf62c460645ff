"""A kiosk described and drawn in every language, and its own texts."""

import json
from typing import Any

import pytest
from markupsafe import escape

from server.kiosks import packs
from widget.core import form, kiosk, languages
from widget.core.templating import render

from .packs import ENGLISH, OTHERS, PACKS

DOCUMENTED = ("closed_txt", "open_txt", "button_cta")
IN_FORM = (*DOCUMENTED, "close", "name", "phone", "country", "service", "choose", "retrying")
IN_STATUS = ("status_new", "status_new_more", "step_new", "step_processing", "step_finished")
STORED: dict[str, Any] = {
    "account_key": "demo",
    "kiosk_id": 1,
    "default_lang": "eng",
    "color": {"background": "#0b7a75"},
    "country": "SG",
    "texts": {},
    "extra_fields": [],
    "services": [{"service_id": 1, "lt": {"eng": "1"}}, {"service_id": 2, "lt": {"eng": "2"}}],
    "validation_limit": 1,
}
FALL_BACKS = [
    ("deu-AT", "eng", "deu"),
    ("de", "eng", "deu"),
    ("de_CH", "eng", "deu"),
    ("pt-BR", "eng", "por"),
    ("pt-PT", "eng", "por-pt"),
    ("pt-AO", "eng", "por-pt"),
    ("zho", "eng", "zho"),
    ("zh-Hans", "eng", "zho"),
    ("zh-CN", "eng", "zho"),
    ("zh-TW", "eng", "zho-hant"),
    ("zh-HK", "eng", "zho-hant"),
    ("zh-Hant-MO", "eng", "zho-hant"),
    ("chi-hant", "eng", "zho-hant"),
    ("yue", "eng", "zho-hant"),
    ("cmn", "eng", "zho"),
    ("nb-NO", "eng", "nor"),
    ("nn", "eng", "nor"),
    ("zsm", "eng", "msa"),
    ("tl", "eng", "fil"),
    ("arb", "eng", "ara"),
    ("iw", "eng", "heb"),
    ("sr-Latn-RS", "eng", "srp-latn"),
    ("sr-Cyrl", "eng", "srp"),
    ("sr-ME", "eng", "srp-latn"),
    ("ger", "eng", "deu"),
    ("fre", "eng", "fra"),
    ("dut", "eng", "nld"),
    ("chi", "eng", "zho"),
    ("cze", "eng", "ces"),
    ("gre", "eng", "ell"),
    ("ice", "eng", "isl"),
    ("rum", "eng", "ron"),
    ("slo", "eng", "slk"),
    ("per", "eng", "fas"),
    ("may", "eng", "msa"),
    ("xxx", "jpn", "jpn"),
    ("xxx", "fr-CA", "fra"),
    ("", "tur", "tur"),
    ("../eng", "tha", "tha"),
    ("xxx", "yyy", "eng"),
]


def test_it_works() -> None:
    assert packs.packs() == PACKS
    assert packs.details(STORED, "fin")["button_cta"] == "Soittakaa minulle!"


@pytest.mark.parametrize(("asked", "default", "found"), FALL_BACKS)
def test_the_fall_back(asked: str, default: str, found: str) -> None:
    details = packs.details(STORED | {"default_lang": default}, asked)
    assert details["lang"] == found
    assert details["texts"] == PACKS[found]


@pytest.mark.parametrize("lang", PACKS)
def test_the_form_is_drawn_in_the_language(lang: str) -> None:
    details = described(lang)
    drawn = render("shell.html.j2", form.context(details, {}, [], "") | {"styles": ""})
    assert f'lang="{languages.bcp47(lang)}" dir="{languages.direction(lang)}"' in drawn
    for key in IN_FORM + IN_STATUS:
        assert str(escape(PACKS[lang][key])) in drawn, key
    if lang != "eng":
        for key in ENGLISH:
            if len(ENGLISH[key]) > 10:
                assert str(escape(ENGLISH[key])) not in drawn, key


@pytest.mark.parametrize("lang", PACKS)
def test_refusals_are_in_the_language(lang: str) -> None:
    sent = {"name": "a" * 300, "phone_number": "?", "service_id": ""}
    _, errors = form.read(described(lang), sent)
    words = PACKS[lang]
    said = {name: text for name, text in errors}  # noqa: C416
    assert said["phone_number"] == f"{words['error_phone_number']} {words['error_phone_again']}"
    assert said["service_id"] == words["error_service"]
    assert said["name"].startswith(words["error_long"].split("{")[0])
    assert "{" not in said["name"]


@pytest.mark.parametrize("lang", PACKS)
def test_a_kiosks_own_text_wins_for_every_key(lang: str) -> None:
    own = {key: f"own {key}" for key in ENGLISH}
    details = described(lang, texts={lang: own})
    assert details["texts"] == own
    assert [details[key] for key in DOCUMENTED] == [own[key] for key in DOCUMENTED]
    assert described("eng" if lang != "eng" else "deu", texts={lang: own})["texts"] in (
        ENGLISH,
        PACKS["deu"],
    )


def test_one_own_text_leaves_the_others_to_the_pack() -> None:
    details = described("fr", texts={"fre": {"button_cta": "Oui", "closed_txt": ""}})
    assert details["texts"] == PACKS["fra"] | {"button_cta": "Oui"}


def test_a_region_of_ones_own_stands_on_the_pack() -> None:
    details = described("de-AT", texts={"deu-at": {"name": "Ihr werter Name"}})
    assert details["lang"] == "deu-at"
    assert details["texts"] == PACKS["deu"] | {"name": "Ihr werter Name"}


def test_the_pack_comes_before_the_default_languages_own_texts() -> None:
    details = described("deu", texts={"eng": {"button_cta": "Ring me"}})
    assert details["button_cta"] == PACKS["deu"]["button_cta"]


@pytest.mark.parametrize("lang", PACKS)
def test_an_answer_holds_the_kiosks_own_languages_only(lang: str) -> None:
    details = described(lang, default_lang="fra", texts={"ita": {"open_txt": "Ciao"}})
    assert set(details["menu"]["config"]) == {lang, "fra", "ita"}
    for words in details["menu"]["config"].values():
        assert set(words) == set(DOCUMENTED)
    answer = json.dumps(details, ensure_ascii=False)
    for other in set(PACKS) - {lang, "fra", "ita"}:
        assert PACKS[other]["closed_txt"] not in answer, other
    mine = json.dumps(PACKS[lang], ensure_ascii=False)
    assert len(answer) < len(mine) + 6000


def test_every_required_code_is_a_kiosks_default_language() -> None:
    for lang in OTHERS:
        assert described("", default_lang=lang)["texts"] == PACKS[lang]


def described(lang: str, **changes: Any) -> dict[str, Any]:
    """Describe the kiosk as the server does."""
    return kiosk.details(STORED | changes, lang, PACKS)
