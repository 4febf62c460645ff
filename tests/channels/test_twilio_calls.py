"""Calls through the carrier's API, and every step that it asks us for."""

from __future__ import annotations

import wave
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from twilio.request_validator import RequestValidator

from server.channels.base import Channel, Order, Script, Sent
from server.channels.carrier_models import CarrierCall
from server.leads.models import Lead
from server.qualification.models import Attempt, Qualification
from server.qualification.types import CallEnded
from tests.channels.conftest import CALL, LISTED, NUMBER, ORIGIN, TOKEN, Ask

Made = Callable[..., Attempt]
Read = Callable[[type[Any], int], Any]
SCRIPT = Script(
    bcp47="en",
    prompt="Press 1 to be called, 2 for never.",
    keys={"1": "yes", "2": "never", "3": "no"},
    thanks={"yes": "Thank you.", "never": "We will not call again."},
    repeats=2,
)


def order(attempt: Attempt, script: Script | None = SCRIPT, to: str = NUMBER) -> Order:
    return Order(attempt.id, "demo", attempt.lead_id, to, "eng", script=script)


@pytest.fixture
def voice(app: Litestar) -> Channel:
    channel: Channel = app.state.parts.channels.channel("demo", "voice")
    return channel


@pytest.fixture
def call(voice: Channel, made: Made) -> Attempt:
    attempt = made("voice")
    assert voice.send(order(attempt)) == Sent("started", CALL)
    return attempt


