"""The parts of calls over SIP that need no call: options, files, protocol, voices, conversation."""

from __future__ import annotations

import re
import threading
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest

from server.channels.base import Order, Script
from server.channels.options import OptionError
from server.channels.services import Services
from server.channels.sip import create, programs
from server.channels.sip.channel import SipChannel
from server.channels.sip.control import BrokenControlError, Decoder, encode
from server.channels.sip.conversation import Conversation, Sounds
from server.channels.sip.options import SipOptions
from server.channels.sip.outcomes import not_answered
from server.channels.sip.phone import account, config
from server.channels.sip.speech import Sound, Speech
from server.channels.sip.voices import voice
from server.qualification.types import CallEnded
from server.settings import Settings
from tools import telephony
from widget.core import languages

OPTIONS = SipOptions("sip:lucep@sip.example")
SCRIPT = Script("en", "Press one", keys={"1": "yes"}, ring_seconds=20)
SOUNDS = Sounds(Sound(Path("/p.wav"), 10.0), {"yes": Sound(Path("/yes.wav"), 2.0)})
ANSWERED = {"event": True, "type": "CALL_ESTABLISHED"}


@pytest.fixture(scope="module", autouse=True)
def _software() -> None:
    telephony.install()


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("account", "lucep@sip.example"),
        ("account", "sip:lucep@sip.example>;auth_pass=x"),
        ("account", "sip:lucep@sip.example\nsip_listen 0.0.0.0:5060"),
        ("domain", "sip.example;transport=udp"),
        ("outbound", "gw.example"),
        ("outbound", 'sip:gw.example";x="'),
        ("outbound", "sip:gw.example;transport=carrier-pigeon"),
        ("auth_user", "a;b"),
        ("password", "with space"),
        ("password", ""),
        ("display_name", 'Say "hello"'),
        ("listen", "::1"),
        ("listen", "somewhere"),
        ("rtp_ports", "16384"),
        ("rtp_ports", "20000-10000"),
        ("rtp_ports", "60000-70000"),
        ("voice", "-w/etc/passwd"),
        ("voices", {"en": "--path=/tmp"}),
        ("voices", {"en": "en-gb", "de": "nobody"}),
        ("voice", "nobody"),
        ("ring", 3),
        ("plus", "yes"),
    ],
)
def test_wrong_option_is_named(tmp_path: Path, key: str, value: Any) -> None:
    given = {"account": OPTIONS.account, "auth_user": "ada", "password": "secret", key: value}
    services = Services(None, Settings(data=tmp_path))  # type: ignore[arg-type]
    with pytest.raises(OptionError) as refused:
        create("voice", given, lambda *_: None, services)
    assert refused.value.key == key


def test_only_calls_go_over_sip(tmp_path: Path) -> None:
    services = Services(None, Settings(data=tmp_path))  # type: ignore[arg-type]
    with pytest.raises(OptionError, match="kind: sip takes calls, not sms"):
        create("sms", {"account": OPTIONS.account}, lambda *_: None, services)


def test_missing_programs_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(OptionError, match="apt-get install baresip-core espeak-ng sox"):
        programs.check()


@pytest.mark.parametrize(
    "number",
    ["", "911", "6591234567", "+65 9123", "+0123456789", "+65912345678901234", "+6591234567\n",
     "+6591234567;transport=tcp", "sip:eve@evil.example", "+٦٥٩١٢٣٤٥٦"],
)  # fmt: skip
def test_only_e164_is_dialled(tmp_path: Path, number: str) -> None:
    sip = SipChannel(OPTIONS, Speech(tmp_path, OPTIONS), lambda *_: None)
    order = Order(1, "demo", 1, number, "eng", SCRIPT)
    assert sip.why_not(order) == "only a number in E.164 can be dialled"
    assert sip.send(order).status == "failed"


def test_a_call_that_was_not_dialled_before_the_stop_is_not_dialled_after_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone = Mock()
    channel = SipChannel(OPTIONS, Speech(tmp_path / "speech", OPTIONS), Mock())

    def started_as_the_server_stops(*_: Any) -> Mock:
        threading.Thread(target=channel.close).start()
        assert channel._closed.wait(60)
        return phone

    monkeypatch.setattr("server.channels.sip.channel.Phone", started_as_the_server_stops)
    sent = channel.send(Order(1, "demo", 1, "+6591234567", "eng", script=SCRIPT))
    assert (sent.status, sent.detail) == ("failed", "the server stops")
    phone.control.tell.assert_not_called()


