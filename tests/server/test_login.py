"""Logging in and out of the console."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from server import clock
from server.accounts import actions
from server.accounts.models import LoginFailure, LoginSession
from server.app import create_app
from server.demo import PASSWORDS
from server.settings import Settings
from tests.server.conftest import Client, Person

BOB = {"email": "bob@demo.example", "password": PASSWORDS["bob@demo.example"]}
PAGE = {"Accept": "text/html"}
Rows = Callable[[Any], list[Any]]


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    """Moves the clock forward."""
    real = clock.now

    def move(by: timedelta) -> None:
        def now() -> datetime:
            return real() + by

        monkeypatch.setattr(clock, "now", now)

    return move


def test_it_works(client: Client, stored: Rows) -> None:
    assert client.get("/console/login").status_code == 200
    answer = client.post("/console/login", data=BOB)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/console/"
    cookie = answer.headers["set-cookie"]
    for part in ("HttpOnly", "SameSite=lax", "Path=/console"):
        assert part in cookie
    page = client.get("/console/", headers=PAGE)
    assert page.status_code == 200
    assert "Bob" in page.text
    secret = client.cookies["lucep_session"]
    assert secret not in {row.token_hash for row in stored(LoginSession)}
    assert client.get("/console/login").headers["location"] == "/console/"


def test_an_address_is_found_whatever_its_case(client: Client) -> None:
    form = {**BOB, "email": " Bob@Demo.Example "}
    assert client.post("/console/login", data=form).status_code == 303


@pytest.mark.parametrize(
    "form",
    [
        {**BOB, "password": "wrong"},
        {**BOB, "password": ""},
        {**BOB, "password": "x" * 50_000},
        {**BOB, "password": PASSWORDS["alice@demo.example"]},
        {**BOB, "email": "nobody@demo.example"},
        {**BOB, "email": ""},
        {**BOB, "email": "bob@demo.example\0"[::-1]},
        {},
    ],
)
def test_a_wrong_login(client: Client, stored: Rows, form: dict[str, str]) -> None:
    answer = client.post("/console/login", data={"email": "", **form})
    assert answer.status_code == 401
    assert "not right" in answer.text
    assert "set-cookie" not in answer.headers
    assert stored(LoginSession) == []
    assert client.get("/console/", headers=PAGE).status_code == 303


def test_guessing_is_slowed_down_even_with_the_right_password(
    client: Client, stored: Rows, later: Callable[[timedelta], None]
) -> None:
    for _ in range(5):
        assert client.post("/console/login", data={**BOB, "password": "x"}).status_code == 401
    answer = client.post("/console/login", data=BOB)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["retry-after"]) <= 900
    alice = {"email": "alice@demo.example", "password": PASSWORDS["alice@demo.example"]}
    assert client.post("/console/login", data=alice).status_code == 303, "she did not guess"
    later(timedelta(minutes=16))
    assert client.post("/console/login", data=BOB).status_code == 303
    assert stored(LoginFailure) == []


def test_one_address_cannot_try_everybody(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "FAILURES_HERE", 6)
    answers = [
        client.post("/console/login", data={"email": f"a{n}@x.example", "password": "x"})
        for n in range(7)
    ]
    assert [answer.status_code for answer in answers] == [401] * 6 + [429]


def test_a_trusted_proxy_says_where_a_login_comes_from(
    tmp_path: Path, demo_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "FAILURES_HERE", 2)
    form = {"email": "nobody@x.example", "password": "x"}
    shutil.copy(demo_file, tmp_path)
    app = create_app(Settings(data=tmp_path, address_header="X-Forwarded-For"))

    def log_in(n: int, address: str) -> int:
        sent = {"X-Forwarded-For": address}
        wrong = {**form, "email": f"a{n}@x.example"}
        return client.post("/console/login", data=wrong, headers=sent).status_code

    with Client(app) as client:
        # What the visitor's own side claims, before the comma, does not help.
        claims = [f"192.0.2.{n}, 198.51.100.7" for n in range(3)]
        assert [log_in(n, claim) for n, claim in enumerate(claims)] == [401, 401, 429]
        assert log_in(3, "198.51.100.8") == 401


def test_a_login_that_works_is_not_a_failure(client: Client, stored: Rows) -> None:
    for _ in range(7):
        assert client.post("/console/login", data=BOB).status_code == 303
    assert stored(LoginFailure) == []
    assert len(stored(LoginSession)) == 1, "a new login replaces this browser's old one"


def test_a_session_ends(bob: Person, later: Callable[[timedelta], None]) -> None:
    assert bob.get("/console/").status_code == 200
    later(timedelta(days=15))
    assert bob.get("/console/").status_code == 401


def test_logging_out_ends_the_session_on_the_server(bob: Person, stored: Rows) -> None:
    secret = bob.client.cookies["lucep_session"]
    answer = bob.post("/console/logout")
    assert (answer.status_code, answer.headers["location"]) == (303, "/console/login")
    assert stored(LoginSession) == []
    bob.client.cookies.set("lucep_session", secret)
    assert bob.get("/console/").status_code == 401


def test_logging_out_needs_our_own_form(bob: Person, stored: Rows) -> None:
    assert bob.post("/console/logout", csrf="wrong").status_code == 403
    assert len(stored(LoginSession)) == 1


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://testserver.local.evil"])
def test_another_sites_page_cannot_log_anyone_in(client: Client, origin: str) -> None:
    answer = client.post("/console/login", data=BOB, headers={"Origin": origin})
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


def test_our_own_page_can(client: Client) -> None:
    answer = client.post("/console/login", data=BOB, headers={"Origin": "http://testserver.local"})
    assert answer.status_code == 303


@pytest.mark.parametrize("cookie", ["", "x", "\xff", "a" * 5000, '"'])
def test_a_made_up_session_opens_nothing(client: Client, cookie: str) -> None:
    headers = [(b"Cookie", f"lucep_session={cookie}".encode("latin-1"))]
    assert client.get("/console/", headers=headers).status_code == 401
