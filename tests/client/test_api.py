"""The client: tokens, tries, and what it makes of every answer."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.client.server import Answer, Form, Server, answering
from widget.client.api import LONGEST_WAIT, Client, RefusedError, Submitted, UnavailableError

OK: Answer = (200, {"status": "ok", "validation_id": 7}, "")
FIELDS = {"phone_number": "15551234", "service_id": 1}


def usual(form: Form) -> Answer:
    if form["action"] == "token_create":
        return 200, {"status": "ok", "token": "t" * 64}, ""
    return OK


@pytest.fixture
def server() -> Iterator[Server]:
    with answering(usual) as running:
        yield running


@pytest.fixture
def waits() -> list[float]:
    return []


@pytest.fixture
def client(server: Server, waits: list[float]) -> Client:
    return Client(server.url, "demo", sleep=waits.append)


def after(server: Server, *answers: Answer) -> None:
    """Gives these answers to the first submissions, then the usual one."""
    left = list(answers)

    def decide(form: Form) -> Answer:
        return left.pop(0) if left and form["action"] == "lead_submit" else usual(form)

    server.decide = decide


def test_it_works(server: Server) -> None:
    client = Client(server.url + "/", "demo", "the key")
    sent = {**FIELDS, "payload": {"car": "é"}, "name": "", "nps": None, "interaction_id": "ab"}
    assert client.submit(sent) == Submitted(7)
    token, submission = server.forms
    assert token == {
        "action": "token_create",
        "account_key": "demo",
        "for_action": "lead_submit",
        "apikey": "the key",
    }
    assert submission == {
        "action": "lead_submit",
        "account_key": "demo",
        "auth": "t" * 64,
        "interaction_id": "ab",
        "payload": '{"car": "\\u00e9"}',
        "phone_number": "15551234",
        "service_id": "1",
    }


def test_without_a_key_there_are_no_tokens(server: Server, client: Client) -> None:
    client.submit(FIELDS)
    (form,) = server.forms
    assert "auth" not in form
    assert len(form["interaction_id"]) == 40


def test_what_the_server_adds_out_of_hours(server: Server, client: Client) -> None:
    more = {"out_of_working_hours": True, "skip_ivr_call_counter": 2}
    after(server, (200, {"status": "ok", "validation_id": 7, **more}, ""))
    assert client.submit(FIELDS) == Submitted(7, True, 2)


def test_a_refusal_is_not_tried_again(server: Server, client: Client, waits: list[float]) -> None:
    body = {"status": "fail", "msg": "phone_number: a number", "field": "phone_number"}
    after(server, (400, body, ""))
    with pytest.raises(RefusedError, match="phone_number: a number") as refused:
        client.submit(FIELDS)
    assert (refused.value.code, refused.value.field) == (400, "phone_number")
    assert not refused.value.for_everybody
    assert (len(server.forms), waits) == (1, [])


@pytest.mark.parametrize(
    ("code", "field", "everybody"),
    [
        (403, "apikey", True),
        (404, "account_key", True),
        (404, "", True),
        (403, "", True),
        (200, "", True),
        (404, "kiosk_id", False),
        (413, "", False),
    ],
)
def test_some_refusals_hold_for_everybody(
    server: Server, client: Client, code: int, field: str, everybody: bool
) -> None:
    after(server, (code, {"status": "fail", "msg": "no", "field": field}, ""))
    with pytest.raises(RefusedError) as refused:
        client.submit(FIELDS)
    assert refused.value.for_everybody is everybody


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("location", ["http://127.0.0.1:{port}/else/", "/else/"])
def test_a_server_that_has_moved_is_named(
    server: Server, client: Client, code: int, location: str
) -> None:
    """A redirect loses the form, or is none for it."""
    server.headers = {"Location": location.format(port=server.url.split(":")[-1])}
    after(server, (code, b"", ""))
    with pytest.raises(RefusedError) as refused:
        client.submit(FIELDS)
    assert refused.value.message == (
        f"{server.url}/api/ leads on to {server.url}/else/; name that server"
    )
    assert refused.value.for_everybody


@pytest.mark.parametrize(("header", "wait"), [("7", 7.0), ("99999", LONGEST_WAIT), ("soon", 0.5)])
def test_it_comes_back_when_the_server_says(
    server: Server, client: Client, waits: list[float], header: str, wait: float
) -> None:
    after(server, (429, {"status": "fail", "msg": "later"}, header))
    assert client.submit(FIELDS) == Submitted(7)
    assert waits == [wait]


@pytest.mark.parametrize("answer", [(500, b"<h1>no</h1>", ""), (503, {}, ""), (0, {}, "")])
def test_what_breaks_is_tried_again_as_the_same_submission(
    server: Server, waits: list[float], answer: Answer
) -> None:
    after(server, answer, answer)
    client = Client(server.url, "demo", "the key", sleep=waits.append)
    assert client.submit(FIELDS) == Submitted(7)
    submissions = [form for form in server.forms if form["action"] == "lead_submit"]
    assert len({form["interaction_id"] for form in submissions}) == 1
    assert len(server.forms) == 6  # a token for each of three tries
    assert waits == [0.5, 1.0]


def test_it_gives_up(server: Server, client: Client, waits: list[float]) -> None:
    after(server, *[(503, {"status": "error", "msg": "broken"}, "")] * 9)
    with pytest.raises(UnavailableError, match="broken"):
        client.submit(FIELDS)
    assert (len(server.forms), len(waits)) == (6, 5)


def test_nobody_listens(waits: list[float]) -> None:
    client = Client("http://127.0.0.1:9", "demo", tries=2, sleep=waits.append)
    with pytest.raises(UnavailableError, match="refused"):
        client.submit(FIELDS)
    assert waits == [0.5]


@pytest.mark.parametrize("body", [b"<p>Hello", b"[]", {"status": "fail"}, {}])
def test_an_answer_that_is_none_of_ours(server: Server, client: Client, body: object) -> None:
    after(server, (200, body, ""))
    with pytest.raises(RefusedError, match="200"):
        client.submit(FIELDS)


def test_it_needs_neither_the_server_nor_a_package() -> None:
    program = (
        "import sys; before = set(sys.modules); import widget.client.cleaning;"
        "print({m.split('.')[0] for m in set(sys.modules) - before} - set(sys.stdlib_module_names))"
    )
    command = [sys.executable, "-S", "-c", program]
    assert subprocess.run(command, capture_output=True, text=True).stdout.strip() == "{'widget'}"
