"""Security headers, by where an answer lies; errors carry them too."""

from __future__ import annotations

from typing import Any

import pytest

from tests.server.conftest import Client, Person

EVERYWHERE = ["/", "/api/", "/api/none", "/kiosk/demo/1", "/ticket/x", "/console/login", "/none"]


@pytest.mark.parametrize("path", EVERYWHERE)
def test_everywhere(client: Client, path: str) -> None:
    headers = client.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] in ("same-origin", "strict-origin-when-cross-origin")
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "unsafe-inline" not in headers["content-security-policy"]
    assert "'unsafe-eval'" not in headers["content-security-policy"]


@pytest.mark.parametrize("path", ["/kiosk/demo/1", "/kiosk/demo/9", "/ticket/x"])
def test_visitors_pages_may_be_embedded_and_run_python(client: Client, path: str) -> None:
    headers = client.get(path, headers={"Accept": "text/html"}).headers
    assert "frame-ancestors" not in headers["content-security-policy"]
    assert "x-frame-options" not in headers
    assert "script-src 'self' 'wasm-unsafe-eval'" in headers["content-security-policy"]
    assert "access-control-allow-origin" not in headers


@pytest.mark.parametrize("path", ["/console/login", "/console/", "/console/none"])
def test_the_console_may_not(client: Client, path: str) -> None:
    headers = client.get(path).headers
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-frame-options"] == "DENY"
    assert "wasm" not in headers["content-security-policy"]
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "same-origin"
    assert "access-control-allow-origin" not in headers


@pytest.mark.parametrize("path", ["/api/", "/api/kiosks/demo/1", "/api/tickets/x/events"])
def test_a_preflight(client: Client, path: str) -> None:
    asked = {"Origin": "https://site.example", "Access-Control-Request-Method": "POST"}
    answer = client.options(path, headers=asked)
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "POST" in answer.headers["access-control-allow-methods"]
    assert "access-control-allow-credentials" not in answer.headers


def test_a_stream_of_the_console_is_for_its_own_pages(bob: Person) -> None:
    answer = bob.get("/console/events?lead=99")
    assert answer.status_code == 404
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize(
    ("path", "accept", "kind"),
    [
        ("/none", "text/html", "text/html; charset=utf-8"),
        ("/none", "application/json", "application/json"),
        ("/api/none", "text/html", "application/json"),
        ("/js/none", "text/html", "application/json"),
    ],
)
def test_an_error_is_a_page_for_people_and_json_for_programs(
    client: Client, path: str, accept: str, kind: str
) -> None:
    answer = client.get(path, headers={"Accept": accept})
    assert answer.status_code == 404
    assert answer.headers["content-type"] == kind
    assert answer.headers["cache-control"] == "no-store"


def test_our_own_mistake_is_an_error_without_details(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: Any) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("server.kiosks.queries.services", broken)
    answer = client.get("/api/kiosks/demo/1")
    assert answer.status_code == 500
    body = answer.json()
    assert body.keys() == {"status", "msg"}
    assert body["status"] == "error"
    assert "secret" not in answer.text
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "secret detail" in caplog.text


@pytest.mark.parametrize("host", ['x"><script>', "a b", "x@y", "x/y", ""])
def test_a_host_that_is_none_gets_into_no_page(client: Client, host: str) -> None:
    answer = client.get("/kiosk/demo/1", headers={"Host": host})
    assert answer.status_code == 400
