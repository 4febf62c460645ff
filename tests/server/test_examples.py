"""The example pages and the index."""

from __future__ import annotations

import re

import pytest

from tests.server.conftest import Client


def test_it_works(client: Client) -> None:
    index = client.get("/").text
    pages = re.findall(r'href="(/examples/[^"]+)"', index)
    assert {"/examples/corner.html", "/examples/kiosk.html"} <= set(pages)
    for path in pages:
        page = client.get(path)
        assert page.headers["content-type"] == "text/html; charset=utf-8"
        assert "127.0.0.1:8000" not in page.text
        assert "http://testserver.local/" in page.text
    assert client.get("/examples").headers["location"] == "/"


def test_the_index_leads_everywhere(client: Client) -> None:
    for path in re.findall(r'href="(/[^"]*)"', client.get("/").text):
        assert client.get(path).status_code in (200, 401), path


def test_a_browser_finds_the_icon_it_asks_for(client: Client) -> None:
    answer = client.get("/favicon.ico")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/svg+xml")


@pytest.mark.parametrize("path", ["none.html", "..%2fpyproject.toml", "%00", "%ff", "a" * 5000])
def test_no_such_example(client: Client, path: str) -> None:
    assert client.get(f"/examples/{path}").status_code in (302, 303, 404)
    assert "requires-python" not in client.get(f"/examples/{path}").text
