"""What the carrier asks us: the next step of a call, and what became of calls and messages."""

import asyncio
import hashlib
import hmac
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath
from sqlalchemy.orm import Session

from server import forms
from server.accounts.models import Account
from server.channels import registry
from server.channels.twilio import calls, flow, inbound
from server.channels.twilio.options import TwilioOptions
from server.channels.twilio.signatures import refuse_forged
from server.db import MAX_ID, Database
from server.errors import NotFoundError, Refusal
from server.qualification import actions
from server.qualification.models import Attempt
from server.qualification.types import CallEnded, ChannelName
from server.settings import Settings

AnyRequest = Request[Any, Any, Any]
_CALLS = "/carriers/twilio/calls/{attempt_id:int}"
_MESSAGES = "/carriers/twilio/messages/{attempt_id:int}"
_REPLIES = "/carriers/twilio/replies"
_SAID_OF_MESSAGES = {
    "delivered": "delivered",
    "read": "read",
    "undelivered": "failed",
    "failed": "failed",
}


@dataclass(frozen=True)
class Callback:
    """What the carrier asks or tells of one attempt, its signature found good.

    Attributes:
        attempt_id: The attempt.
        sent: The callback's fields.
        options: The section of the channels file that the attempt went through.
        origin: Our public origin.
        said: How often the prompt has been said.
    """

    attempt_id: int
    sent: dict[str, str]
    options: TwilioOptions
    origin: str
    said: int


async def of_call(
    request: AnyRequest,
    db: NamedDependency[Database],
    settings: NamedDependency[Settings],
    attempt_id: FromPath[int],
) -> Callback:
    """Check a callback of a call (a dependency: `callback`)."""
    return await _checked(request, db, settings, attempt_id, "voice")


async def of_message(
    request: AnyRequest,
    db: NamedDependency[Database],
    settings: NamedDependency[Settings],
    attempt_id: FromPath[int],
) -> Callback:
    """Check a callback of a message (a dependency: `callback`)."""
    return await _checked(request, db, settings, attempt_id, "sms", "whatsapp")


_OF_CALL = {"callback": Provide(of_call)}
_OF_MESSAGE = {"callback": Provide(of_message)}


@post(_CALLS, status_code=200, dependencies=_OF_CALL)
async def begin(
    db: NamedDependency[Database], callback: NamedDependency[Callback]
) -> Response[str]:
    """Say the prompt to who answered; hang up on a machine."""
    return _twiml(await db.run(_next, replace(callback, said=0)))


@post(f"{_CALLS}/next", status_code=200, dependencies=_OF_CALL)
async def following(
    db: NamedDependency[Database], callback: NamedDependency[Callback]
) -> Response[str]:
    """Say the prompt again, or hang up after the last time."""
    return _twiml(await db.run(_next, callback))


@post(f"{_CALLS}/keys", status_code=200, dependencies=_OF_CALL)
async def keys(db: NamedDependency[Database], callback: NamedDependency[Callback]) -> Response[str]:
    """Take a key: act on it, say thanks, hang up; ask again where it means nothing."""
    return _twiml(await db.run(_pressed, callback))


@post(f"{_CALLS}/status", status_code=204, dependencies=_OF_CALL)
async def call_status(db: NamedDependency[Database], callback: NamedDependency[Callback]) -> None:
    """Hear that a call was answered or is over."""
    await db.run(_call_status, callback.attempt_id, callback.sent)


@get(f"{_CALLS}/prompt.wav")
async def prompt(
    request: AnyRequest, db: NamedDependency[Database], attempt_id: FromPath[int]
) -> Response[bytes]:
    """Serve the recording of a call's prompt to who has its address from us."""
    options, file = await db.run(_recording, attempt_id)
    sent = request.query_params.get("key", "")
    if not hmac.compare_digest(sent.encode(), _key(options, attempt_id).encode()):
        raise Refusal(403, "this address is not ours", "key")
    body = await asyncio.to_thread(_bytes, Path(file))
    return Response(body, media_type="audio/wav", headers={"Cache-Control": "private"})


@post(f"{_MESSAGES}/status", status_code=204, dependencies=_OF_MESSAGE)
async def message_status(
    db: NamedDependency[Database], callback: NamedDependency[Callback]
) -> None:
    """Hear what became of a message."""
    await db.run(_message_status, callback.attempt_id, callback.sent)


@post(_REPLIES, status_code=200)
async def reply(
    request: AnyRequest, db: NamedDependency[Database], settings: NamedDependency[Settings]
) -> Response[str]:
    """Take a prospect's message to the number that accounts share."""
    return await _replied(request, db, settings, "")


@post(f"{_REPLIES}/{{account_key:str}}", status_code=200)
async def reply_to_account(
    request: AnyRequest,
    db: NamedDependency[Database],
    settings: NamedDependency[Settings],
    account_key: FromPath[str],
) -> Response[str]:
    """Take a prospect's message to one account's own number."""
    return await _replied(request, db, settings, account_key)


