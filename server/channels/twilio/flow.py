"""A call flow in TwiML, step by step, and what came of the call; pure."""

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from twilio.twiml.messaging_response import MessagingResponse
from twilio.twiml.voice_response import VoiceResponse

from server.channels.base import Script
from server.qualification.types import CHOSEN, CallEnded, CallOutcome

# How the carrier calls a language, where that is not its code and its first country.
_SPOKEN = {"ar": "arb", "no": "nb-NO", "zh": "cmn-CN", "zh-Hant": "cmn-TW"}
_BY_STATUS: dict[str, CallOutcome] = {
    "busy": "busy",
    "no-answer": "no_answer",
    "canceled": "failed",
    "failed": "failed",
}
OVER = frozenset((*_BY_STATUS, "completed"))
# SIP: not found, gone, address incomplete, exists nowhere.
_NO_SUCH_NUMBER = frozenset(("404", "410", "484", "604"))


def is_machine(answered_by: str) -> bool:
    """Say whether the carrier heard a machine; who is unknown counts as a person."""
    return answered_by.startswith(("machine", "fax"))


def asked(script: Script, said: int, address: str, audio: str, voices: dict[str, str]) -> str:
    """Say the prompt and wait for a key.

    Args:
        script: The call flow.
        said: How often the prompt has been said already.
        address: Of this call's steps, without a slash at its end.
        audio: Where the carrier gets the prompt's recording, "" to speak it.
        voices: Which voice speaks a language.

    Returns:
        The TwiML.
    """
    response = VoiceResponse()
    gather = response.gather(
        input="dtmf",
        num_digits=1,
        timeout=script.wait_seconds,
        # Else # would end the waiting, and the carrier would not say that it was pressed.
        finish_on_key="",
        action=f"{address}/keys?said={said + 1}",
        method="POST",
    )
    if audio:
        gather.play(audio)
    else:
        _speak(gather, script, script.prompt, voices)
    response.redirect(f"{address}/next?said={said + 1}", method="POST")
    return str(response)


def ended(script: Script, choice: str, voices: dict[str, str]) -> str:
    """Say thanks for a choice, where there are words for it, and hang up; returns the TwiML."""
    response = VoiceResponse()
    if script.thanks.get(choice):
        _speak(response, script, script.thanks[choice], voices)
    response.hangup()
    return str(response)


def nothing_to_say() -> str:
    """Return the TwiML that answers a message with no message."""
    return str(MessagingResponse())


def outcome(
    status: str, choice: str, keys: str, *, answered_by: str, played: bool, sip: str = ""
) -> CallEnded:
    """Say what came of a call that is over.

    Args:
        status: The carrier's word, one of `OVER`.
        choice: What was chosen, "" for nothing.
        keys: What was pressed.
        answered_by: Whom the carrier heard, "" where it did not listen.
        played: Whether the call flow was said to its end.
        sip: The SIP status of a call that failed, where the carrier tells it.

    Returns:
        The event.
    """
    detail = f"{status}, SIP {sip}" if sip else status
    if choice:
        return CallEnded(CHOSEN[choice], keys, detail)
    if status != "completed":
        none_such = status == "failed" and sip in _NO_SUCH_NUMBER
        return CallEnded("unreachable" if none_such else _BY_STATUS[status], keys, detail)
    if is_machine(answered_by):
        return CallEnded("machine", keys, f"{detail}, {answered_by}")
    return CallEnded("ignored" if played else "hung_up", keys, detail)


def language(bcp47: str) -> str:
    """Return a language as the carrier calls it, such as `de-DE` for `de`."""
    if bcp47 in _SPOKEN:
        return _SPOKEN[bcp47]
    try:
        locale = Locale.parse(bcp47, sep="-")
    except (ValueError, UnknownLocaleError):
        return "en-US"
    likely = get_global("likely_subtags")
    full = likely.get(str(locale)) or likely.get(locale.language, "")
    country = locale.territory or full.rpartition("_")[2]
    return f"{locale.language}-{country}" if country else locale.language


def _speak(
    verb: VoiceResponse,
    script: Script,
    words: str,
    voices: dict[str, str],
) -> None:
    voice = voices.get(script.bcp47) or voices.get(script.bcp47.split("-")[0])
    verb.say(words, language=language(script.bcp47), voice=voice)