def test_files_of_baresip() -> None:
    options = SipOptions(
        "sip:lucep@sip.example",
        outbound="sip:gw.example:5060;transport=tcp",
        password="secret",
        display_name="Lucep Pte Ltd",
        register=True,
    )
    assert account(options) == (
        '"Lucep Pte Ltd" <sip:lucep@sip.example>;regint=3600;'
        "audio_codecs=PCMU/8000/1,PCMA/8000/1;auth_user=lucep;auth_pass=secret;"
        'outbound="sip:gw.example:5060;transport=tcp"\n'
    )
    written = config(options, Path("/s.wav"), 4444, "/modules")
    assert "ctrl_tcp_listen 127.0.0.1:4444\n" in written
    # Nothing that the called party says is kept.
    assert "audio_player aufile,/dev/null\n" in written


@pytest.mark.parametrize("size", [1, 3, 1000])
def test_messages_in_any_pieces(size: int) -> None:
    stream = encode("dial", "sip:ä@b") + encode("hangup")
    decoder, got = Decoder(), []
    for at in range(0, len(stream), size):
        got += decoder.feed(stream[at : at + size])
    assert [each["command"] for each in got] == ["dial", "hangup"]
    assert got[0]["params"] == "sip:ä@b"


@pytest.mark.parametrize(
    "garbage", [b"x:{},", b"2:{}x", b"3:abc,", b"2:[],", b"99999999999", b"-1:,"]
)
def test_garbage_is_refused(garbage: bytes) -> None:
    with pytest.raises(BrokenControlError):
        Decoder().feed(garbage)


@pytest.mark.parametrize(
    ("tag", "name"),
    [
        ("en", "en-gb"),
        ("en-US", "en-us"),
        ("en-SG", "en-gb"),
        ("pt", "pt-br"),
        ("pt-PT", "pt"),
        ("zh-Hant", "cmn"),
        ("no", "nb"),
        ("sr-Latn", "sr"),
        ("th", "th"),
        ("fil", "it"),
        ("de", "german"),
        ("de-AT", "german"),
        ("", "it"),
    ],
)
def test_voice_of_a_language(tag: str, name: str) -> None:
    spoken = {"en-gb", "en-us", "pt", "pt-br", "cmn", "nb", "sr", "th", "de", "it"}
    assert voice(tag, spoken, {"de": "german"}, "it") == name


def test_every_language_of_the_widget_is_spoken(tmp_path: Path) -> None:
    packs = Path(__file__).parents[2] / "static" / "i18n"
    known = Speech(tmp_path, OPTIONS)._voices
    tags = {file.stem: languages.bcp47(file.stem) for file in packs.glob("*.json")}
    silent = {code for code, tag in tags.items() if voice(tag, known, {}, "none") == "none"}
    # espeak-ng 1.51 has no Filipino.
    assert silent == {"fil"}


@pytest.mark.parametrize(
    ("reason", "outcome"),
    [
        ("486 Busy Here", "busy"),
        ("600 Busy Everywhere", "busy"),
        ("603 Decline", "busy"),
        ("404 Not Found", "unreachable"),
        ("410 Gone", "unreachable"),
        ("484 Address Incomplete", "unreachable"),
        ("604 Does Not Exist Anywhere", "unreachable"),
        ("408 Request Timeout", "no_answer"),
        ("480 Temporarily Unavailable", "no_answer"),
        ("403 Forbidden", "failed"),
        ("500 Server Internal Error", "failed"),
        ("4040 Not Found", "failed"),
        ("Connection timed out", "failed"),
        ("", "failed"),
    ],
)
def test_status_and_outcome(reason: str, outcome: str) -> None:
    assert not_answered(reason).outcome == outcome


def begun(register: bool = False) -> Conversation:
    talk = Conversation(SCRIPT, SOUNDS, "sip:+65@h", register=register)
    first = talk.begin(0)
    assert first == ([] if register else [("dial", "sip:+65@h")])
    return talk


def test_call_waits_for_registration() -> None:
    talk = begun(register=True)
    assert not talk.dialled
    assert talk.hear({"type": "REGISTER_OK"}, 1) == [("dial", "sip:+65@h")]
    assert talk.dialled
    assert talk.deadline == 21
    assert talk.hear({"type": "REGISTER_OK"}, 2) == []


