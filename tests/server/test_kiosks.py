"""A kiosk's details and its shell, as a widget on any site reads them."""

from __future__ import annotations

import gzip
import re

import brotli
import pytest

from tests.server.conftest import Client
from tests.server.test_bad_input import assert_refused

PATHS = ["/api/kiosks/demo/1", "/api/kiosks/demo/1/shell"]


def test_it_works(client: Client) -> None:
    answer = client.get("/api/kiosks/demo/1")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    details = answer.json()
    assert details["default_lang"] == "eng"
    assert details["kiosk_id"] == 1
    assert details["closed_txt"] == "Click here to get a callback!"
    assert details["open_txt"] == "Tell us how to contact you!"
    assert details["button_cta"] == "Call me!"
    assert details["services"] == [[1, "Sales", 0], [2, "Support", 0]]
    assert [field["type"] for field in details["fields"]] == ["text", "checkbox", "dropdown"]
    assert details["menu"]["tree"]["children"][1]["lt"] == {"eng": "Support"}


def test_the_shell_works_by_itself(client: Client) -> None:
    answer = client.get("/api/kiosks/demo/1/shell")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert 'popovertarget="lucep-panel"' in answer.text
    # Where Python never starts, the form itself goes to the hosted page.
    assert re.search(r'<form [^>]*action="http://testserver[^"]*/kiosk/demo/1[?"]', answer.text)
    assert "--lucep-accent" in answer.text
    assert "interaction_id" not in answer.text, "one for everybody would merge their leads"


@pytest.mark.parametrize("path", PATHS)
def test_any_site_may_read_and_cache_it(client: Client, path: str) -> None:
    headers = client.get(path).headers
    assert headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in headers
    assert headers["cache-control"] == "public, max-age=60"
    assert "set-cookie" not in headers


@pytest.mark.parametrize("path", PATHS)
def test_what_the_browser_has_is_not_sent_again(client: Client, path: str) -> None:
    tag = client.get(path).headers["etag"]
    again = client.get(path, headers={"If-None-Match": f'"other", W/{tag}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == tag
    assert again.headers["access-control-allow-origin"] == "*"
    assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.parametrize("path", PATHS)
def test_it_travels_compressed(client: Client, path: str) -> None:
    plain = client.get(path, headers={"Accept-Encoding": "identity"})
    tags = {plain.headers["etag"]}
    for encoding, unpack in (("gzip", gzip.decompress), ("br", brotli.decompress)):
        with client.stream("GET", path, headers={"Accept-Encoding": encoding}) as answer:
            assert answer.headers["content-encoding"] == encoding
            assert answer.headers["vary"] == "Accept-Encoding"
            assert unpack(b"".join(answer.iter_raw())) == plain.content
            tags.add(answer.headers["etag"])
    assert len(tags) == 3


def test_an_unknown_language_falls_back(client: Client) -> None:
    for lang in ("tlh", "", "x" * 5000, "../../etc", "%00", "%ff"):
        answer = client.get(f"/api/kiosks/demo/1?lang={lang}")
        assert answer.json()["open_txt"] == "Tell us how to contact you!"


@pytest.mark.parametrize("ending", ["", "/shell"])
@pytest.mark.parametrize(
    ("kiosk", "field"),
    [
        ("nobody/1", "account_key"),
        ("%00/1", "account_key"),
        ("%ff/1", "account_key"),
        ("demo/2", "kiosk_id"),
        ("demo/0", "kiosk_id"),
        ("demo/-1", "kiosk_id"),
        (f"demo/{2**64}", "kiosk_id"),
        ("demo/" + "9" * 5000, ""),
        ("demo/one", ""),
    ],
)
def test_an_unknown_kiosk(client: Client, kiosk: str, field: str, ending: str) -> None:
    assert_refused(client.get(f"/api/kiosks/{kiosk}{ending}"), 404, field)
