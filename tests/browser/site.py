"""A site on an origin of its own, whose owner pasted the script tag."""

from __future__ import annotations

import contextlib
import mimetypes
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

mimetypes.add_type("text/javascript", ".mjs")
mimetypes.add_type("application/wasm", ".wasm")

EXAMPLES = Path(__file__).parents[2] / "examples"
WRITTEN = "http://127.0.0.1:8000"
TYPES = {".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript"}
TYPES |= {".py": "text/x-python", ".json": "application/json"}


class Site:
    """Serves the example pages with the server's origin put in, and pages made by tests."""

    def __init__(self, url: str, server: str) -> None:
        self.url = url
        self.server = server
        self._pages: dict[str, tuple[bytes, str, dict[str, str]]] = {}

    def page(
        self, name: str, text: str, headers: dict[str, str] | None = None, kind: str = ".html"
    ) -> str:
        """Puts a page on the site and returns its address."""
        self._pages["/" + name] = (self._own(text), TYPES[kind], headers or {})
        return f"{self.url}/{name}"

    def file(self, name: str, file: Path) -> None:
        """Puts a file on the site as it is."""
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        self._pages["/" + name] = (file.read_bytes(), kind, {})

    def example(self, name: str) -> str:
        """Returns the address of an example page."""
        return f"{self.url}/{name}"

    def widget(self, engine: str, more: str = "", boot: str = "idle") -> str:
        """Puts a page with the corner widget on the site and returns its address."""
        tag = (
            f'<script async src="{self.server}/js/lucep.stable.latest.min.js" data-domain="demo"'
            f' data-id="1" data-engine="{engine}" data-boot="{boot}"></script>'
        )
        return self.page(f"{engine}-{boot}.html", document(tag + more))

    def library(self, engine: str, script: str, init: str = "") -> str:
        """Puts a page with the library in its header and a script of the site's on it."""
        return self.page(
            f"{engine}-api.html",
            document(
                f'<script src="{self.server}/js/lucep.stable.latest.min.js"></script>'
                f"<script>$lucep.init({{domain: 'demo', id: 1, engine: '{engine}', {init}}});"
                f"{script}</script>"
            ),
        )

    def read(self, path: str) -> tuple[bytes, str, dict[str, str]] | None:
        """Finds what stands at a path: body, type and headers."""
        if path in self._pages:
            return self._pages[path]
        file = EXAMPLES / path.lstrip("/")
        if file.is_file() and file.suffix in TYPES:
            return self._own(file.read_text()), TYPES[file.suffix], {}
        return None

    def _own(self, text: str) -> bytes:
        return text.replace(WRITTEN, self.server).encode()


def document(head: str, body: str = "<h1>A site</h1><p>Its text.</p>") -> str:
    """Returns a whole page."""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Site</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<link rel="icon" href="data:,">{head}</head><body>{body}</body></html>'
    )


@contextlib.contextmanager
def running(server: str) -> Iterator[Site]:
    """Runs a site on a free port of `localhost`, another host name than the server's."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            found = site.read(self.path.split("?")[0])
            body, kind, headers = found or (b"Not found", "text/plain", {})
            self.send_response(200 if found else 404)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Tests read the browser's own log."""

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    httpd.daemon_threads = True
    site = Site(f"http://localhost:{httpd.server_port}", server)
    thread = threading.Thread(target=httpd.serve_forever, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        httpd.shutdown()
        httpd.server_close()
