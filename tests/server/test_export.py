"""The export of qualification: a row for each attempt, safe to open as a spreadsheet."""

from __future__ import annotations

import asyncio
import csv
import io
from typing import Any

import pytest
import sqlalchemy as sa
from litestar import Litestar
from sqlalchemy.orm import Session

from server import clock
from server.accounts import queries
from server.console import export
from server.qualification import actions, submissions
from server.qualification.models import Attempt
from server.qualification.schemas import NewProspect
from server.qualification.submissions import Submitted
from tests.server.conftest import Client

ADDRESS = "/console/export/qualification.csv"


def submit(app: Litestar, account: str, **fields: Any) -> int:
    def store(session: Session) -> int:
        new = NewProspect(
            interaction_id=fields.pop("interaction_id", "ab"),
            customer_id="",
            phone_number=fields.pop("phone_number", "+6591234567"),
            service_id=1,
            service_name="Sales",
            **fields,
        )
        whose = queries.account(session, account)
        (found,) = submissions.submit(session, whose, [new])
        assert isinstance(found, Submitted)
        return found.lead_id

    lead_id: int = app.state.db.run_now(store)
    return lead_id


def attempt(app: Litestar, lead_id: int, turn: int, **fields: Any) -> None:
    def store(session: Session) -> None:
        session.add(
            Attempt(
                account_id=1,
                lead_id=lead_id,
                turn=turn,
                address="+6591234567",
                status="ended",
                started_at=clock.now(),
                **fields,
            )
        )

    app.state.db.run_now(store)


def rows(answer: Any) -> list[dict[str, str]]:
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))


def test_it_works(app: Litestar, alice: Any) -> None:
    first = submit(app, "demo", name="Zoë", email="zoe@example.com", location="Köln")
    second = submit(app, "demo", interaction_id="cd", phone_number="12")
    attempt(app, first, 101, channel="voice", outcome="busy", detail="486 Busy Here")
    attempt(app, first, 102, channel="voice", outcome="qualified", keys="1")
    answer = alice.get(ADDRESS)
    assert answer.headers["content-type"].startswith("text/csv")
    assert "attachment" in answer.headers["content-disposition"]
    assert answer.headers["cache-control"] == "no-store"
    found = rows(answer)
    assert tuple(found[0]) == (*export.LEAD, *export.ATTEMPT)
    assert [(row["validation_id"], row["attempt"], row["outcome"]) for row in found] == [
        (str(first), "1", "busy"),
        (str(first), "2", "qualified"),
        (str(second), "", ""),
    ]
    assert (found[0]["name"], found[0]["location"]) == ("Zoë", "Köln")
    assert (found[0]["e164"], found[0]["address"]) == ("+6591234567", "+6591234567")
    assert (found[0]["detail"], found[1]["keys"]) == ("486 Busy Here", "1")
    assert found[0]["lead_status"] == "qualifying"
    assert found[0]["qualification"]


def test_nothing_is_a_formula(app: Litestar, alice: Any) -> None:
    submit(app, "demo", name='=HYPERLINK("http://evil.example","x")', location="@SUM(1)")
    (row,) = rows(alice.get(ADDRESS))
    assert row["name"] == '\'=HYPERLINK("http://evil.example","x")'
    assert row["location"] == "'@SUM(1)"


def test_many(app: Litestar, alice: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "BATCH", 3)
    ids = [submit(app, "demo", interaction_id=f"{number:x}") for number in range(7)]
    assert [int(row["validation_id"]) for row in rows(alice.get(ADDRESS))] == ids


def test_others_have_their_turn_meanwhile(app: Litestar, monkeypatch: pytest.MonkeyPatch) -> None:
    async def turns() -> list[int]:
        taken = 0

        async def other() -> None:
            nonlocal taken
            while True:
                taken += 1
                await asyncio.sleep(0)

        others = asyncio.create_task(other())
        found = [taken async for _ in export._file(app.state.db, 1)]
        others.cancel()
        return found

    monkeypatch.setattr(export, "BATCH", 1)
    for number in range(4):
        submit(app, "demo", interaction_id=f"{number:x}")
    found = asyncio.run(turns())
    assert len(found) == 5
    assert found[1] < found[2] < found[3] < found[4]


def test_an_account_sees_its_own(app: Litestar, charlie: Any) -> None:
    submit(app, "demo", name="Not for Charlie")
    assert rows(charlie.get(ADDRESS)) == []


def test_who_may(bob: Any, vera: Any, client: Client) -> None:
    assert bob.get(ADDRESS).status_code == 403
    assert vera.get(ADDRESS).status_code == 403
    assert client.get(ADDRESS).status_code == 401
    assert "export" not in bob.get("/console/").text


def test_what_a_mail_server_says_is_one_clean_line(app: Litestar, alice: Any) -> None:
    attempt(app, submit(app, "demo"), 101, channel="email")

    def end(session: Session) -> None:
        failed = session.scalars(sa.select(Attempt)).one()
        actions.end_attempt(session, failed, "failed", detail="550 no\x00\r\n such user")

    app.state.db.run_now(end)
    assert rows(alice.get(ADDRESS))[0]["detail"] == "550 no such user"
