"""The kiosk page as an app: its manifest and its icons."""

from __future__ import annotations

import struct
import zlib

import pytest

from tests.server.conftest import Client


def test_it_works(client: Client) -> None:
    answer = client.get("/kiosk/demo/1/app.webmanifest?lang=deu")
    assert answer.headers["content-type"] == "application/manifest+json"
    manifest = answer.json()
    assert (manifest["lang"], manifest["dir"]) == ("de", "ltr")
    assert manifest["start_url"] == "/kiosk/demo/1?lang=deu"
    assert manifest["scope"] == manifest["id"] == "/kiosk/demo/1"
    for icon in manifest["icons"]:
        found = client.get(icon["src"])
        assert found.status_code == 200
        assert found.headers["content-type"] == icon["type"]


@pytest.mark.parametrize("size", [192, 512])
def test_an_icon_is_a_whole_png_in_the_kiosks_colours(client: Client, size: int) -> None:
    png = client.get(f"/kiosk/demo/1/icons/{size}.png").content
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    chunks, at = {}, 8
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        kind, body = png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        (check,) = struct.unpack(">I", png[at + 8 + length : at + 12 + length])
        assert check == zlib.crc32(kind + body)
        chunks[kind], at = body, at + 12 + length
    assert struct.unpack(">II", chunks[b"IHDR"][:8]) == (size, size)
    assert chunks[b"PLTE"][:3].hex() == "0f5bd7"
    assert chunks[b"PLTE"][-3:].hex() == "ffffff"
    assert len(zlib.decompress(chunks[b"IDAT"])) == size * (size + 1)


@pytest.mark.parametrize(
    "path",
    [
        "/kiosk/demo/1/icons/100.png",
        "/kiosk/demo/1/icons/x",
        "/kiosk/demo/9/icons/192.png",
        "/kiosk/nobody/1/app.webmanifest",
        "/kiosk/demo/9/icon.svg",
        "/kiosk/nothing.js",
        "/kiosk/..%2fmanifest.json",
    ],
)
def test_there_is_nothing_else(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_the_page_links_them_and_its_policy_lets_them_load(client: Client) -> None:
    page = client.get("/kiosk/demo/1")
    assert 'rel="manifest" href="/kiosk/demo/1/app.webmanifest?lang=eng"' in page.text
    assert 'name="theme-color" content="#0f5bd7"' in page.text
    assert "manifest-src 'self'" in page.headers["content-security-policy"]
