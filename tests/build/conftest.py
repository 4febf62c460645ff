"""A web server for dist/ and a page on another origin that boots what is in it."""

import io
import json
import mimetypes
import threading
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tools.build import DIST, build
from tools.chromium import FLAGS, find_chromium

mimetypes.add_type("application/wasm", ".wasm")
mimetypes.add_type("text/javascript", ".mjs")

# A widget that only says that it runs, and what it runs on.
MAIN = """
import sys
import js
if "pyscript" in sys.modules:
    raise ImportError("pyscript was imported before anybody asked for it")
import pyscript
{extra}
js.host.ready(sys.implementation.name)
"""


@dataclass
class Origin:
    """A web server on a port of its own: `files` by path, and what was asked of it."""

    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    policy: str = ""
    asked: list[str] = field(default_factory=list)
    url: str = ""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, origin: Origin, *args: object):
        self.origin = origin
        super().__init__(*args)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        path = self.path.removeprefix("/")
        self.origin.asked.append(path)
        kind, content = self.origin.files.get(path, ("", b""))
        self.send_response(200 if kind else 404)
        self.send_header("Access-Control-Allow-Origin", "*")
        self.send_header("Cache-Control", "public, max-age=31536000, immutable")
        if self.origin.policy:
            self.send_header("Content-Security-Policy", self.origin.policy)
        self.send_header("Content-Type", kind or "text/plain")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def origin() -> Iterator[Callable[[], Origin]]:
    """Makes web servers, each an origin of its own."""
    servers = []

    def make() -> Origin:
        made = Origin()
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, made))
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        made.url = f"http://127.0.0.1:{server.server_port}/"
        return made

    yield make
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="session")
def dist() -> Path:
    """dist/, built."""
    build()
    return DIST


@pytest.fixture(scope="session")
def engines(dist: Path) -> dict[str, dict[str, Any]]:
    """The table that the loader got."""
    table: dict[str, dict[str, Any]] = json.loads((dist / "engines.json").read_text())
    return table


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """A browser that talks to nobody by itself."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        yield browser
        browser.close()


@dataclass
class Frame:
    """A page, on another origin than the assets, whose hidden frame boots an engine."""

    assets: Origin
    page: Page
    console: list[tuple[str, str]]
    requests: list[str]
    table: dict[str, Any]

    def open(self) -> None:
        """Goes to the page, which starts the boot."""
        self.page.goto(self.page_url)

    page_url: str = ""

    def outcome(self) -> list[str]:
        """Waits for and returns what the boot came to: ["ready" or "failed", with what]."""
        self.page.locator("#outcome:not(:empty)").wait_for(timeout=60_000, state="attached")
        said: list[str] = json.loads(self.page.locator("#outcome").text_content() or "")
        return said


HARNESS = """
const { base, engine, assets } = JSON.parse(document.getElementById("job").textContent);
const outcome = (...words) => {
  const node = document.getElementById("outcome");
  if (!node.textContent) node.textContent = JSON.stringify(words);
};
const frame = document.createElement("iframe");
frame.hidden = true;
document.documentElement.append(frame);
const inside = frame.contentDocument;
inside.open();
inside.close();
frame.contentWindow.host = {
  page: window,
  engine, base, assets, page: window,
  settings: {},
  listen: (target, name, heard) => target.addEventListener(name, heard),
  ready: (name) => outcome("ready", name),
  failed: (reason) => outcome("failed", reason),
};
for (const [href, as] of assets.preload) {
  const link = inside.createElement("link");
  link.rel = as === "script" ? "modulepreload" : "preload";
  if (as !== "script") link.as = as;
  link.crossOrigin = "anonymous";
  link.href = base + href;
  inside.head.append(link);
}
const script = inside.createElement("script");
script.type = "module";
script.src = base + assets.boot;
inside.head.append(script);
"""


def with_main(app: Path, main: str) -> bytes:
    """Returns a bundle in which `widget.browser.main` is `main`."""
    if app.suffix == ".json":
        modules = {"widget/__init__.py": "", "widget/browser/__init__.py": ""}
        return json.dumps({**modules, "widget/browser/main.py": main}).encode()
    content = io.BytesIO()
    with zipfile.ZipFile(app) as old, zipfile.ZipFile(content, "w") as new:
        for name in old.namelist():
            if name not in ("widget/browser/main.pyc", "widget/browser/__init__.pyc"):
                new.writestr(zipfile.ZipInfo(name), old.read(name))
        new.writestr(zipfile.ZipInfo("widget/browser/__init__.py"), "")
        new.writestr(zipfile.ZipInfo("widget/browser/main.py"), main)
    return content.getvalue()


@pytest.fixture
def frame(
    dist: Path,
    engines: dict[str, dict[str, Any]],
    origin: Callable[[], Origin],
    chromium: Browser,
) -> Iterator[Callable[..., Frame]]:
    """Makes frames: `frame("pyodide", extra="import jinja2")`."""
    contexts = []

    def make(engine: str, extra: str = "") -> Frame:
        table = engines[engine]
        assets, site = origin(), origin()
        for path, _ in table["preload"]:
            kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
            assets.files[path] = (kind, (dist / path).read_bytes())
        app = table["app"]
        kind, _ = assets.files[app]
        assets.files[app] = (kind, with_main(dist / app, MAIN.format(extra=extra)))
        server = assets.url.removesuffix("/")
        site.policy = (
            f"default-src 'none'; img-src data:; script-src 'self' {server} 'wasm-unsafe-eval'; "
            f"connect-src {server}; style-src 'self'"
        )
        job = json.dumps({"base": assets.url, "engine": engine, "assets": table})
        site.files["page.html"] = (
            "text/html",
            f"<!doctype html><link rel=icon href=data:,><p id=outcome></p>"
            f"<script type=application/json id=job>{job}</script>"
            f"<script src=harness.js></script>".encode(),
        )
        site.files["harness.js"] = ("text/javascript", HARNESS.encode())
        context = chromium.new_context()
        contexts.append(context)
        page = context.new_page()
        made = Frame(assets, page, [], [], table, site.url + "page.html")
        page.on("console", lambda message: made.console.append((message.type, message.text)))
        page.on("pageerror", lambda error: made.console.append(("pageerror", str(error))))
        page.on("request", lambda request: made.requests.append(request.url))
        return made

    yield make
    for context in contexts:
        context.close()
