"""A server that answers what a test says, and notes what it was asked."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl

Form = dict[str, str]
# The status, the body, and the Retry-After header; no status for a connection that breaks.
Answer = tuple[int, object, str]


class Server:
    """What runs: its origin, the forms it got, what decides on its answers, more headers of all."""

    def __init__(self, url: str, decide: Callable[[Form], Answer]) -> None:
        self.url = url
        self.decide = decide
        self.forms: list[Form] = []
        self.headers: dict[str, str] = {}


@contextlib.contextmanager
def answering(decide: Callable[[Form], Answer]) -> Iterator[Server]:
    """Runs a server on a free port until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = dict(parse_qsl(sent, strict_parsing=True))
            server.forms.append(form)
            status, body, retry_after = server.decide(form)
            if not status:
                self.connection.close()
                return
            content = body if isinstance(body, bytes) else json.dumps(body).encode()
            self.send_response(status)
            more = {"Retry-After": retry_after} if retry_after else {}
            for name, value in {**server.headers, **more}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def do_GET(self) -> None:
            self.send_error(405)

        def log_message(self, *args: object) -> None:
            """Tests read the answers."""

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server = Server(f"http://127.0.0.1:{httpd.server_port}", decide)
    threading.Thread(target=httpd.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield server
    finally:
        httpd.shutdown()
        httpd.server_close()
