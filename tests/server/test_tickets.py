"""A ticket: polled, streamed, and looked at on a page without scripts."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import httpx
import pytest

from tests.live import LiveServer
from tests.server.conftest import LEAD, Client, csrf
from tests.server.test_bad_input import assert_refused

Event = dict[str, str]


def test_it_works(client: Client, raise_lead: Any, bob: Any) -> None:
    token = raise_lead().json()["ticket"]
    seen = []
    for change in (None, ("take", {}), ("finish", {"disposition": "reached"})):
        if change:
            bob.post(f"/console/leads/1/{change[0]}", **change[1])
        answer = client.get(f"/api/tickets/{token}")
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["access-control-allow-origin"] == "*"
        seen.append(answer.json())
    assert seen == [
        {"status": "ok", "ticket-status": status} for status in ("new", "processing", "finished")
    ]


@pytest.mark.parametrize("token", ["0" * 32, "x", "%00", "%ff", "' OR 1=1 --", "0" * 5000])
def test_no_such_ticket(client: Client, token: str) -> None:
    assert_refused(client.get(f"/api/tickets/{token}"), 404, "token")
    assert_refused(client.get(f"/api/tickets/{token}/events"), 404, "token")
    assert client.get(f"/ticket/{token}").status_code == 404


def test_the_page_shows_it_and_refreshes_itself(client: Client, raise_lead: Any, bob: Any) -> None:
    token = raise_lead().json()["ticket"]
    new = client.get(f"/ticket/{token}")
    assert new.status_code == 200
    assert new.headers["cache-control"] == "no-store"
    assert "lucep-is-new" in new.text
    assert 'http-equiv="refresh"' in new.text
    bob.post("/console/leads/1/take")
    assert "lucep-is-processing" in client.get(f"/ticket/{token}").text
    bob.post("/console/leads/1/finish", disposition="reached")
    finished = client.get(f"/ticket/{token}").text
    assert "lucep-is-finished" in finished
    assert 'http-equiv="refresh"' not in finished


def events(answer: httpx.Response) -> Iterator[Event]:
    event: Event = {}
    for line in answer.iter_lines():
        name, _, value = line.partition(": ")
        if line and name:
            event[name] = value
        elif "data" in event:
            yield event
            event = {}


@pytest.fixture
def bob_live(live: LiveServer) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=live.url, timeout=20) as client:
        yield live.as_bob(client)


@pytest.fixture
def visitor() -> Iterator[httpx.Client]:
    with httpx.Client(timeout=20, headers={"Origin": "https://site.example"}) as client:
        yield client


def raised(visitor: httpx.Client, live: LiveServer) -> tuple[str, int]:
    """Raises a lead; returns the address of its stream and its number in the console."""
    token = visitor.post(f"{live.url}/api/", data=LEAD).json()["ticket"]
    with closing(sqlite3.connect(live.data / "lucep.sqlite3")) as database:
        row = database.execute("SELECT lead_id FROM ticket WHERE token = ?", [token]).fetchone()
    return f"{live.url}/api/tickets/{token}/events", row[0]


def change(bob: httpx.Client, lead: int, what: str, **form: str) -> None:
    token = csrf(bob.get("/console/").text)
    answer = bob.post(f"/console/leads/{lead}/{what}", data={"csrf": token, **form})
    assert answer.status_code == 303, answer.text


def said(event: Event) -> str:
    data = json.loads(event["data"])
    assert event["event"] == "ticket"
    assert data["server"] is True
    return str(data["ticket-status"])


def test_the_stream_tells_the_present_status_and_every_change(
    live: LiveServer, visitor: httpx.Client, bob_live: httpx.Client
) -> None:
    address, lead = raised(visitor, live)
    with visitor.stream("GET", address) as answer:
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/event-stream")
        assert answer.headers["access-control-allow-origin"] == "*"
        assert answer.headers["cache-control"] == "no-store"
        heard = events(answer)
        ids = []
        for status, what, form in (
            ("new", "take", {}),
            ("processing", "finish", {"disposition": "reached"}),
            ("finished", "", {}),
        ):
            event = next(heard)
            assert said(event) == status
            ids.append(int(event["id"]))
            if what:
                change(bob_live, lead, what, **form)
        assert next(heard, None) is None, "a finished ticket has no more to tell"
    assert ids == sorted(set(ids))


def test_a_stream_that_was_cut_goes_on_where_it_was(
    live: LiveServer, visitor: httpx.Client, bob_live: httpx.Client
) -> None:
    address, lead = raised(visitor, live)
    with visitor.stream("GET", address) as answer:
        first = next(events(answer))
    change(bob_live, lead, "take")
    change(bob_live, lead, "finish", disposition="no_answer")
    with visitor.stream("GET", address, headers={"Last-Event-ID": first["id"]}) as answer:
        missed = list(events(answer))
    assert [said(event) for event in missed] == ["processing", "finished"]
    again = visitor.get(address, headers={"Last-Event-ID": missed[-1]["id"]})
    assert again.status_code == 204, "else an EventSource asks for ever"
    with visitor.stream("GET", address) as answer:
        assert [said(event) for event in events(answer)] == ["finished"]


@pytest.mark.parametrize("last_id", ["", "abc", "-1", "9" * 18, "9" * 30, "0; DROP TABLE event"])
def test_a_strange_last_event_id_gets_the_present_status(
    live: LiveServer, visitor: httpx.Client, last_id: str
) -> None:
    address, _ = raised(visitor, live)
    with visitor.stream("GET", address, headers={"Last-Event-ID": last_id}) as answer:
        assert said(next(events(answer))) == "new"
