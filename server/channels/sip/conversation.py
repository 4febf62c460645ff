"""One call as a state machine: what baresip tells, what it is told next, and how it ended. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from server.channels.base import Script
from server.channels.sip.outcomes import not_answered
from server.channels.sip.speech import Sound
from server.qualification.types import CHOSEN, CallEnded, CallOutcome, Choice

Command = tuple[str, str]

_REGISTER_SECONDS = 15.0
# The sound file's own end closes a call; this is for when it does not.
_MARGIN_SECONDS = 5.0
_CLOSING_SECONDS = 3.0
_MAX_KEYS = 40
# baresip's words for the end of its sound file, after which it closes the call.
_END_OF_SOUND = "end of file"


@dataclass(frozen=True)
class Sounds:
    """What is played: the prompt with its repeats and pauses, and the thanks by choice."""

    prompt: Sound
    thanks: Mapping[str, Sound]


class Conversation:
    """A call from its first command to its end.

    Attributes:
        ended: How it ended, None while it goes on.
        dialled: Whether baresip has taken the call, so that somebody's telephone may ring.
        deadline: When `overdue` is to be asked, by the clock that all moments here are of.
    """

    def __init__(self, script: Script, sounds: Sounds, uri: str, *, register: bool) -> None:
        """Say what is to be done, and whether the account must be registered first."""
        self._script = script
        self._sounds = sounds
        self._uri = uri
        self._register = register
        self._phase: Literal["begun", "dialled", "talking", "thanking", "closing"] = "begun"
        self._rang = False
        self._answered = False
        self._keys = ""
        self._choice: Choice | None = None
        self._closing: CallEnded | None = None
        self.ended: CallEnded | None = None
        self.dialled = False
        self.deadline = 0.0

    def begin(self, now: float) -> list[Command]:
        """Return the first commands."""
        if not self._register:
            return self._dial(now)
        self.deadline = now + _REGISTER_SECONDS
        return []

    def hear(self, message: Mapping[str, Any], now: float) -> list[Command]:
        """Take a message of baresip's.

        Args:
            message: An event, or the answer to a command.
            now: The moment, in seconds.

        Returns:
            The commands that follow from it.
        """
        if self.ended:
            return []
        if message.get("response"):
            return self._answer(message, now)
        kind, param = message.get("type"), str(message.get("param") or "")
        if kind == "REGISTER_OK" and self._phase == "begun":
            return self._dial(now)
        if kind == "REGISTER_FAIL" and self._phase == "begun":
            self.ended = CallEnded("failed", detail=f"registering: {param}")
        elif kind in ("CALL_RINGING", "CALL_PROGRESS"):
            self._rang = True
        elif kind == "CALL_ESTABLISHED":
            return self._talk(now)
        elif kind == "CALL_DTMF_START":
            return self._press(param, now)
        elif kind == "CALL_CLOSED":
            self._close(param)
        return []

    def overdue(self, now: float) -> list[Command]:
        """Do what is due at `deadline`: give up waiting, and at last give up on baresip."""
        if self._phase == "closing":
            self.ended = self._closing
            return []
        if self._phase == "begun":
            self.ended = CallEnded("failed", detail="registering: no answer")
            return []
        return self._hang_up(self._timed_out(), now)

    def lost(self, why: str) -> CallEnded:
        """End a call whose baresip has gone: a choice counts, the rest nobody can tell."""
        if self.ended is None:
            known = self._chosen() or self._closing
            outcome: CallOutcome = "unknown" if self.dialled else "failed"
            self.ended = known or CallEnded(outcome, self._keys, why)
        return self.ended

    def _dial(self, now: float) -> list[Command]:
        self._phase = "dialled"
        self.deadline = now + self._script.ring_seconds
        self.dialled = True
        return [("dial", self._uri)]

    def _answer(self, message: Mapping[str, Any], now: float) -> list[Command]:
        said = str(message.get("data") or "").strip()
        if message.get("token") == "dial" and not message.get("ok"):
            self.ended = CallEnded("failed", detail=said or "baresip would not dial")
        elif message.get("token") == "ausrc" and "failed" in said:
            return self._hang_up(CallEnded("failed", self._keys, "the sound cannot be played"), now)
        return []

    def _talk(self, now: float) -> list[Command]:
        if self._phase == "closing":
            # Answered in the moment in which we gave up.
            return [("hangup", "")]
        self._phase, self._answered = "talking", True
        return self._play(self._sounds.prompt, now)

    def _press(self, key: str, now: float) -> list[Command]:
        if not self._answered or len(key) != 1:
            return []
        self._keys = (self._keys + key)[:_MAX_KEYS]
        choice = self._script.keys.get(key)
        if choice is None or self._phase != "talking":
            return []
        self._choice, self._phase = choice, "thanking"
        return self._play(self._sounds.thanks[choice], now)

    def _play(self, sound: Sound, now: float) -> list[Command]:
        self.deadline = now + sound.seconds + _MARGIN_SECONDS
        return [("ausrc", f"aufile,{sound.file}")]

    def _hang_up(self, closing: CallEnded, now: float) -> list[Command]:
        self._phase, self._closing = "closing", closing
        self.deadline = now + _CLOSING_SECONDS
        return [("hangup", "")]

    def _timed_out(self) -> CallEnded:
        if self._answered:
            return self._chosen() or CallEnded("ignored", self._keys)
        if self._rang:
            return CallEnded("no_answer", detail="nobody answered while it rang")
        return CallEnded("failed", detail="the gateway did not let it ring")

    def _close(self, reason: str) -> None:
        if self._closing:
            self.ended = self._closing
        elif not self._answered:
            self.ended = not_answered(reason)
        elif chosen := self._chosen():
            self.ended = chosen
        elif reason == _END_OF_SOUND:
            self.ended = CallEnded("ignored", self._keys)
        else:
            self.ended = CallEnded("hung_up", self._keys, reason)

    def _chosen(self) -> CallEnded | None:
        return CallEnded(CHOSEN[self._choice], self._keys) if self._choice else None
