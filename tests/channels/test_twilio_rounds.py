"""A round of messages that goes out, and what comes in meanwhile."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
import sqlalchemy as sa
from aiosmtpd.smtp import SMTP, Envelope
from aiosmtpd.smtp import Session as Client
from litestar import Litestar
from sqlalchemy.orm import Session

from server import clock
from server.accounts import queries as accounts
from server.app import create_app
from server.events.models import Event
from server.optouts import actions as optouts
from server.qualification import rows
from server.qualification.models import Attempt, Qualification
from server.qualification.types import State
from server.settings import Settings
from tests.channels.conftest import NUMBER, ORIGIN, SID, TOKEN, Ask
from tests.channels.smtp_server import MailServer, running
from tests.stores import fill

Made = Callable[..., Attempt]
Form = dict[str, str]
SENT = "SM" + "a" * 32
TURN = 2


def nothing(*_: Any) -> None:
    """What happens meanwhile where a test does not say."""


class Mail(MailServer):
    """A mail server that takes its time."""

    meanwhile: Callable[[], None] = staticmethod(nothing)

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Client, envelope: Envelope
    ) -> str:
        """Takes a mail once the rest has happened."""
        # In a thread: a loop cannot wait for another one of its own thread.
        thread = threading.Thread(target=self.meanwhile)
        thread.start()
        thread.join()
        return await super().handle_DATA(server, session, envelope)


class Carrier:
    """The carrier's API as far as messages go: it calls back before it answers."""

    def __init__(self) -> None:
        self.orders: list[Form] = []
        self.meanwhile: Callable[[Form], None] = nothing
        self.answers = True

    @contextmanager
    def running(self) -> Iterator[str]:
        """Runs it until the block ends; yields its origin."""
        carrier = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                form = {name: values[0] for name, values in parse_qs(body).items()}
                carrier.orders.append(form)
                carrier.meanwhile(form)
                if not carrier.answers:
                    self.close_connection = True
                    return
                answer = json.dumps({"sid": SENT, "status": "queued"}).encode()
                self.send_response(201)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_: Any) -> None:
                """Says nothing."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            server.server_close()
            thread.join()


@pytest.fixture
def mail() -> Iterator[Mail]:
    server = Mail()
    with running(server):
        yield server


@pytest.fixture
def twilio() -> Carrier:
    return Carrier()


@pytest.fixture
def app(mail: Mail, twilio: Carrier, tmp_path: Path) -> Iterator[Litestar]:
    fill(tmp_path)
    with twilio.running() as origin:
        common = f'kind = "twilio"\naccount_sid = "{SID}"\nauth_token = "{TOKEN}"\n'
        common += f'base_url = "{origin}"\ntimeout = 10\n'
        file = tmp_path / "channels.toml"
        file.write_text(
            f'[sms]\n{common}from_numbers = ["+6561234567"]\n'
            f'[whatsapp]\n{common}whatsapp_from = "+6561234568"\n'
            f'[email]\nkind = "smtp"\nhost = "127.0.0.1"\nport = {mail.port}\ntls = "none"\n'
            'sender = "<hello@harbour.example>"\n'
        )
        settings = Settings(data=tmp_path, dist=tmp_path / "dist", origin=ORIGIN, channels=file)
        made = create_app(settings)
        yield made
        made.state.parts.close()


@pytest.fixture
def write(app: Litestar, made: Made) -> Callable[[], int]:
    """Lets a round of messages go out after a call that failed; returns the lead."""
    lead_id = made("voice").lead_id

    def prepare(session: Session) -> None:
        row = session.get_one(Qualification, lead_id)
        rows.put(row, State("waiting_messages", clock.now(), turn=TURN, step=1, calls=1))
        row.lead.email = "ada@prospect.example"
        session.scalars(sa.select(Attempt)).one().status = "ended"

    app.state.db.call(prepare)

    def run() -> int:
        app.state.parts.turns.run(lead_id, TURN)
        return lead_id

    return run


def tried(app: Litestar) -> dict[str, tuple[str, str, str]]:
    """Returns each message's status, outcome and detail."""

    def read(session: Session) -> dict[str, tuple[str, str, str]]:
        found = session.scalars(sa.select(Attempt).where(Attempt.turn == TURN))
        return {one.channel: (one.status, one.outcome, one.detail) for one in found}

    return dict(app.state.db.call(read))


def phase(app: Litestar, lead_id: int) -> str:
    return str(app.state.db.call(lambda session: session.get_one(Qualification, lead_id).phase))


def ends(app: Litestar, channel: str) -> list[str]:
    """Returns the statuses that the events of a message's end tell."""
    query = sa.select(Event).where(Event.kind == "attempt_ended").order_by(Event.id)
    found = app.state.db.call(lambda session: session.scalars(query).unique().all())
    return [event.data["status"] for event in found if event.data["channel"] == channel]


