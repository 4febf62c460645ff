"""An interaction id is a submission's: repeated, or refused where another kind of call has it."""

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
from server.errors import Refusal
from server.leads.models import Lead
from server.qualification.models import Qualification
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


def held(app: Litestar, client: Client, first: str, second: str) -> tuple[Any, Any]:
    """Sends the second while the first is still to be committed; returns what both are answered."""
    action = ACTIONS[first]
    command = {**action.read({**FORMS[first], "interaction_id": "12345678"}), "address": ""}

    with ThreadPoolExecutor(1) as thread:

        def do(session: Session) -> tuple[Any, Future[Any]]:
            (given,) = action.handle(session, accounts.account(session, "demo"), [command])
            answer = thread.submit(send, client, second)
            time.sleep(0.5)
            return given, answer

        given, answer = app.state.db.run_now(do)
        return given, answer.result(timeout=30)


@ORDERS
def test_at_the_same_moment(
    app: Litestar, client: Client, stored: Rows, first: str, second: str
) -> None:
    _, answer = held(app, client, first, second)
    assert_refused(answer)
    assert len(stored(Lead)) == 1


@pytest.mark.parametrize("action", FORMS)
def test_a_repeat_at_the_same_moment(
    app: Litestar, client: Client, stored: Rows, action: str
) -> None:
    given, answer = held(app, client, action, action)
    assert answer.json() == {"status": "ok", **given}
    assert len(stored(Lead)) == 1


def test_new_and_repeated_together(app: Litestar, client: Client, stored: Rows) -> None:
    send(client, "raise_lead", interaction_id="aa")
    known = send(client, "lead_submit", interaction_id="bb").json()["validation_id"]
    action = ACTIONS["lead_submit"]
    commands = [
        {**action.read({**FORMS["lead_submit"], "interaction_id": each}), "address": ""}
        for each in ("dd", "bb", "aa", "cc", "dd")
    ]
    answers = app.state.db.run_now(
        lambda session: action.handle(session, accounts.account(session, "demo"), commands)
    )
    refusal = answers[2]
    assert isinstance(refusal, Refusal)
    assert refusal.status_code == 409
    assert answers[1] == {"validation_id": known}
    assert answers[0] == answers[4] != answers[3]
    leads = {lead.interaction_id: lead.id for lead in stored(Lead)}
    assert set(leads) == {"aa", "bb", "cc", "dd"}
    assert answers[0]["validation_id"] == leads["dd"]
    assert {row.lead_id for row in stored(Qualification)} == {known, leads["cc"], leads["dd"]}