@pytest.mark.parametrize("waits", [True, False])
def test_refused_registration_dials_nobody(waits: bool) -> None:
    talk = begun(register=True)
    if waits:
        talk.overdue(talk.deadline)
    else:
        talk.hear({"type": "REGISTER_FAIL", "param": "403 Forbidden"}, 1)
    assert talk.ended
    assert talk.ended.outcome == "failed"
    assert not talk.dialled


def test_nobody_is_left_talking_when_the_sound_does_not_end() -> None:
    talk = begun()
    assert talk.hear(ANSWERED, 5) == [("ausrc", "aufile,/p.wav")]
    assert talk.deadline == 20
    assert talk.overdue(20) == [("hangup", "")]
    talk.hear({"type": "CALL_CLOSED", "param": "Connection reset by user"}, 21)
    assert talk.ended == CallEnded("ignored")


def test_call_ends_though_baresip_never_says_so() -> None:
    talk = begun()
    talk.hear({"type": "CALL_RINGING"}, 1)
    assert talk.overdue(20) == [("hangup", "")]
    assert talk.overdue(talk.deadline) == []
    assert talk.ended == CallEnded("no_answer", detail="nobody answered while it rang")


def test_somebody_answers_in_the_moment_of_giving_up() -> None:
    talk = begun()
    talk.hear({"type": "CALL_RINGING"}, 1)
    talk.overdue(20)
    assert talk.hear(ANSWERED, 20.1) == [("hangup", "")]
    talk.hear({"type": "CALL_CLOSED", "param": "x"}, 20.2)
    assert talk.ended
    assert talk.ended.outcome == "no_answer"


def test_keys_before_the_answer_and_after_the_choice_choose_nothing() -> None:
    talk = begun()
    assert talk.hear({"type": "CALL_DTMF_START", "param": "1"}, 1) == []
    talk.hear(ANSWERED, 5)
    assert talk.hear({"type": "CALL_DTMF_START", "param": "1"}, 6) == [("ausrc", "aufile,/yes.wav")]
    assert talk.hear({"type": "CALL_DTMF_START", "param": "1"}, 6.5) == []
    talk.hear({"type": "CALL_CLOSED", "param": "Connection reset by peer"}, 7)
    assert talk.ended == CallEnded("qualified", "11")


def test_key_counts_when_baresip_dies_after_it() -> None:
    talk = begun()
    talk.hear(ANSWERED, 5)
    talk.hear({"type": "CALL_DTMF_START", "param": "1"}, 6)
    assert talk.lost("gone") == CallEnded("qualified", "1")


def test_refused_command_ends_the_call() -> None:
    talk = begun()
    talk.hear({"response": True, "ok": False, "token": "dial", "data": "no account"}, 0.1)
    assert talk.ended == CallEnded("failed", detail="no account")


def test_sound_that_cannot_be_played_is_a_failure() -> None:
    talk = begun()
    talk.hear(ANSWERED, 5)
    said = {"response": True, "ok": True, "token": "ausrc", "data": "failed to set audio-source"}
    assert talk.hear(said, 5.1) == [("hangup", "")]
    talk.hear({"type": "CALL_CLOSED", "param": "x"}, 5.2)
    assert talk.ended
    assert talk.ended.outcome == "failed"


def test_speech_is_made_once(tmp_path: Path) -> None:
    speech = Speech(tmp_path / "kept", OPTIONS)
    first = speech.prompt(SCRIPT, tmp_path)
    kept = {file: file.stat().st_ino for file in (tmp_path / "kept").iterdir()}
    assert speech.prompt(SCRIPT, tmp_path) == first
    assert {file: file.stat().st_ino for file in (tmp_path / "kept").iterdir()} == kept
    assert len(kept) == 1
    assert all(re.fullmatch(r"[0-9a-f]{40}\.wav", file.name) for file in kept)


@pytest.mark.parametrize(
    "text", ["-x --help", "$(touch pwned)", "<speak>hi</speak>", "", "\0", "…"]
)
def test_any_text_can_be_a_prompt(tmp_path: Path, text: str) -> None:
    script = Script("en", text, repeats=1, wait_seconds=0)
    assert Speech(tmp_path / "kept", OPTIONS).prompt(script, tmp_path).seconds > 1
