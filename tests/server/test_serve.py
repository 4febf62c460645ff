"""The process: it starts, is alone on its data and its port, and stops."""

from __future__ import annotations

import shutil
import signal
import socket
import threading
from pathlib import Path

import httpx
import pytest

from tests.live import LiveServer, live_server, start
from tests.server.conftest import LEAD


def address(server: LiveServer) -> tuple[str, int]:
    url = httpx.URL(server.url)
    assert url.port
    return url.host, url.port


def test_it_works_and_stops_with_open_streams_and_keeps_its_data(
    tmp_path: Path, demo_file: Path
) -> None:
    shutil.copy(demo_file, tmp_path)
    with live_server(data=tmp_path) as server, httpx.Client(timeout=20) as client:
        token = client.post(f"{server.url}/api/", data=LEAD).json()["ticket"]
        ended = threading.Event()

        def listen() -> None:
            with httpx.stream("GET", f"{server.url}/api/tickets/{token}/events") as answer:
                for _ in answer.iter_lines():
                    listening.set()
            ended.set()

        listening = threading.Event()
        threading.Thread(target=listen, daemon=True).start()
        assert listening.wait(10)

        assert server.stop(signal.SIGINT) < 10
        assert server.process.returncode == 0
        assert ended.wait(5), "a stream ends, it does not break"
        output, errors = server.process.communicate()
        assert (output, errors) == ("", "")

    with live_server(data=tmp_path) as server, socket.create_connection(address(server)) as half:
        status = httpx.get(f"{server.url}/api/tickets/{token}").json()
        assert status == {"status": "ok", "ticket-status": "new"}
        # A request that never ends keeps nobody from stopping either.
        half.sendall(b"POST /api/ HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nabc")
        httpx.get(server.url)
        assert server.stop(signal.SIGTERM) < 10
        assert server.process.returncode == 0


def test_one_that_runs_no_turns_stops_as_quietly(tmp_path: Path, demo_file: Path) -> None:
    shutil.copy(demo_file, tmp_path)
    with live_server("--web", data=tmp_path) as server:
        assert httpx.get(server.url).status_code < 500
        server.stop(signal.SIGTERM)
        assert server.process.returncode == 0
        assert server.process.communicate() == ("", "")


def test_a_second_server_on_the_same_data_is_refused(live: LiveServer) -> None:
    second = start("--port", "0", "--data", str(live.data))
    output, errors = second.communicate(timeout=30)
    assert second.returncode == 1
    assert output == ""
    assert "lucep.sqlite3 is in use by another server" in errors
    assert "DATABASE_URL" in errors
    assert "Traceback" not in errors


def test_a_second_server_on_the_same_port_is_refused(live: LiveServer, tmp_path: Path) -> None:
    _, port = address(live)
    second = start("--port", str(port), "--data", str(tmp_path))
    output, errors = second.communicate(timeout=30)
    assert (second.returncode, output) == (1, "")
    assert f"Cannot listen on 127.0.0.1:{port}" in errors
    assert "--port" in errors


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("mysql://ada:secret@db.example/leads", "DATABASE_URL: an address such as postgresql://"),
        ("postgresql://ada:secret@127.0.0.1:x/leads", "DATABASE_URL: an address such as"),
        ("postgresql://ada:secret@127.0.0.1:1/leads?password=secret", "127.0.0.1:1/leads: conn"),
        ("", "lucep.sqlite3: file is not a database"),
    ],
)
def test_a_database_that_cannot_be_used_is_said_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str, said: str
) -> None:
    (tmp_path / "lucep.sqlite3").write_text("That is none.")
    monkeypatch.setenv("DATABASE_URL", url)
    server = start("--port", "0", "--data", str(tmp_path))
    output, errors = server.communicate(timeout=30)
    assert (server.returncode, output) == (1, "")
    assert said in errors
    assert errors.count("\n") == 1
    assert "secret" not in errors


@pytest.mark.parametrize("size", [70_000, 2_000_000])
def test_a_long_body_gets_its_answer(live: LiveServer, size: int) -> None:
    answer = httpx.post(
        f"{live.url}/api/",
        content=b"name=" + b"x" * size,
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    assert answer.status_code == 413
    assert answer.json() == {"status": "fail", "msg": "send at most 64 KiB"}


def test_head_is_get_without_the_body(live: LiveServer) -> None:
    for path in ("/", "/api/kiosks/demo/1"):
        head = httpx.head(f"{live.url}{path}")
        get = httpx.get(f"{live.url}{path}")
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["content-type"] == get.headers["content-type"]


def test_only_this_machine_can_connect(live: LiveServer) -> None:
    _, port = address(live)
    with socket.socket() as probe:
        # Free on every other address of the machine means bound to the loopback alone.
        probe.bind(("127.0.0.2", port))
