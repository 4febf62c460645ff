"""An interaction id that another kind of call has used is refused, whichever was first."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
from litestar import Litestar
from sqlalchemy.orm import Session

from server.accounts import queries as accounts
from server.api.table import ACTIONS
from server.leads.models import Lead
from tests.server.conftest import LEAD, Client

Rows = Callable[[Any], list[Any]]
FORMS = {name: {**LEAD, "action": name} for name in ("raise_lead", "lead_submit")}
ORDERS = pytest.mark.parametrize(
    ("first", "second"), [("raise_lead", "lead_submit"), ("lead_submit", "raise_lead")]
)


def send(client: Client, action: str, **fields: str) -> Any:
    return client.post("/api/", data={**FORMS[action], "interaction_id": "12345678", **fields})


def assert_refused(answer: Any) -> None:
    body = answer.json()
    assert (answer.status_code, body["status"], body["field"]) == (409, "fail", "interaction_id")
    assert body["msg"].startswith("interaction_id: ")
    assert set(body) == {"status", "msg", "field"}


@ORDERS
def test_one_after_the_other(client: Client, stored: Rows, first: str, second: str) -> None:
    given = send(client, first).json()
    assert given["status"] == "ok"
    assert_refused(send(client, second))
    assert send(client, first).json() == given
    assert send(client, second, interaction_id="87654321").status_code == 200
    assert send(client, second, account_key="charlies").status_code == 200
    assert len(stored(Lead)) == 3


@ORDERS
def test_at_the_same_moment(
    app: Litestar, client: Client, stored: Rows, first: str, second: str
) -> None:
    """The second comes while the first is still to be committed."""
    action = ACTIONS[first]
    command = {**action.read({**FORMS[first], "interaction_id": "12345678"}), "address": ""}

    with ThreadPoolExecutor(1) as thread:

        def do(session: Session) -> Future[Any]:
            action.handle(session, accounts.account(session, "demo"), [command])
            answer = thread.submit(send, client, second)
            time.sleep(0.5)
            return answer

        answer: Future[Any] = app.state.db.run_now(do)
        assert_refused(answer.result(timeout=30))
    assert len(stored(Lead)) == 1
