"""`dist/`: the loader and everything that is loaded for good, precompressed."""

from __future__ import annotations

import gzip
from pathlib import Path

import brotli
import pytest

from server.settings import Settings
from tests.server.conftest import Client

CODE = b"export const answer = 42;\n" * 100
WASM = b"\0asm\1\0\0\0"


@pytest.fixture(autouse=True)
def dist(settings: Settings) -> Path:
    """What a build leaves."""
    files = {
        "js/lucep.stable.latest.min.js": CODE,
        "js/lucep.stable.latest.min.js.br": brotli.compress(CODE),
        "a/0123/core.js": CODE,
        "a/0123/core.js.br": brotli.compress(CODE),
        "a/0123/core.js.gz": gzip.compress(CODE),
        "a/0123/micropython.wasm": WASM,
        "console/htmx.min.js": CODE,
        "manifest.json": b"{}",
    }
    for name, content in files.items():
        file = settings.dist / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    return settings.dist


def test_it_works(client: Client) -> None:
    answer = client.get("/a/0123/core.js")
    assert answer.content == CODE
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("BR", "br"),
        ("identity", ""),
        ("br;q=0.0", ""),
        ("", ""),
    ],
)
def test_the_best_form_that_the_browser_takes(
    client: Client, dist: Path, accepted: str, encoding: str
) -> None:
    headers = {"Accept-Encoding": accepted}
    with client.stream("GET", "/a/0123/core.js", headers=headers) as answer:
        assert answer.headers.get("content-encoding", "") == encoding
        assert answer.headers["vary"] == "Accept-Encoding"
        ending = {"br": ".br", "gzip": ".gz", "": ""}[encoding]
        assert b"".join(answer.iter_raw()) == (dist / f"a/0123/core.js{ending}").read_bytes()


def test_wasm_has_its_type(client: Client) -> None:
    answer = client.get("/a/0123/micropython.wasm")
    assert (answer.content, answer.headers["content-type"]) == (WASM, "application/wasm")
    assert "content-encoding" not in answer.headers


def test_the_loader_is_asked_for_again(client: Client) -> None:
    answer = client.get("/js/lucep.stable.latest.min.js")
    assert answer.content == CODE
    assert answer.headers["cache-control"] == "public, max-age=300"
    assert answer.headers["access-control-allow-origin"] == "*"
    tag = {"If-None-Match": answer.headers["etag"]}
    assert client.get("/js/lucep.stable.latest.min.js", headers=tag).status_code == 304


def test_the_console_has_its_libraries_and_styles(client: Client) -> None:
    assert client.get("/console/assets/htmx.min.js").content == CODE
    styles = client.get("/console/assets/console.css")
    assert styles.headers["content-type"] == "text/css; charset=utf-8"


def test_styles_that_no_build_has_made_one_come_whole(client: Client) -> None:
    for path in ("/styles/widget.css", "/api/kiosks/demo/1/shell"):
        sheet = client.get(path).text
        assert "@import" not in sheet
        assert "#lucep-launcher {" in sheet
        assert "@media (forced-colors: active)" in sheet


@pytest.mark.parametrize(
    "path",
    [
        "/a/0123/none.js",
        "/a/0123",
        "/a/../manifest.json",
        "/a/%2e%2e/manifest.json",
        "/a/..%2fmanifest.json",
        "/a/0123/..%2f..%2fmanifest.json",
        "/a/%2fetc%2fpasswd",
        "/a//etc/passwd",
        "/js/%00",
        "/js/%ff",
        "/js/" + "a" * 5000,
        "/console/assets/..%2fpages.py",
        "/styles/..%2floader.js",
        "/manifest.json",
    ],
)
def test_nothing_else_is_served(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_link_out_of_dist_is_not_followed(client: Client, dist: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    (dist / "a" / "link.txt").symlink_to(secret)
    assert client.get("/a/link.txt").status_code == 404
