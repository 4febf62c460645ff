"""What replies mean, in many languages."""

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
