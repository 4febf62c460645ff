"""Somebody's site: a page on an origin of its own."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>A site</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
{head}
</head>
<body><h1>A site</h1><p>Its text.</p></body>
</html>
"""


class Site:
    """Pages by path, on another host name than the server's."""

    def __init__(self, origin: str):
        self._origin = origin
        self.pages: dict[str, bytes] = {}

    def put(self, name: str, head: str) -> str:
        """Puts a page on the site.

        Args:
            name: its path, without the slash.
            head: what its owner wrote into the head.

        Returns:
            Its address.
        """
        self.pages[f"/{name}"] = PAGE.format(head=head).encode()
        return f"{self._origin}/{name}"


@contextmanager
def site() -> Iterator[Site]:
    """Serves a site until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            body = made.pages.get(self.path, b"")
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    made = Site(f"http://localhost:{server.server_port}")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
