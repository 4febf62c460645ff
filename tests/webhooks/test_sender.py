"""One delivery to a real receiver: signed, bounded, to the address that was checked."""

from __future__ import annotations

import asyncio
import socket
import ssl
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from server.webhooks.sender import Answer, Sender
from tests.webhooks.receiver import receiving


def send(url: str, *, private: bool = True, **options: Any) -> Answer:
    async def run() -> Answer:
        sender = Sender(private=private, **options)
        try:
            return await sender.send(url, {"webhook-id": "event-1"}, b'{"type": "lead.raised"}')
        finally:
            await sender.close()

    return asyncio.run(run())


def test_it_works() -> None:
    with receiving() as receiver:
        answer = send(receiver.url)
    assert (answer.status, answer.good) == (204, True)
    ((headers, body),) = receiver.got
    assert body == b'{"type": "lead.raised"}'
    assert headers["webhook-id"] == "event-1"
    assert headers["user-agent"] == "lucep-webhooks"
    assert headers["host"] == receiver.url.split("/")[2]


def test_the_loopback_is_refused_unless_it_is_allowed() -> None:
    with receiving() as receiver:
        port = receiver.url.split(":")[2]
        for host in ("127.0.0.1", "localhost"):
            answer = send(f"http://{host}:{port}", private=False)
            assert (answer.status, answer.good) == (0, False)
            assert "not on the internet" in answer.detail
    assert receiver.got == []


def test_a_redirect_is_not_followed() -> None:
    with receiving() as inside, receiving(answers=[302], headers={"Location": inside.url}) as first:
        answer = send(first.url)
    assert (answer.status, answer.good) == (302, False)
    assert inside.got == []


def test_silence_ends() -> None:
    with receiving(answers=[-1]) as receiver:
        began = time.monotonic()
        answer = send(receiver.url, seconds=0.3)
    assert answer == Answer(0, "no answer within 0.3 seconds")
    assert time.monotonic() - began < 3.5


def test_an_answer_may_take_as_long_as_the_delivery() -> None:
    timeout = Sender()._client.timeout
    assert (timeout.read, timeout.write, timeout.pool) == (None, None, None)


@pytest.mark.parametrize("status", [400, 404, 410, 500, 503])
def test_a_refusal(status: int) -> None:
    with receiving(answers=[status], body=b"no\x00 \x1b[31m thanks\n") as receiver:
        assert send(receiver.url) == Answer(status, "no [31m thanks")


def test_a_broken_connection() -> None:
    with receiving(answers=[0]) as receiver:
        answer = send(receiver.url)
    assert (answer.status, answer.good) == (0, False)
    assert answer.detail


def test_nobody_there() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        answer = send(f"http://127.0.0.1:{taken.getsockname()[1]}/")
    assert answer.status == 0
    assert answer.detail


def test_a_name_that_does_not_exist() -> None:
    assert send("https://nobody.invalid/").status == 0


def test_an_endless_answer_is_read_to_its_beginning() -> None:
    with receiving(answers=[200], body=b"x" * 50_000_000) as receiver:
        began = time.monotonic()
        answer = send(receiver.url)
    assert answer == Answer(200, "x" * 300)
    assert time.monotonic() - began < 3


def test_an_answer_without_its_end_is_one() -> None:
    with receiving(answers=[200], body=b"thanks", headers={"Content-Length": "99"}) as receiver:
        assert send(receiver.url) == Answer(200, "thanks")


def test_a_proxy_of_the_environment_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    with receiving() as receiver:
        assert send(receiver.url).good


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("tls") / "both.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-keyout", file,
         "-out", f"{file}.crt", "-subj", "/CN=crm", "-addext", "subjectAltName=DNS:crm.example"],
        check=True, capture_output=True,
    )  # fmt: skip
    file.write_text(file.read_text() + Path(f"{file}.crt").read_text())
    return file


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[str]]:
    """From its call on, lets every name lead to the loopback; returns those looked up."""

    def begin() -> list[str]:
        found: list[str] = []

        def look_up(host: str, port: int, *_: Any, **__: Any) -> list[Any]:
            found.append(host)
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

        monkeypatch.setattr(socket, "getaddrinfo", look_up)
        return found

    return begin


@pytest.fixture
def tls(certificate: Path) -> ssl.SSLContext:
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server.load_cert_chain(certificate)
    return server


@pytest.fixture
def trusted(certificate: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=f"{certificate}.crt")


def test_the_certificate_is_the_names(
    tls: ssl.SSLContext, trusted: ssl.SSLContext, names: Callable[[], list[str]]
) -> None:
    with receiving(tls) as receiver:
        port = receiver.url.split(":")[2]
        names()
        good = send(f"https://crm.example:{port}", verify=trusted)
        assert (good.status, good.detail) == (204, "")
        assert "certificate" in send(f"https://other.example:{port}", verify=trusted).detail
        assert "certificate" in send(f"https://crm.example:{port}").detail
    assert receiver.got[0][0]["host"].startswith("crm.example:")


def test_no_cookie_is_kept() -> None:
    async def twice(url: str) -> None:
        sender = Sender(private=True)
        for _ in range(2):
            assert (await sender.send(url, {}, b"{}")).good
        await sender.close()

    with receiving(headers={"Set-Cookie": "account=alice"}) as receiver:
        asyncio.run(twice(receiver.url))
    assert ["cookie" in headers for headers, _ in receiver.got] == [False, False]


def test_no_connection_is_kept_for_another_name(
    tls: ssl.SSLContext, trusted: ssl.SSLContext, names: Callable[[], list[str]]
) -> None:
    async def both(port: str) -> list[Answer]:
        sender = Sender(private=True, verify=trusted)
        urls = [f"https://{name}.example:{port}" for name in ("crm", "other")]
        answers = [await sender.send(url, {}, b"{}") for url in urls]
        await sender.close()
        return answers

    with receiving(tls, keeps=True) as receiver:
        names()
        first, second = asyncio.run(both(receiver.url.split(":")[2]))
    assert first.good
    assert "certificate" in second.detail
    assert len(receiver.got) == 1


def test_a_name_is_looked_up_as_it_is_checked_and_sent(names: Callable[[], list[str]]) -> None:
    with receiving() as receiver:
        port = receiver.url.split(":")[2].split("/")[0]
        found = names()
        assert send(f"http://straße.example:{port}/").good
    assert receiver.got[0][0]["host"] == f"xn--strae-oqa.example:{port}"
    assert found == ["xn--strae-oqa.example"]
