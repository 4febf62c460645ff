"""The channel: a thread and a baresip for each call, so that one call cannot hurt another."""

import re
import threading
import time
from concurrent.futures import Future
from pathlib import Path

from server.channels.base import Order, Report, Script, Sent
from server.channels.sip import folders
from server.channels.sip.control import BrokenControlError
from server.channels.sip.conversation import Conversation, Sounds
from server.channels.sip.options import SipOptions
from server.channels.sip.phone import Phone, PhoneError
from server.channels.sip.speech import Speech, SpeechError
from server.qualification.types import CallEnded, ChannelName

_E164 = re.compile(r"\+[1-9][0-9]{5,14}")
# More than registering, closing and every margin need.
_SPARE_SECONDS = 60.0
_GOOD_BYE_SECONDS = 3.0
_STOPPING = "the server stops"


class SipChannel:
    """Places calls through one SIP account."""

    name: ChannelName = "voice"
    kind = "sip"

    def __init__(self, options: SipOptions, speech: Speech, report: Report) -> None:
        """Say which account, who speaks, and who wants to hear of a call's end."""
        self._options = options
        self._speech = speech
        self._report = report
        self._lock = threading.Lock()
        self._calls: set[int] = set()
        self._threads: set[threading.Thread] = set()
        self._phones: set[Phone] = set()
        self._closed = threading.Event()
        folders.remove_orphans()

    def why_not(self, order: Order) -> str:
        """Say why an order cannot be taken, "" when it can."""
        if order.script is None:
            return "there is no script to follow"
        if not _E164.fullmatch(order.to):
            return "only a number in E.164 can be dialled"
        return ""

    def send(self, order: Order) -> Sent:
        """Place a call; returns once baresip has dialled. Its end is reported later."""
        why = self.why_not(order)
        if why or order.script is None:
            return Sent("failed", detail=why, outcome="failed")
        placed: Future[Sent] = Future()
        with self._lock:
            if self._closed.is_set():
                return Sent("failed", detail=_STOPPING, temporary=True, outcome="failed")
            if order.attempt_id in self._calls:
                return Sent("started", str(order.attempt_id))
            thread = threading.Thread(
                target=self._place,
                args=(order, order.script, placed),
                name=f"call-{order.attempt_id}",
                daemon=True,
            )
            self._calls.add(order.attempt_id)
            self._threads.add(thread)
        thread.start()
        return placed.result()

    def find(self, order: Order, provider_id: str) -> Sent | CallEnded | None:  # noqa: ARG002
        """Say whether a call goes on here; a gateway cannot be asked about one that does not."""
        with self._lock:
            known = order.attempt_id in self._calls
        return Sent("started", str(order.attempt_id)) if known else None

    def close(self) -> None:
        """Hang up every call, report its end and let go of its baresip."""
        with self._lock:
            self._closed.set()
            threads, phones = set(self._threads), set(self._phones)
        for phone in phones:
            phone.terminate()
        _join(threads)
        for phone in phones:
            phone.kill()
        _join(threads)

    def _place(self, order: Order, script: Script, placed: "Future[Sent]") -> None:
        """Place one call, to its end: what its thread does."""
        try:
            with folders.new() as folder:
                self._call(order, script, Path(folder), placed)
        except (PhoneError, SpeechError, OSError) as error:
            _settle(placed, Sent("failed", detail=str(error), outcome="failed"))
        finally:
            _settle(placed, Sent("failed", detail="see the server's log", outcome="failed"))
            with self._lock:
                self._calls.discard(order.attempt_id)
                self._threads.discard(threading.current_thread())

    def _call(self, order: Order, script: Script, folder: Path, placed: "Future[Sent]") -> None:
        sounds = Sounds(self._speech.prompt(script, folder), self._speech.thanks(script, folder))
        silence = self._speech.silence(script.ring_seconds + _SPARE_SECONDS, folder)
        thanks = max((sound.seconds for sound in sounds.thanks.values()), default=0.0)
        longest = script.ring_seconds + sounds.prompt.seconds + thanks + _SPARE_SECONDS
        phone = Phone(self._options, folder, silence.file, longest)
        uri = f"sip:{order.to if self._options.plus else order.to[1:]}@{self._options.host}"
        conversation = Conversation(script, sounds, uri, register=self._options.register)
        with self._lock:
            self._phones.add(phone)
        try:
            ended = self._converse(phone, conversation, order, placed)
            with self._lock:
                self._calls.discard(order.attempt_id)
            if conversation.dialled:
                self._report(order.attempt_id, ended)
            else:
                _settle(placed, Sent("failed", detail=ended.detail, outcome=ended.outcome))
        finally:
            phone.end()
            with self._lock:
                self._phones.discard(phone)

    def _converse(
        self, phone: Phone, conversation: Conversation, order: Order, placed: "Future[Sent]"
    ) -> CallEnded:
        """Carry messages between a phone and a conversation until it ends."""
        if self._closed.is_set():
            return conversation.lost(_STOPPING)
        try:
            commands = conversation.begin(time.monotonic())
            while True:
                for command, params in commands:
                    phone.control.tell(command, params)
                if conversation.dialled:
                    _settle(placed, Sent("started", str(order.attempt_id)))
                if conversation.ended:
                    return conversation.ended
                commands = self._next(phone, conversation)
        except BrokenControlError as error:
            return conversation.lost(str(error))

    def _next(self, phone: Phone, conversation: Conversation) -> list[tuple[str, str]]:
        now = time.monotonic()
        if now >= conversation.deadline:
            return conversation.overdue(now)
        messages = phone.control.listen(conversation.deadline - now)
        if self._closed.is_set():
            conversation.lost(_STOPPING)
            return []
        now = time.monotonic()
        return [command for each in messages for command in conversation.hear(each, now)]


def _settle(placed: "Future[Sent]", sent: Sent) -> None:
    """Tell the one who waits in `send`, once."""
    if not placed.done():
        placed.set_result(sent)


def _join(threads: set[threading.Thread]) -> None:
    until = time.monotonic() + _GOOD_BYE_SECONDS
    for thread in threads:
        thread.join(max(0.0, until - time.monotonic()))
