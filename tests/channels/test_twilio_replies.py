"""What replies mean, in many languages."""

import time

import pytest

from server.channels.twilio.replies import meaning


@pytest.mark.parametrize(
    "text",
    [
        "STOP", "stop.", " Stop! ", "Stop calling me", "UNSUBSCRIBE", "StopAll", "opt-out",
        "Opt out", "don't call", "END", "Arrêt", "ARRE\u0302T", "Abmelden",
        "BAJA", "СТОП", "停止", "توقف",
        "रोकें",
        "หยุด", "\uff33\uff34\uff2f\uff30", "🛑 stop 🛑", "iptal", "수신거부",
    ],
)  # fmt: skip
def test_leave_me_alone(text: str) -> None:
    assert meaning(text) == "never"


@pytest.mark.parametrize(
    "text",
    [
        "Please stop",
        "Please, STOP!",
        "stop please",
        "STOP STOP STOP STOP",
        "Stop it.",
        "Just stop. Thank you",
        "Please stop calling me",
        "Stop calling and texting me",
        "stop calling this number",
        "Stop sending me texts",
        "stop all these messages",
        "Can you stop contacting us?",
        "Never",
        "never again",
        "Never ever!",
        "never contact me again",
        "Never call me again.",
        "do not call me",
        "Do not call or text me ever again",
        "Don\u2019t call me",
        "Don't call me anymore",
        "dont text me",
        "Do not contact me",
        "No, don't call.",
        "don't bother me",
        "remove me please",
        "Remove my number from your list",
        "please take me off your calling list",
        "no more calls",
        "No more calls or texts please",
        "leave us alone",
        "Not interested. Stop.",
        "Wrong number, remove me",
        "STOP. Remove me please. Do not contact me",
        "Bitte stopp",
        "Rufen Sie mich nicht an!",
        "Ne m\u2019appelez plus",
        "stopp mit Anrufen",
        "STOP s\u2019il vous plaît",
    ],
)
def test_a_refusal_in_plain_words(text: str) -> None:
    assert meaning(text) == "never"


@pytest.mark.parametrize(
    "text",
    [
        "don't stop by before 5, call me",
        "Don't stop",
        "Stop by tomorrow",
        "stop by",
        "Please stop by any time",
        "End of May",
        "Cancel my appointment",
        "never mind",
        "Never mind, call me tomorrow",
        "I never got your call",
        "Don't call me before 5",
        "don't call me today",
        "Do not call, text me",
        "Don't text me, call me",
        "Don't call me now, I am driving",
        "Stop calling me at work, call my mobile",
        "Why do you never call me?",
        "Don't bother",
        "No more questions, call me",
        "I want no more than two",
        "remove me from the morning slot and call at 5",
        "Please contact me",
        "please",
        "no no no",
        "Wrong number",
        "Not interested",
        "nonstop",
    ],
)
def test_no_false_refusal(text: str) -> None:
    assert meaning(text) is None


def test_a_long_text_is_read_at_once() -> None:
    began = time.perf_counter()
    assert meaning("no thanks " * 5000 + "call me") is None
    assert meaning("stop calling me " * 5000) == "never"
    assert time.perf_counter() - began < 2


@pytest.mark.parametrize(
    "text",
    [
        "YES",
        "yes!",
        "Y",
        "Ja",
        "Ja, bitte",
        "Oui",
        "Sí",
        "да",
        "はい",
        "نعم",
        "हाँ",
        "ok 👍",
        "call me",
    ],
)
def test_yes(text: str) -> None:
    assert meaning(text) == "yes"


@pytest.mark.parametrize("text", ["NO", "no thanks", "Nein", "нет", "いいえ", "नहीं", "לא", "不"])
def test_no(text: str) -> None:
    assert meaning(text) == "no"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "👍",
        "Who are you?",
        "I will stop by any time you like",
        "yesterday",
        "not now",
        "…",
        "\x00",
    ],
)
def test_words_for_people(text: str) -> None:
    assert meaning(text) is None


def test_the_carrier_knows_its_own_words() -> None:
    assert meaning("leave it", told="STOP") == "never"
    assert meaning("leave it", told="HELP") is None
