"""SMS and WhatsApp through the carrier's API; what it tells of them; what prospects reply."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from litestar import Litestar
from sqlalchemy.orm import Session

from server.accounts import queries as accounts
from server.channels.base import Channel, Message, Order, Sent
from server.events.models import Event
from server.leads.models import Lead
from server.optouts import queries as optouts
from server.qualification.models import Attempt
from tests.channels.conftest import NUMBER, Ask
from tests.channels.test_twilio_calls import refusal

Made = Callable[..., Attempt]
Read = Callable[[type[Any], int], Any]
SENT = "SM" + "a" * 32
HELLO = Message(text="May we call you? https://callback.example/a/x")
TEMPLATE = Message(text="", template="HX" + "b" * 32, variables={"1": "Ada", "2": "Größe"})
REPLIES = "/carriers/twilio/replies"


def order(message: Message | None, attempt_id: int = 7, **more: Any) -> Order:
    to: str = more.pop("to", NUMBER)
    return Order(attempt_id, "demo", 3, to, "eng", message=message, **more)


@pytest.fixture
def sms(app: Litestar) -> Channel:
    channel: Channel = app.state.parts.channels.channel("demo", "sms")
    return channel


@pytest.fixture
def whatsapp(app: Litestar) -> Channel:
    channel: Channel = app.state.parts.channels.channel("demo", "whatsapp")
    return channel


def test_it_works(sms: Channel) -> None:
    assert sms.send(order(HELLO)) == Sent("sent", SENT)


@pytest.mark.parametrize("message", [HELLO, TEMPLATE])
def test_whatsapp(whatsapp: Channel, message: Message) -> None:
    assert whatsapp.send(order(message)) == Sent("sent", SENT)


@pytest.mark.parametrize(
    ("message", "more", "why"),
    [
        (None, {}, "there is no message to send"),
        (HELLO, {"to": "91234567"}, "the number has no country"),
        (HELLO, {"number_type": "fixed_line"}, "a landline takes no SMS"),
        (HELLO, {"number_type": "toll_free"}, "a toll-free number takes no SMS"),
        (HELLO, {"number_type": "fixed_line_or_mobile"}, ""),
        (Message(text="a" * 161), {}, "the text has 161 characters, one message holds 160"),
        (Message(text="é" * 160), {}, ""),
        (Message(text=""), {}, "the text is empty"),
    ],
)
def test_an_sms_that_cannot_be_sent(
    sms: Channel, message: Message | None, more: dict[str, Any], why: str
) -> None:
    assert sms.why_not(order(message, **more)) == why
    if why:
        assert sms.send(order(message, **more)) == Sent("failed", detail=why)


@pytest.mark.parametrize(
    ("message", "why"),
    [
        (Message(text="", template="welcome"), "ContentSid"),
        (Message(text=" "), "empty"),
        (Message(text="a" * 1601), "1601 characters"),
    ],
)
def test_a_whatsapp_message_that_cannot_be_sent(
    whatsapp: Channel, message: Message, why: str
) -> None:
    assert why in whatsapp.why_not(order(message))


def test_what_became_of_a_message(sms: Channel) -> None:
    assert sms.find(order(HELLO), "") is None
    # The description's own example says so.
    found = sms.find(order(HELLO), SENT)
    assert isinstance(found, Sent)
    assert found.status in ("sent", "failed")


@pytest.mark.parametrize(
    ("said", "outcome", "status"),
    [
        ("queued", "", "sent"),
        ("delivered", "delivered", "sent"),
        ("read", "read", "sent"),
        ("undelivered", "", "failed"),
        ("failed", "", "failed"),
    ],
)
@pytest.mark.parametrize("channel", ["sms", "whatsapp"])
def test_delivery(
    made: Made, ask: Ask, read: Read, channel: str, said: str, outcome: str, status: str
) -> None:
    attempt = made(channel, provider_id=SENT)
    path = f"/carriers/twilio/messages/{attempt.id}/status"
    for _ in range(2):
        answer = ask(path, MessageSid=SENT, MessageStatus=said, ErrorCode="30005")
        assert answer.status_code == 204
    row = read(Attempt, attempt.id)
    assert (row.outcome, row.status) == (outcome, status)
    assert row.detail == ("error 30005" if status == "failed" or outcome else "")


def test_a_forged_delivery_is_refused(made: Made, ask: Ask, read: Read) -> None:
    attempt = made("sms", provider_id=SENT)
    path = f"/carriers/twilio/messages/{attempt.id}/status"
    said = {"MessageSid": SENT, "MessageStatus": "failed"}
    refusal(ask(path, secret="guess", **said), 403, "X-Twilio-Signature")
    refusal(ask(path, MessageSid="SM" + "9" * 32, MessageStatus="failed"), 409, "MessageSid")
    refusal(ask("/carriers/twilio/messages/999/status", **said), 404)
    assert read(Attempt, attempt.id).status == "sent"


def reply(ask: Ask, body: str, number: str = "1", path: str = REPLIES, **more: str) -> Any:
    fields = {"MessageSid": f"SM{number:0>32}", "From": NUMBER, "To": "+6561234567", "Body": body}
    return ask(path, **{**fields, **more})


def test_stop(app: Litestar, made: Made, ask: Ask, read: Read) -> None:
    attempt = made("sms")
    answer = reply(ask, "STOP")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/xml")
    assert "Message" not in answer.text
    lead = read(Lead, attempt.lead_id)
    assert lead.status == "rejected"
    for channel in ("voice", "sms", "whatsapp"):
        said = app.state.db.call(optouts.reason, lead.account_id, NUMBER, channel)
        assert said == "STOP"


def test_yes(made: Made, ask: Ask, read: Read) -> None:
    attempt = made("whatsapp")
    answer = reply(ask, "Yes!", From=f"whatsapp:{NUMBER}", To="whatsapp:+6561234568")
    assert answer.status_code == 200
    assert read(Lead, attempt.lead_id).status == "new"


def test_no(app: Litestar, made: Made, ask: Ask, read: Read) -> None:
    attempt = made("sms")
    reply(ask, "no thanks")
    lead = read(Lead, attempt.lead_id)
    assert lead.status == "rejected"
    assert app.state.db.call(optouts.reason, lead.account_id, NUMBER, "sms") == ""


def test_words_for_people_change_nothing(made: Made, ask: Ask, read: Read) -> None:
    attempt = made("sms")
    assert reply(ask, "Who is this?").status_code == 200
    assert read(Lead, attempt.lead_id).status == "qualifying"


def replies(app: Litestar) -> list[tuple[int | None, Any]]:
    """Returns what was kept of replies: whose, and what."""
    query = sa.select(Event).where(Event.kind == "replied")
    found = app.state.db.call(lambda session: session.scalars(query).unique().all())
    return [(event.lead_id, event.data) for event in found]


def test_words_for_people_are_kept(app: Litestar, made: Made, ask: Ask) -> None:
    made("sms")
    newest = made("sms")
    made("whatsapp")
    reply(ask, "Yes, but after 5 please\x00")
    said = {"channel": "sms", "text": "Yes, but after 5 please"}
    assert replies(app) == [(newest.lead_id, said)]


def test_words_to_the_number_that_called_are_kept(app: Litestar, made: Made, ask: Ask) -> None:
    called = made("voice")
    reply(ask, "I was driving, who are you?")
    made("sms", account_key="charlies")  # by a number of his own
    reply(ask, " ", "2")
    reply(ask, "Who are you?", "3", From="+6598765432")
    said = {"channel": "sms", "text": "I was driving, who are you?"}
    assert replies(app) == [(called.lead_id, said)]


def test_words_to_a_number_that_accounts_call_from(app: Litestar, made: Made, ask: Ask) -> None:
    called = made("voice", account_key="charlies")
    reply(ask, "Who are you?")
    assert replies(app) == [(called.lead_id, {"channel": "sms", "text": "Who are you?"})]


def test_the_newest_message_is_answered(made: Made, ask: Ask, read: Read) -> None:
    older, newer = made("sms"), made("sms")
    reply(ask, "yes")
    assert read(Lead, newer.lead_id).status == "new"
    assert read(Lead, older.lead_id).status == "qualifying"


def test_stop_ends_everything_with_this_number(made: Made, ask: Ask, read: Read) -> None:
    leads = [made("sms").lead_id for _ in range(2)]
    reply(ask, "stop")
    assert [read(Lead, lead).status for lead in leads] == ["rejected", "rejected"]


def test_a_replay_is_refused(made: Made, ask: Ask) -> None:
    made("sms")
    assert reply(ask, "yes").status_code == 200
    refusal(reply(ask, "yes"), 409, "MessageSid")
    refusal(ask(REPLIES, From=NUMBER, Body="yes"), 400, "MessageSid")


def test_a_stranger_is_answered_politely(ask: Ask) -> None:
    assert reply(ask, "STOP", From="+6598765432").status_code == 200


def test_a_forged_reply_is_refused(made: Made, ask: Ask, read: Read) -> None:
    attempt = made("sms")
    refusal(reply(ask, "STOP", secret="guess"), 403, "X-Twilio-Signature")
    refusal(reply(ask, "STOP", signature="x" * 28), 403, "X-Twilio-Signature")
    assert read(Lead, attempt.lead_id).status == "qualifying"


def test_an_accounts_own_number(app: Litestar, made: Made, ask: Ask, read: Read) -> None:
    # Charlie's number and Alice's are different sections: a reply to one is none to the other.
    shared, own = made("sms"), made("sms", account_key="charlies")
    path = f"{REPLIES}/charlies"
    refusal(reply(ask, "stop", path=path), 403, "X-Twilio-Signature")
    assert reply(ask, "stop", path=path, secret="another secret").status_code == 200
    assert read(Lead, own.lead_id).status == "rejected"
    assert read(Lead, shared.lead_id).status == "qualifying"
    assert app.state.db.call(optouts.reason, shared.account_id, NUMBER, "sms") == ""


def listed(app: Litestar, account_key: str, number: str = NUMBER) -> str:
    """Returns why an account may not send an SMS to a number."""

    def reason(session: Session) -> str:
        account = accounts.account(session, account_key)
        return optouts.reason(session, account.id, number, "sms")

    return str(app.state.db.call(reason))


@pytest.mark.parametrize("path", [REPLIES, f"{REPLIES}/demo"])
def test_stop_to_the_number_that_calls(
    app: Litestar, made: Made, ask: Ask, read: Read, path: str
) -> None:
    attempt = made("voice")
    assert reply(ask, "STOP", path=path).status_code == 200
    assert read(Lead, attempt.lead_id).status == "rejected"
    assert listed(app, "demo") == "STOP"


def test_stop_on_whatsapp_after_an_sms(app: Litestar, made: Made, ask: Ask) -> None:
    made("sms")
    reply(ask, "STOP", From=f"whatsapp:{NUMBER}", To="whatsapp:+6561234568")
    assert listed(app, "demo") == "STOP"


def test_stop_to_an_accounts_own_number(app: Litestar, made: Made, ask: Ask, read: Read) -> None:
    # Charlie calls by the carrier that all share, and has a number of his own for SMS.
    called, stranger = made("voice", account_key="charlies"), "+6598765432"
    path = f"{REPLIES}/charlies"
    reply(ask, "stop", path=path, secret="another secret")
    reply(ask, "stop", "2", path=path, secret="another secret", From=stranger)
    assert read(Lead, called.lead_id).status == "rejected"
    assert (listed(app, "charlies"), listed(app, "charlies", stranger)) == ("stop", "stop")
    assert (listed(app, "demo"), listed(app, "demo", stranger)) == ("", "")


def test_stop_to_a_shared_number_is_for_who_tried(app: Litestar, made: Made, ask: Ask) -> None:
    made("voice", account_key="charlies")
    reply(ask, "stop")
    assert (listed(app, "charlies"), listed(app, "demo")) == ("stop", "")


def test_a_yes_answers_messages_and_no_call(
    app: Litestar, made: Made, ask: Ask, read: Read
) -> None:
    attempt = made("voice")
    reply(ask, "yes")
    assert read(Lead, attempt.lead_id).status == "qualifying"
    assert replies(app) == [(attempt.lead_id, {"channel": "sms", "text": "yes"})]


@pytest.mark.parametrize("sender", ["72345", "HARBOUR", "", "+65\x00"])
def test_who_has_no_number_is_answered_politely(ask: Ask, sender: str) -> None:
    assert reply(ask, "STOP", path=f"{REPLIES}/demo", From=sender).status_code == 200


@pytest.mark.parametrize(
    ("said", "known", "ends", "updates"),
    [
        (["delivered", "read"], ("sent", "read"), 0, 2),
        (["read", "delivered"], ("sent", "read"), 0, 1),
        (["delivered", "delivered"], ("sent", "delivered"), 0, 1),
        (["delivered", "failed"], ("sent", "delivered"), 0, 1),
        (["undelivered", "failed"], ("failed", ""), 1, 0),
        (["failed", "sent", "queued"], ("failed", ""), 1, 0),
        (["failed", "delivered", "undelivered", "read"], ("sent", "read"), 2, 1),
    ],
)
def test_statuses_in_any_order(
    app: Litestar,
    made: Made,
    ask: Ask,
    read: Read,
    said: list[str],
    known: tuple[str, str],
    ends: int,
    updates: int,
) -> None:
    long_ago = datetime(2026, 1, 1, tzinfo=UTC)
    attempt = made("sms", provider_id=SENT, ended_at=long_ago)
    for status in said:
        path = f"/carriers/twilio/messages/{attempt.id}/status"
        assert ask(path, MessageSid=SENT, MessageStatus=status).status_code == 204
    row = read(Attempt, attempt.id)
    assert (row.status, row.outcome, row.ended_at) == (*known, long_ago)
    kinds = app.state.db.call(lambda session: session.scalars(sa.select(Event.kind)).all())
    assert (kinds.count("attempt_ended"), kinds.count("attempt_updated")) == (ends, updates)


def test_the_first_callback_tells_the_id_of_a_message(made: Made, ask: Ask) -> None:
    path = f"/carriers/twilio/messages/{made('sms').id}/status"
    assert ask(path, MessageSid=SENT, MessageStatus="sent").status_code == 204
    refusal(ask(path, MessageSid="SM" + "9" * 32, MessageStatus="failed"), 409, "MessageSid")