def test_it_works(app: Litestar, mail: Mail, twilio: Carrier, write: Callable[[], int]) -> None:
    assert phase(app, write()) == "awaiting"
    assert tried(app) == dict.fromkeys(("email", "sms", "whatsapp"), ("sent", "", ""))
    assert (len(mail.mails), len(twilio.orders)) == (1, 2)


def told(ask: Ask, form: Form, status: str) -> None:
    """Tells what became of a message, as the carrier does, by the address that it was given."""
    path = form["StatusCallback"].removeprefix(ORIGIN)
    answer = ask(path, MessageSid=SENT, MessageStatus=status, ErrorCode="30003")
    assert answer.status_code == 204


@pytest.mark.parametrize(
    ("said", "known"),
    [
        ("undelivered", ("failed", "", "error 30003")),
        ("delivered", ("sent", "delivered", "error 30003")),
    ],
)
def test_a_status_that_comes_before_the_answer(
    app: Litestar,
    ask: Ask,
    twilio: Carrier,
    write: Callable[[], int],
    said: str,
    known: tuple[str, str, str],
) -> None:
    twilio.meanwhile = lambda form: told(ask, form, said)
    write()
    assert (tried(app)["sms"], tried(app)["whatsapp"]) == (known, known)
    assert ends(app, "sms") == [known[0]]


def test_a_message_whose_answer_was_lost_is_delivered(
    app: Litestar, ask: Ask, twilio: Carrier, write: Callable[[], int]
) -> None:
    twilio.answers = False
    write()
    status, _, detail = tried(app)["sms"]
    assert status == "failed"
    assert "may have taken it" in detail
    told(ask, next(form for form in twilio.orders if form["To"] == NUMBER), "delivered")
    assert tried(app)["sms"] == ("sent", "delivered", "error 30003")
    assert ends(app, "sms") == ["failed", "sent"]


def next_turn(app: Litestar, lead_id: int, passed: timedelta = timedelta()) -> None:
    """Lets the turn that a lead waits for run, so long before its moment."""

    def bring_near(session: Session) -> int:
        row = session.get_one(Qualification, lead_id)
        state = rows.state_of(row)
        assert state.due
        rows.put(row, replace(state, due=state.due - passed))
        return state.turn

    app.state.parts.turns.run(lead_id, app.state.db.call(bring_near))


def test_a_mail_that_the_server_could_not_take_for_the_moment(
    app: Litestar, mail: Mail, twilio: Carrier, write: Callable[[], int]
) -> None:
    mail.rcpt = "451 4.7.1 greylisted, try again later"
    lead_id = write()
    assert phase(app, lead_id) == "waiting_messages"
    assert tried(app)["email"] == ("failed", "", mail.rcpt)
    assert tried(app)["sms"] == ("sent", "", "")
    mail.rcpt = "250 OK"
    next_turn(app, lead_id)  # too early: it is put off
    assert mail.mails == []
    next_turn(app, lead_id, passed=timedelta(minutes=5))
    assert phase(app, lead_id) == "awaiting"
    assert (len(mail.mails), len(twilio.orders)) == (1, 2)


def test_a_mail_that_the_server_refuses_for_good(
    app: Litestar, mail: Mail, write: Callable[[], int]
) -> None:
    mail.rcpt = "550 5.1.1 nobody of this name"
    assert phase(app, write()) == "awaiting"
    assert mail.mails == []


def test_stop_while_the_mail_server_takes_its_time(
    app: Litestar, ask: Ask, mail: Mail, twilio: Carrier, write: Callable[[], int]
) -> None:
    said = {"MessageSid": "SM" + "1" * 32, "From": NUMBER, "Body": "STOP"}
    mail.meanwhile = lambda: ask("/carriers/twilio/replies", **said)
    assert phase(app, write()) == "rejected"
    assert twilio.orders == []
    skipped = ("skipped", "", "opted_out")
    assert tried(app) == {"email": ("sent", "", ""), "sms": skipped, "whatsapp": skipped}
    assert ends(app, "sms") == ["skipped"]


def test_one_channel_is_closed_meanwhile(
    app: Litestar, mail: Mail, twilio: Carrier, write: Callable[[], int]
) -> None:
    def close(session: Session) -> None:
        account = accounts.account(session, "demo")
        optouts.add(session, account.id, NUMBER, "console", channel="sms")

    mail.meanwhile = lambda: app.state.db.call(close)
    assert phase(app, write()) == "awaiting"
    assert [form["To"] for form in twilio.orders] == [f"whatsapp:{NUMBER}"]
    assert tried(app)["sms"] == ("skipped", "", "opted_out")