async def _replied(
    request: AnyRequest, db: Database, settings: Settings, account_key: str
) -> Response[str]:
    form = await forms.read(request)
    sent = {name: forms.one(form, name) for name in form}
    name: ChannelName = "whatsapp" if sent.get("From", "").startswith("whatsapp:") else "sms"
    options = await db.run(_options, account_key, name)
    refuse_forged(request, settings, form, options.auth_token)
    await db.run(inbound.receive, account_key, name, sent)
    return _twiml(flow.nothing_to_say())


async def _checked(
    request: AnyRequest, db: Database, settings: Settings, attempt_id: int, *names: ChannelName
) -> Callback:
    form = await forms.read(request)
    options = await db.run(_of_attempt, attempt_id, names)
    refuse_forged(request, settings, form, options.auth_token)
    sent = {name: forms.one(form, name) for name in form}
    return Callback(attempt_id, sent, options, settings.origin, _said(request))


def _of_attempt(session: Session, attempt_id: int, names: tuple[ChannelName, ...]) -> TwilioOptions:
    attempt = session.get(Attempt, attempt_id) if 0 < attempt_id <= MAX_ID else None
    name = next((name for name in names if attempt and name == attempt.channel), None)
    account = session.get(Account, attempt.account_id) if attempt else None
    if name is None or account is None:
        raise NotFoundError
    return _options(session, account.key, name)


def _options(session: Session, account_key: str, name: ChannelName) -> TwilioOptions:
    channel = registry.of(session).channel(account_key, name)
    options = getattr(channel, "options", None)
    if channel.kind != "twilio" or not isinstance(options, TwilioOptions):
        raise NotFoundError
    return options


def _next(session: Session, callback: Callback) -> str:
    attempt_id, sent, said = callback.attempt_id, callback.sent, callback.said
    voices = callback.options.voices
    call = calls.known(session, attempt_id, sent.get("CallSid", ""))
    calls.refuse_over(call)
    call.answered_by = sent.get("AnsweredBy", "")[:24] or call.answered_by
    script = calls.script(call)
    machine = flow.is_machine(call.answered_by)
    if machine or said >= script.repeats:
        call.played = not machine
        return flow.ended(script, "", voices)
    address = f"{callback.origin}/carriers/twilio/calls/{attempt_id}"
    key = _key(callback.options, attempt_id)
    audio = f"{address}/prompt.wav?key={key}" if script.audio else ""
    return flow.asked(script, said, address, audio, voices)


def _pressed(session: Session, callback: Callback) -> str:
    attempt_id, sent = callback.attempt_id, callback.sent
    pressed = calls.press(session, attempt_id, sent.get("CallSid", ""), sent.get("Digits", ""))
    choice = pressed["choice"]
    if not choice:
        return _next(session, callback)
    # At once, for who wants to be left alone, and in case the call's end is never told.
    outcome = flow.outcome("completed", choice, pressed["keys"], answered_by="human", played=True)
    actions.call_ended(session, attempt_id, outcome)
    return flow.ended(pressed["script"], choice, callback.options.voices)


def _call_status(session: Session, attempt_id: int, sent: dict[str, str]) -> None:
    if sent.get("CallStatus") not in flow.OVER:
        calls.known(session, attempt_id, sent.get("CallSid", ""))
        return
    over: CallEnded = calls.end(session, attempt_id, sent.get("CallSid", ""), sent)
    actions.call_ended(session, attempt_id, over)


def _message_status(session: Session, attempt_id: int, sent: dict[str, str]) -> None:
    attempt = session.get_one(Attempt, attempt_id, with_for_update=True)
    provider_id = sent.get("MessageSid", "")
    if provider_id != (attempt.provider_id or provider_id):
        raise Refusal(409, "this is another message", "MessageSid")
    # It may come before the answer to our order, or the answer was lost.
    attempt.provider_id = provider_id[:200]
    status = _SAID_OF_MESSAGES.get(sent.get("MessageStatus", ""))
    if status:
        code = sent.get("ErrorCode", "")
        actions.message_status(session, attempt, status, f"error {code}" if code else "")


def _recording(session: Session, attempt_id: int) -> tuple[TwilioOptions, str]:
    options = _of_attempt(session, attempt_id, ("voice",))
    call = calls.find(session, attempt_id)
    file = calls.script(call).audio if call else ""
    if not file:
        raise NotFoundError
    return options, file


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        raise NotFoundError from None


def _key(options: TwilioOptions, attempt_id: int) -> str:
    secret = options.auth_token.encode()
    return hmac.new(secret, f"prompt {attempt_id}".encode(), hashlib.sha256).hexdigest()[:32]


def _said(request: AnyRequest) -> int:
    text = request.query_params.get("said", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0


def _twiml(text: str) -> Response[str]:
    headers = {"Cache-Control": "no-store"}
    return Response(text, media_type="text/xml; charset=utf-8", headers=headers)


ROUTES = [
    begin,
    following,
    keys,
    call_status,
    prompt,
    message_status,
    reply,
    reply_to_account,
]
