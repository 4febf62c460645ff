"""A real receiver of webhooks on the loopback, which does as it is told."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from standardwebhooks import Webhook


@dataclass
class Receiver:
    """What it answers, and what it got.

    Attributes:
        answers: The status of each answer in turn, the last one for ever: 0 hangs up without a
            word, -1 is silent.
        body: What it answers with.
        headers: More of its headers.
        got: The headers, in lower case, and the body of each request.
        url: Where it is.
        keeps: Whether it keeps connections open, for the next request.
    """

    answers: list[int] = field(default_factory=lambda: [204])
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    url: str = ""
    keeps: bool = False

    def payloads(self, secret: str) -> list[dict[str, Any]]:
        """Checks every signature with the library that receivers use; returns what was said."""
        return [Webhook(secret).verify(body, headers) for headers, body in self.got]

    def answer(self) -> int:
        """Returns the status of the newest request's answer."""
        return self.answers[min(len(self.got), len(self.answers)) - 1]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        """Takes a webhook."""
        receiver: Receiver = self.server.receiver  # type: ignore[attr-defined]
        body = self.rfile.read(int(self.headers["content-length"]))
        receiver.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
        status = receiver.answer()
        if status < 0:
            time.sleep(3)
        if status <= 0:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        self.send_response(status)
        for name, value in receiver.headers.items():
            self.send_header(name, value)
        if receiver.keeps:
            self.send_header("Content-Length", str(len(receiver.body)))
        else:
            self.send_header("Connection", "close")
        self.end_headers()
        try:
            self.wfile.write(receiver.body)
        except OSError:
            self.close_connection = True

    def log_message(self, *_: Any) -> None:
        """Says nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64


@contextmanager
def receiving(tls: ssl.SSLContext | None = None, **told: Any) -> Iterator[Receiver]:
    """Runs a receiver until the block ends."""
    server = _Server(("127.0.0.1", 0), _Handler)
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    receiver = Receiver(**told)
    receiver.url = f"http{'s' if tls else ''}://127.0.0.1:{server.server_address[1]}/leads"
    server.receiver = receiver  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
