"""API keys and one-time tokens: `token_create`, and what a token is good for."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
import sqlalchemy as sa
from litestar import Litestar
from sqlalchemy.orm import Session

from server import clock
from server.accounts import keys
from server.accounts.key_models import ApiKey, ApiToken
from server.accounts.models import Account
from server.api.table import ACTIONS
from server.demo_logins import API_KEY
from tests.live import LiveServer
from tests.server.conftest import Client

Rows = Callable[[Any], list[Any]]
TOKEN = {
    "action": "token_create",
    "account_key": "demo",
    "for_action": "lead_submit",
    "apikey": API_KEY,
}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
SUBMISSION = {"action": "lead_submit", "account_key": "demo", "service_id": "1"}
SPENT = {
    "status": "fail",
    "field": "auth",
    "msg": "auth: a token that token_create gave for this action and that has not been used",
}


@pytest.fixture
def create(client: Client) -> Callable[..., Any]:
    """Creates a token; returns the answer."""

    def send(**fields: str) -> Any:
        return client.post("/api/", data={**TOKEN, **fields})

    return send


@pytest.fixture
def spend(client: Client) -> Callable[..., Any]:
    """Sends a submission that is refused once its token has been taken: its number is wrong."""

    def send(token: str, **fields: str) -> Any:
        return client.post("/api/", data={**SUBMISSION, "auth": token, **fields})

    return send


def test_it_works(create: Any, stored: Rows) -> None:
    answer = create()
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert list(answer.json()) == ["status", "token"]
    token = answer.json()["token"]
    assert len(token) == 64
    assert int(token, 16) > 0
    (row,), (key,) = stored(ApiToken), stored(ApiKey)
    assert (row.api_key_id, row.for_action) == (key.id, "lead_submit")
    assert timedelta(minutes=9) < row.expires_at - clock.now() <= timedelta(minutes=10)
    assert key.last_used_at is not None


def test_neither_a_key_nor_a_token_is_kept(create: Any, stored: Rows) -> None:
    token = create().json()["token"]
    (row,), (key,) = stored(ApiToken), stored(ApiKey)
    assert token not in repr(vars(row))
    assert API_KEY not in repr(vars(key))
    assert API_KEY.startswith(key.prefix)


def test_each_call_gets_its_own(create: Any) -> None:
    assert create().json()["token"] != create().json()["token"]


@pytest.mark.parametrize(
    ("fields", "status", "field"),
    [
        ({"apikey": ""}, 400, "apikey"),
        ({"apikey": "wrong"}, 403, "apikey"),
        ({"apikey": API_KEY + "x"}, 403, "apikey"),
        ({"apikey": API_KEY[:-1]}, 403, "apikey"),
        ({"apikey": API_KEY + "\0"}, 403, "apikey"),
        ({"for_action": "lead_submit\0"}, 400, "for_action"),
        ({"apikey": "\ud800".encode("utf-8", "surrogatepass")}, 400, "apikey"),
        ({"for_action": ""}, 400, "for_action"),
        ({"for_action": "raise_lead"}, 400, "for_action"),
        ({"for_action": "everything"}, 400, "for_action"),
        ({"account_key": ""}, 400, "account_key"),
        ({"account_key": "nobody"}, 404, "account_key"),
        ({"account_key": "charlies"}, 403, "apikey"),
    ],
)
def test_refused(
    client: Client, stored: Rows, fields: dict[str, Any], status: int, field: str
) -> None:
    answer = client.post(
        "/api/",
        content=urlencode({**TOKEN, **fields}),
        headers=FORM,
    )
    body = answer.json()
    assert (answer.status_code, body["status"], body["field"]) == (status, "fail", field)
    assert body["msg"].startswith(f"{field}: ")
    assert set(body) == {"status", "msg", "field"}
    assert stored(ApiToken) == []


def test_a_key_may_be_for_less(create: Any, app: Litestar) -> None:
    def narrow(session: Session) -> None:
        session.execute(sa.update(ApiKey).values(scopes=[]))

    app.state.db.run_now(narrow)
    assert (create().status_code, create().json()["field"]) == (403, "for_action")


def test_a_token_is_used_up_by_a_call_that_fails(create: Any, spend: Any) -> None:
    token = create().json()["token"]
    assert (spend(token).status_code, spend(token).json()) == (400, SPENT)


@pytest.mark.parametrize(
    "fault",
    [b"name=%FF", b"%FF=1", b"nps=1&nps=1", b"&".join([b"a=1"] * 400), b"action=lead_submit"],
    ids=["not UTF-8", "a name not UTF-8", "twice", "too many fields", "the action twice"],
)
@pytest.mark.parametrize("first", [True, False], ids=["before", "after"])
def test_a_token_is_used_up_by_a_form_with_a_fault(
    create: Any, spend: Any, client: Client, fault: bytes, first: bool
) -> None:
    token = create().json()["token"]
    good = urlencode({**SUBMISSION, "auth": token}).encode()
    body = b"&".join([fault, good] if first else [good, fault])
    assert client.post("/api/", content=body, headers=FORM).status_code == 400
    assert (spend(token).status_code, spend(token).json()) == (403, SPENT)


def test_a_token_that_comes_twice_is_used_up(create: Any, spend: Any, client: Client) -> None:
    token = create().json()["token"]
    body = urlencode([*SUBMISSION.items(), ("auth", token), ("auth", token)])
    assert client.post("/api/", content=body, headers=FORM).json()["field"] == "auth"
    assert spend(token).json() == SPENT


@pytest.mark.parametrize(
    ("headers", "length", "status"),
    [({"Content-Type": "text/plain"}, 0, 415), (FORM, 70_000, 413)],
    ids=["another content type", "too long"],
)
def test_what_is_not_looked_into_spends_no_token(
    create: Any, spend: Any, client: Client, headers: dict[str, str], length: int, status: int
) -> None:
    token = create().json()["token"]
    body = urlencode({**SUBMISSION, "auth": token, "comments": "x" * length})
    assert client.post("/api/", content=body, headers=headers).status_code == status
    assert spend(token).json()["field"] == "phone_number"


def test_a_token_that_is_none(spend: Any) -> None:
    for token in ("123...def", "0" * 64, "\x00", "x" * 10_000, "é"):
        answer = spend(token)
        assert (answer.status_code, answer.json()) == (403, SPENT)


def test_another_accounts_token(create: Any, spend: Any) -> None:
    token = create().json()["token"]
    answer = spend(token, account_key="charlies", phone_number="15551234")
    assert (answer.status_code, answer.json()) == (403, SPENT)
    assert spend(token).status_code == 403


def test_a_token_expires(create: Any, spend: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    token, other = create().json()["token"], create().json()["token"]
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(minutes=9, seconds=59))
    assert spend(token).json()["field"] == "phone_number"
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(minutes=10, seconds=1))
    assert spend(other).json() == SPENT


def test_expired_tokens_are_forgotten(
    create: Any, stored: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    create()
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(minutes=11))
    create()
    assert len(stored(ApiToken)) == 1


def test_a_revoked_key_and_its_tokens_are_good_for_nothing(
    create: Any, spend: Any, app: Litestar, stored: Rows
) -> None:
    token = create().json()["token"]
    (key,) = stored(ApiKey)
    app.state.db.run_now(keys.revoke_key, key.account_id, key.id)
    assert spend(token).json() == SPENT
    assert (create().status_code, create().json()["field"]) == (403, "apikey")


def test_an_account_can_demand_tokens(create: Any, spend: Any, app: Litestar) -> None:
    def demand(session: Session) -> None:
        session.execute(sa.update(Account).values(token_required=True))

    app.state.db.run_now(demand)
    answer = spend("", phone_number="15551234")
    assert (answer.status_code, answer.json()["field"]) == (403, "auth")
    assert spend(create().json()["token"]).json()["field"] == "phone_number"


def test_the_scopes_are_the_actions_that_take_tokens() -> None:
    assert {name for name, action in ACTIONS.items() if action.metered} == set(keys.SCOPES)


def test_one_of_200_simultaneous_uses_gets_through(live: LiveServer) -> None:
    """Each use is a submission with a wrong number: 400 for the one, 403 for the others."""
    token = httpx.post(f"{live.url}/api/", data=TOKEN).json()["token"]
    limits = httpx.Limits(max_connections=200)
    with httpx.Client(limits=limits, timeout=60) as client, ThreadPoolExecutor(200) as threads:

        def use(_: int) -> tuple[int, str]:
            answer = client.post(f"{live.url}/api/", data={**SUBMISSION, "auth": token})
            return answer.status_code, answer.json()["field"]

        answers = list(threads.map(use, range(200)))
    assert sorted(answers) == [(400, "phone_number"), *[(403, "auth")] * 199]
