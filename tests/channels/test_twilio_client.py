"""What the carrier answers when it does not do what it was asked, and when it does not answer."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from server.channels import twilio
from server.channels.base import Channel, Message, Order, Script, Sent
from server.channels.options import OptionError
from server.channels.services import Services
from server.channels.twilio import client, options
from server.settings import Settings
from tests.channels.conftest import NUMBER, ORIGIN, SID, TOKEN

ORDER = Order(
    7, "demo", 3, NUMBER, "eng", script=Script(bcp47="en", prompt="Hi"), message=Message(text="Hi")
)
GIVEN: dict[str, Any] = {
    "account_sid": SID,
    "auth_token": TOKEN,
    "from_numbers": ["+6561234567", "+6561234568"],
    "whatsapp_from": "+6561234569",
    "timeout": 0.5,
}


class NoDatabase:
    """Nothing is kept where the carrier alone is tried; what is called is noted."""

    def __init__(self) -> None:
        self.called: list[str] = []

    def call(self, function: Any, *_: Any) -> None:
        """Notes what would have been run."""
        self.called.append(function.__name__)


def made(name: Any, base_url: str, db: NoDatabase | None = None, **more: Any) -> Channel:
    services = Services(db or NoDatabase(), Settings(data=Path(), origin=ORIGIN))  # type: ignore[arg-type]
    given = {**GIVEN, "base_url": base_url, **more}
    return twilio.create(name, given, lambda *_: None, services)


class Carrier(BaseHTTPRequestHandler):
    """Answers every request with the server's `answer`."""

    def do_POST(self) -> None:
        """Answers."""
        self.rfile.read(int(self.headers["content-length"]))
        status, body = self.server.answer  # type: ignore[attr-defined]
        if status == 0:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        text = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_: Any) -> None:
        """Says nothing."""


@pytest.fixture
def carrier() -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Carrier)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def address(server: ThreadingHTTPServer) -> str:
    return f"http://127.0.0.1:{server.server_address[1]}"


def error(status: int, code: int) -> tuple[int, dict[str, Any]]:
    return status, {"status": status, "code": code, "message": "no", "more_info": ""}


def problem(status: int, code: int) -> tuple[int, dict[str, Any]]:
    """Returns the same error as RFC 9457 has it."""
    return status, {"type": "about:blank", "title": "no", "status": status, "code": code}


@pytest.mark.parametrize(
    ("answer", "temporary", "outcome"),
    [
        (error(400, 21211), False, "unreachable"),
        (error(400, 21215), False, "failed"),
        (error(401, 20003), False, "failed"),
        (error(429, 20429), True, "failed"),
        (error(503, 20500), True, "failed"),
        (error(302, 0), False, "failed"),
        (problem(400, 21211), False, "unreachable"),
        (problem(429, 20429), True, "failed"),
    ],
)
def test_a_refusal(
    carrier: ThreadingHTTPServer, answer: Any, temporary: bool, outcome: str
) -> None:
    carrier.answer = answer  # type: ignore[attr-defined]
    sent = made("voice", address(carrier)).send(ORDER)
    assert (sent.status, sent.temporary, sent.outcome) == ("failed", temporary, outcome)
    assert sent.detail


@pytest.mark.parametrize("told", [error, problem])
def test_who_told_the_carrier_to_stop_is_on_our_list_too(
    carrier: ThreadingHTTPServer, told: Any
) -> None:
    carrier.answer = told(400, client.OPTED_OUT)  # type: ignore[attr-defined]
    db = NoDatabase()
    sent = made("sms", address(carrier), db).send(ORDER)
    assert (sent.status, sent.temporary) == ("failed", False)
    assert db.called == ["_opted_out"]


def test_the_carriers_address_is_that_of_the_file(
    carrier: ThreadingHTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TWILIO_EDGE", "sydney")
    monkeypatch.setenv("TWILIO_REGION", "au1")
    carrier.answer = (201, {"sid": "CA1"})  # type: ignore[attr-defined]
    assert made("voice", address(carrier)).send(ORDER) == Sent("started", "CA1")


@pytest.mark.parametrize("answer", [(0, None), (201, None), (201, [])])
def test_an_answer_that_never_comes_or_says_nothing(
    carrier: ThreadingHTTPServer, answer: Any
) -> None:
    # It may have been done: a call is waited for, a message is not sent again.
    carrier.answer = answer  # type: ignore[attr-defined]
    assert made("voice", address(carrier)).send(ORDER).status == "started"
    sent = made("sms", address(carrier)).send(ORDER)
    assert (sent.status, sent.temporary) == ("failed", False)
    assert "may have taken" in sent.detail


def test_silence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        assert made("voice", url).send(ORDER).status == "started"


def test_nobody_there() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        for name in ("voice", "sms", "whatsapp"):
            sent = made(name, url).send(ORDER)
            assert (sent.status, sent.temporary) == ("failed", True), name
            assert made(name, url).find(ORDER, "CA1") is None


def test_a_prospect_always_sees_the_same_number() -> None:
    numbers = ["+6561234567", "+6561234568", "+6561234569"]
    seen = {to: client.sender(numbers, to) for to in (f"+65912345{n:02}" for n in range(50))}
    assert all(client.sender(numbers, to) == number for to, number in seen.items())
    assert set(seen.values()) == set(numbers)


@pytest.mark.parametrize(
    ("name", "given", "key"),
    [
        ("email", {}, "kind"),
        ("voice", {"account_sid": ""}, "account_sid"),
        ("voice", {"auth_token": " "}, "auth_token"),
        ("voice", {"from_numbers": []}, "from_numbers"),
        ("voice", {"from_numbers": ["6561234567"]}, "from_numbers"),
        ("voice", {"from_numbers": ["HARBOUR"]}, "from_numbers"),
        ("voice", {"from_numbers": "+6561234567"}, "from_numbers"),
        ("sms", {"from_numbers": ["MUCH TOO LONG A NAME"]}, "from_numbers"),
        ("whatsapp", {"whatsapp_from": ""}, "whatsapp_from"),
        ("whatsapp", {"whatsapp_from": "whatsapp:+6561234567"}, "whatsapp_from"),
        ("voice", {"base_url": "ftp://x"}, "base_url"),
        ("voice", {"base_url": "https://[x"}, "base_url"),
        ("voice", {"base_url": "https://x.example:99999"}, "base_url"),
        ("voice", {"base_url": "https://x.example/?q=1"}, "base_url"),
        ("voice", {"timeout": 0}, "timeout"),
        ("voice", {"account_id": "typo"}, "account_id"),
    ],
)
def test_a_wrong_option_is_named(name: str, given: dict[str, Any], key: str) -> None:
    with pytest.raises(OptionError) as refused:
        options.read(name, {**GIVEN, **given}, ORIGIN)
    assert refused.value.key == key


def test_an_sms_may_come_from_a_name() -> None:
    assert options.read("sms", {**GIVEN, "from_numbers": ["HARBOUR"]}, ORIGIN)


def test_the_carrier_has_to_know_where_to_call_back() -> None:
    with pytest.raises(OptionError, match="--origin"):
        options.read("voice", GIVEN, "")
