"""The call flow in TwiML, and what calls come to."""

from xml.etree import ElementTree

import pytest

from server.channels.base import Script
from server.channels.twilio import flow

SCRIPT = Script(
    bcp47="de",
    prompt='Drücken Sie 1, "ja" <oder> 2 & Ende.',
    keys={"1": "yes", "2": "never"},
    thanks={"yes": "Danke!"},
    repeats=2,
    wait_seconds=4,
)
ADDRESS = "https://callback.example/carriers/twilio/calls/7"


def drawn(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(text)  # noqa: S314 - we drew it


def test_it_asks_for_a_key() -> None:
    said = drawn(flow.asked(SCRIPT, 0, ADDRESS, "", {"de": "Polly.Vicki"}))
    gather, redirect = said
    assert gather.attrib == {
        "input": "dtmf", "numDigits": "1", "timeout": "4", "method": "POST",
        "action": f"{ADDRESS}/keys?said=1",
        # No key ends the waiting instead of being told: # may mean something.
        "finishOnKey": "",
    }  # fmt: skip
    (say,) = gather
    assert (say.tag, say.text) == ("Say", SCRIPT.prompt)
    assert say.attrib == {"language": "de-DE", "voice": "Polly.Vicki"}
    assert (redirect.tag, redirect.text) == ("Redirect", f"{ADDRESS}/next?said=1")


def test_it_plays_a_recording() -> None:
    (play,) = drawn(flow.asked(SCRIPT, 1, ADDRESS, f"{ADDRESS}/prompt.wav?key=k", {}))[0]
    assert (play.tag, play.text) == ("Play", f"{ADDRESS}/prompt.wav?key=k")


def test_it_says_thanks_where_there_are_words() -> None:
    assert [verb.tag for verb in drawn(flow.ended(SCRIPT, "yes", {}))] == ["Say", "Hangup"]
    assert [verb.tag for verb in drawn(flow.ended(SCRIPT, "never", {}))] == ["Hangup"]
    assert [verb.tag for verb in drawn(flow.ended(SCRIPT, "", {}))] == ["Hangup"]


@pytest.mark.parametrize(
    ("bcp47", "spoken"),
    [
        ("en", "en-US"), ("en-GB", "en-GB"), ("de", "de-DE"), ("pt", "pt-BR"), ("pt-PT", "pt-PT"),
        ("nb", "nb-NO"), ("ar", "arb"), ("zh", "cmn-CN"), ("hi", "hi-IN"), ("ja", "ja-JP"),
        ("nonsense!", "en-US"), ("", "en-US"),
    ],
)  # fmt: skip
def test_languages(bcp47: str, spoken: str) -> None:
    assert flow.language(bcp47) == spoken


@pytest.mark.parametrize(
    ("status", "choice", "answered_by", "played", "sip", "outcome"),
    [
        ("completed", "yes", "", True, "", "qualified"),
        ("completed", "never", "human", False, "", "opted_out"),
        ("completed", "no", "human", False, "", "declined"),
        ("completed", "", "human", True, "", "ignored"),
        ("completed", "", "unknown", True, "", "ignored"),
        ("completed", "", "", False, "", "hung_up"),
        ("completed", "", "machine_start", False, "", "machine"),
        ("completed", "", "machine_end_beep", False, "", "machine"),
        ("completed", "", "fax", False, "", "machine"),
        # Who pressed a key is no machine.
        ("completed", "yes", "machine_start", False, "", "qualified"),
        ("busy", "", "", False, "", "busy"),
        ("no-answer", "", "", False, "", "no_answer"),
        ("canceled", "", "", False, "", "failed"),
        ("failed", "", "", False, "", "failed"),
        ("failed", "", "", False, "503", "failed"),
        ("failed", "", "", False, "404", "unreachable"),
    ],
)
def test_outcomes(
    status: str, choice: str, answered_by: str, played: bool, sip: str, outcome: str
) -> None:
    found = flow.outcome(
        status, choice, "1" if choice else "", answered_by=answered_by, played=played, sip=sip
    )
    assert found.outcome == outcome
    assert found.keys == ("1" if choice else "")
    assert found.detail.startswith(status)
