"""The kiosk page keeps working without its server in the other engines too, and sends later."""

from __future__ import annotations

import uuid
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from tests.browsers.visitor import Visitor
from tests.live import live_server

KEPT = """async () => {
  await navigator.serviceWorker.ready;
  const names = await caches.keys();
  const lists = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
  const paths = lists.flat().map(({ url }) => new URL(url).pathname);
  return Boolean(navigator.serviceWorker.controller) && paths.includes("/api/kiosks/demo/1");
}"""


def test_it_works_without_the_server_and_sends_later(visitor: Visitor, tmp_path: Path) -> None:
    name = f"Offline {uuid.uuid4().hex[:8]}"
    window = visitor.window
    with live_server(data=tmp_path) as server:
        page = f"{server.url}/kiosk/demo/1"
        window.visit(page)
        visitor.ready()
        window.until(KEPT)
        server.stop()

        window.visit("about:blank")
        window.visit(page)
        visitor.ready().fill_in(name).send().expect_status("offline")
    port = str(urlsplit(server.url).port)
    with live_server("--port", port, data=tmp_path) as server, httpx.Client() as client:
        server.as_bob(client)
        visitor.expect_status("new")
        assert name in client.get(f"{server.url}/console/?view=all").text