def verbs(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/xml")
    return [verb.tag for verb in ElementTree.fromstring(answer.text)]  # noqa: S314 - we drew it


def path(attempt: Attempt, step: str = "") -> str:
    return f"/carriers/twilio/calls/{attempt.id}{step}"


def test_it_works(call: Attempt, ask: Ask, read: Read) -> None:
    begun = ask(path(call), CallSid=CALL, CallStatus="in-progress")
    assert verbs(begun) == ["Gather", "Redirect"]
    assert f"{ORIGIN}{path(call)}/keys?said=1" in begun.text
    pressed = ask(path(call, "/keys?said=1"), CallSid=CALL, Digits="1")
    assert verbs(pressed) == ["Say", "Hangup"]
    assert "Thank you." in pressed.text
    # At once: the end of the call may never be told.
    assert read(Attempt, call.id).outcome == "qualified"
    assert read(Lead, call.lead_id).status == "new"
    over = ask(path(call, "/status"), CallSid=CALL, CallStatus="completed", CallDuration="9")
    assert (over.status_code, over.content) == (204, b"")
    assert read(Attempt, call.id).keys == "1"


def test_never_again(call: Attempt, ask: Ask, read: Read) -> None:
    ask(path(call), CallSid=CALL)
    assert "not call again" in ask(path(call, "/keys?said=1"), CallSid=CALL, Digits="2").text
    assert read(Attempt, call.id).outcome == "opted_out"
    assert read(Lead, call.lead_id).status == "rejected"


def test_no_thanks(call: Attempt, ask: Ask, read: Read) -> None:
    ask(path(call), CallSid=CALL)
    assert verbs(ask(path(call, "/keys?said=1"), CallSid=CALL, Digits="3")) == ["Hangup"]
    assert read(Lead, call.lead_id).status == "rejected"
    assert read(Qualification, call.lead_id).state["reason"] == "declined"
    ask(path(call, "/status"), CallSid=CALL, CallStatus="completed")
    assert read(Attempt, call.id).outcome == "declined"


def test_it_repeats_and_then_hangs_up(call: Attempt, ask: Ask, read: Read) -> None:
    assert verbs(ask(path(call), CallSid=CALL)) == ["Gather", "Redirect"]
    assert verbs(ask(path(call, "/next?said=1"), CallSid=CALL)) == ["Gather", "Redirect"]
    assert verbs(ask(path(call, "/next?said=2"), CallSid=CALL)) == ["Hangup"]
    ask(path(call, "/status"), CallSid=CALL, CallStatus="completed")
    assert read(Attempt, call.id).outcome == "ignored"


def test_a_key_that_means_nothing_asks_again(call: Attempt, ask: Ask, read: Read) -> None:
    ask(path(call), CallSid=CALL)
    assert verbs(ask(path(call, "/keys?said=1"), CallSid=CALL, Digits="9")) == [
        "Gather",
        "Redirect",
    ]
    assert verbs(ask(path(call, "/keys?said=2"), CallSid=CALL, Digits="1")) == ["Say", "Hangup"]
    assert read(Attempt, call.id).keys == "91"


@pytest.mark.parametrize(
    ("status", "more", "outcome"),
    [
        ("completed", {}, "hung_up"),
        ("busy", {}, "busy"),
        ("no-answer", {}, "no_answer"),
        ("canceled", {}, "failed"),
        ("failed", {"SipResponseCode": "404"}, "unreachable"),
    ],
)
def test_how_it_ends(
    call: Attempt, ask: Ask, read: Read, status: str, more: dict[str, str], outcome: str
) -> None:
    if status == "completed":
        ask(path(call), CallSid=CALL)
    over = ask(path(call, "/status"), CallSid=CALL, CallStatus=status, **more)
    assert over.status_code == 204
    assert read(Attempt, call.id).outcome == outcome


def test_a_machine_hears_nothing(call: Attempt, ask: Ask, read: Read) -> None:
    assert verbs(ask(path(call), CallSid=CALL, AnsweredBy="machine_start")) == ["Hangup"]
    ask(path(call, "/status"), CallSid=CALL, CallStatus="completed")
    assert read(Attempt, call.id).outcome == "machine"


@pytest.mark.parametrize("who", ["human", "unknown"])
def test_who_is_unknown_is_a_person(call: Attempt, ask: Ask, who: str) -> None:
    assert verbs(ask(path(call), CallSid=CALL, AnsweredBy=who)) == ["Gather", "Redirect"]


def test_said_twice_is_said_once(call: Attempt, ask: Ask, read: Read) -> None:
    ask(path(call), CallSid=CALL)
    for digits in ("1", "2"):
        ask(path(call, "/keys?said=1"), CallSid=CALL, Digits=digits)
    for _ in range(2):
        over = ask(path(call, "/status"), CallSid=CALL, CallStatus="completed")
        assert over.status_code == 204
    attempt = read(Attempt, call.id)
    assert (attempt.outcome, attempt.keys) == ("qualified", "1")


def refusal(answer: Any, status_code: int, field: str = "") -> None:
    assert answer.status_code == status_code
    body = answer.json()
    assert body["status"] == "fail"
    assert body.get("field", "") == field


def test_a_replay_after_the_end_is_refused(call: Attempt, ask: Ask, read: Read) -> None:
    ask(path(call), CallSid=CALL)
    ask(path(call, "/status"), CallSid=CALL, CallStatus="completed")
    refusal(ask(path(call, "/keys?said=1"), CallSid=CALL, Digits="9"), 409, "CallSid")
    refusal(ask(path(call), CallSid=CALL), 409, "CallSid")
    assert read(Attempt, call.id).outcome == "hung_up"


@pytest.mark.parametrize(("key", "outcome"), [("1", "qualified"), ("2", "opted_out")])
def test_a_key_that_is_told_after_the_end_counts(
    call: Attempt, ask: Ask, read: Read, key: str, outcome: str
) -> None:
    ask(path(call), CallSid=CALL)
    ask(path(call, "/status"), CallSid=CALL, CallStatus="completed")
    pressed = ask(path(call, "/keys?said=1"), CallSid=CALL, Digits=key)
    assert verbs(pressed) == ["Say", "Hangup"]
    attempt = read(Attempt, call.id)
    assert (attempt.outcome, attempt.keys) == (outcome, key)
    assert read(Lead, call.lead_id).status == {"1": "new", "2": "rejected"}[key]
    refusal(ask(path(call, "/keys?said=1"), CallSid=CALL, Digits="1"), 409, "CallSid")
    again = ask(path(call, "/status"), CallSid=CALL, CallStatus="completed")
    assert (again.status_code, read(Attempt, call.id).outcome) == (204, outcome)


@pytest.mark.parametrize("step", ["", "/next?said=1", "/keys?said=1", "/status"])
def test_a_forgery_is_refused(call: Attempt, ask: Ask, read: Read, step: str) -> None:
    fields = {"CallSid": CALL, "Digits": "1", "CallStatus": "completed"}
    where = path(call, step)
    refusal(ask(where, secret="guess", **fields), 403, "X-Twilio-Signature")
    other = RequestValidator(TOKEN).compute_signature(f"{ORIGIN}{path(call)}/other", fields)
    refusal(ask(where, signature=other, **fields), 403, "X-Twilio-Signature")
    changed = RequestValidator(TOKEN).compute_signature(f"{ORIGIN}{where}", fields)
    fields["Digits"] = "2"
    refusal(ask(where, signature=changed, **fields), 403, "X-Twilio-Signature")
    assert read(Attempt, call.id).status == "started"


def test_without_a_signature(app: Litestar, call: Attempt) -> None:
    answer = TestClient(app).post(path(call), data={"CallSid": CALL})
    refusal(answer, 403, "X-Twilio-Signature")


def test_the_id_of_another_call_is_refused(call: Attempt, ask: Ask) -> None:
    ask(path(call), CallSid=CALL)
    refusal(ask(path(call), CallSid=LISTED), 409, "CallSid")
    refusal(ask(path(call), CallStatus="ringing"), 400, "CallSid")


def test_the_answer_to_the_order_says_which_call_is_ours(
    app: Litestar, call: Attempt, ask: Ask, read: Read
) -> None:
    # Before the answer is written, whoever comes first is believed.
    assert verbs(ask(path(call), CallSid=LISTED)) == ["Gather", "Redirect"]

    def answered(session: Any) -> None:
        session.get(Attempt, call.id).provider_id = CALL

    app.state.db.call(answered)
    refusal(ask(path(call, "/status"), CallSid=LISTED, CallStatus="busy"), 409, "CallSid")
    assert verbs(ask(path(call), CallSid=CALL)) == ["Gather", "Redirect"]
    ask(path(call, "/status"), CallSid=CALL, CallStatus="no-answer")
    assert read(Attempt, call.id).outcome == "no_answer"


def test_a_foreign_call_that_comes_first_is_refused(made: Made, voice: Channel, ask: Ask) -> None:
    attempt = made("voice", provider_id=CALL)
    assert voice.send(order(attempt)) == Sent("started", CALL)
    refusal(ask(path(attempt), CallSid=LISTED), 409, "CallSid")
    assert verbs(ask(path(attempt), CallSid=CALL)) == ["Gather", "Redirect"]


@pytest.mark.parametrize("attempt_id", ["999", "0", str(2**70)])
def test_a_call_that_we_never_made(ask: Ask, attempt_id: str) -> None:
    refusal(ask(f"/carriers/twilio/calls/{attempt_id}", CallSid=CALL), 404)


def test_an_attempt_on_another_channel(ask: Ask, made: Made) -> None:
    refusal(ask(path(made("sms")), CallSid=CALL), 404)


def test_a_call_that_was_not_ordered_here(ask: Ask, made: Made) -> None:
    refusal(ask(path(made("voice")), CallSid=CALL), 404)


def test_a_recording(app: Litestar, voice: Channel, made: Made, ask: Ask, tmp_path: Path) -> None:
    file = tmp_path / "prompt.wav"
    with wave.open(str(file), "wb") as sound:
        sound.setparams((1, 2, 8000, 0, "NONE", ""))
        sound.writeframes(b"\0\0" * 800)
    attempt = made("voice")
    script = Script(bcp47="en", prompt="", audio=str(file), keys={"1": "yes"})
    assert voice.send(order(attempt, script)).status == "started"
    begun = ElementTree.fromstring(ask(path(attempt), CallSid=CALL).text)  # noqa: S314
    play = begun[0][0]
    assert play.tag == "Play"
    address = (play.text or "").removeprefix(ORIGIN)
    client = TestClient(app)
    answer = client.get(address)
    assert answer.content == file.read_bytes()
    assert answer.headers["content-type"] == "audio/wav"
    refusal(client.get(f"{address}x"), 403, "key")
    refusal(client.get(f"{path(attempt)}/prompt.wav"), 403, "key")
    file.unlink()
    refusal(client.get(address), 404)
    assert voice.why_not(order(attempt, script)) == "the recording of the prompt is not there"


def test_the_carrier_refuses_what_its_description_refuses(app: Litestar, made: Made) -> None:
    # A request that the description forbids comes back as a refusal, not as an exception.
    voice = app.state.parts.channels.channel("demo", "voice")
    attempt = made("voice")
    sent = voice.send(order(attempt, Script(bcp47="en", prompt="x", ring_seconds="soon")))  # type: ignore[arg-type]
    assert (sent.status, sent.outcome, sent.temporary) == ("failed", "failed", False)
    assert "422" in sent.detail


def test_what_became_of_a_call(voice: Channel, call: Attempt, made: Made) -> None:
    assert voice.find(order(call), CALL) == CallEnded("busy", "", "busy")
    # The carrier has not told its id: by number and time.
    lost = made("voice")
    assert voice.find(order(lost), "") is None  # it was never ordered
    assert voice.send(order(lost)).status == "started"
    assert voice.find(order(lost), "") == Sent("started", LISTED)


def test_a_call_that_is_another_attempts_is_not_taken_for_ours(
    voice: Channel, made: Made, ask: Ask
) -> None:
    first, second = made("voice"), made("voice")
    for attempt in (first, second):
        voice.send(order(attempt))
    ask(path(first), CallSid=LISTED)
    assert voice.find(order(second), "") is None


def test_a_key_counts_where_the_end_was_never_told(
    voice: Channel, call: Attempt, app: Litestar
) -> None:
    def press(session: Any) -> None:
        row = session.get(CarrierCall, call.id)
        row.choice, row.keys = "yes", "1"

    app.state.db.call(press)
    assert voice.find(order(call), CALL) == CallEnded("qualified", "1", "busy")


@pytest.mark.parametrize(
    ("script", "to", "why"),
    [
        (None, NUMBER, "there is no call flow"),
        (SCRIPT, "6591234567", "the number has no country"),
    ],
)
def test_an_order_that_cannot_be_taken(
    voice: Channel, made: Made, script: Script | None, to: str, why: str
) -> None:
    refused = order(made("voice"), script, to)
    assert voice.why_not(refused) == why
    assert voice.send(refused) == Sent("failed", detail=why, outcome="failed")
