"""A live server with the accounts that the documentation's examples name."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import httpx
import pytest
from sqlalchemy.orm import Session

from server.accounts import actions as accounts
from server.accounts import keys
from server.kiosks import actions as kiosks
from tests.live import LiveServer, live_server
from tests.stores import demo_database

API_KEY = "lucep_key_of_the_documented_examples"
ACCOUNTS = ("mydemo", "myteam")


def _prepare(session: Session) -> None:
    for name in ACCOUNTS:
        account = accounts.create_account(session, name, name)
        kiosks.create_service(session, account, {"eng": "A service"})
        keys.create_key(session, account, "For the examples", f"{API_KEY}_{name}")


@pytest.fixture(scope="session")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    data = tmp_path_factory.mktemp("api")
    with demo_database(data) as db:
        db.run_now(_prepare)
    with live_server("--submit-limit", "5", data=data) as server:
        yield server


@pytest.fixture
def token(live: LiveServer) -> Callable[[str], str]:
    """Creates a token for an account."""

    def create(account: str) -> str:
        form = {"action": "token_create", "for_action": "lead_submit", "account_key": account}
        answer = httpx.post(f"{live.url}/api/", data={**form, "apikey": f"{API_KEY}_{account}"})
        return str(answer.json()["token"])

    return create


@pytest.fixture
def lead(live: LiveServer) -> Callable[[int], dict[str, Any]]:
    """Reads a lead as it is stored, with its account's name."""

    def read(validation_id: int) -> dict[str, Any]:
        query = (
            "SELECT lead.*, account.key AS account FROM lead"
            " JOIN account ON account.id = account_id WHERE lead.id = ?"
        )
        with closing(sqlite3.connect(live.data / "lucep.sqlite3")) as database:
            database.row_factory = sqlite3.Row
            return dict(database.execute(query, [validation_id]).fetchone())

    return read
