"""Working on leads in the console: who may, who was first, and who sees nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from litestar import Litestar
from sqlalchemy.orm import Session

from server.events.actions import record
from server.events.models import Event
from server.leads.models import DISPOSITIONS, Lead
from tests.server.conftest import Client, Person

PAGE = {"Accept": "text/html"}
Rows = Callable[[Any], list[Any]]


def test_it_works(raise_lead: Any, bob: Person, stored: Rows) -> None:
    raise_lead(
        **{
            "name": "Ada <Lovelace>",
            "extra.interests": ["prices", "financing"],
            "payload": '{"car": "red one"}',
            "page_url": "https://site.example/cars",
            "country": "SG",
        }
    )
    assert "Ada &lt;Lovelace&gt;" in bob.get("/console/").text
    page = bob.get("/console/leads/1").text
    for shown in (
        "Ada &lt;Lovelace&gt;",
        "+65 9123 4567",
        "Sales",
        "What would you like to talk about?",
        "Prices",
        "Financing",
        "red one",
        "https://site.example/cars",
    ):
        assert shown in page, shown

    taken = bob.post("/console/leads/1/take")
    assert (taken.status_code, taken.headers["location"]) == (303, "/console/leads/1")
    lead = stored(Lead)[0]
    assert (lead.status, lead.taken_by.name) == ("processing", "Bob")
    assert lead.taken_at >= lead.created_at

    done = bob.post("/console/leads/1/finish", disposition="follow_up", note="Wants a\r\nred one")
    assert done.status_code == 303
    lead = stored(Lead)[0]
    assert (lead.status, lead.disposition, lead.note) == (
        "finished",
        "follow_up",
        "Wants a\nred one",
    )
    assert lead.finished_at >= lead.taken_at
    assert "Wants a" in bob.get("/console/leads/1").text
    history = [(event.kind, event.user and event.user.name) for event in stored(Event)]
    assert history == [("lead_raised", None), ("lead_taken", "Bob"), ("lead_finished", "Bob")]


def test_the_first_gets_it(raise_lead: Any, alice: Person, bob: Person, stored: Rows) -> None:
    raise_lead()
    assert alice.post("/console/leads/1/take").status_code == 303
    late = bob.post("/console/leads/1/take")
    assert late.status_code == 409
    assert "Alice has already taken this lead" in late.text
    assert stored(Lead)[0].taken_by.name == "Alice"
    assert [event.kind for event in stored(Event)] == ["lead_raised", "lead_taken"]


def test_taking_it_twice_is_taking_it_once(raise_lead: Any, bob: Person, stored: Rows) -> None:
    raise_lead()
    assert bob.post("/console/leads/1/take").status_code == 303
    assert bob.post("/console/leads/1/take").status_code == 303
    assert len(stored(Event)) == 2


@pytest.mark.parametrize("disposition", DISPOSITIONS)
def test_each_disposition(raise_lead: Any, bob: Person, stored: Rows, disposition: str) -> None:
    raise_lead()
    bob.post("/console/leads/1/take")
    assert bob.post("/console/leads/1/finish", disposition=disposition).status_code == 303
    assert stored(Lead)[0].disposition == disposition


@pytest.mark.parametrize("disposition", ["", "won", "reached\0"])
def test_another_disposition_is_refused(
    raise_lead: Any, bob: Person, stored: Rows, disposition: str
) -> None:
    raise_lead()
    bob.post("/console/leads/1/take")
    answer = bob.post("/console/leads/1/finish", disposition=disposition)
    assert answer.status_code == 400
    assert stored(Lead)[0].status == "processing"


def test_a_lead_is_finished_once_and_only_when_taken(
    raise_lead: Any, bob: Person, stored: Rows
) -> None:
    raise_lead()
    assert bob.post("/console/leads/1/finish", disposition="reached").status_code == 409
    assert stored(Lead)[0].status == "new"
    bob.post("/console/leads/1/take")
    assert bob.post("/console/leads/1/finish", disposition="reached").status_code == 303
    assert bob.post("/console/leads/1/finish", disposition="no_answer").status_code == 409
    assert stored(Lead)[0].disposition == "reached"
    assert bob.post("/console/leads/1/take").status_code == 409


def test_an_agent_leaves_a_colleagues_lead_alone_and_an_owner_need_not(
    raise_lead: Any, alice: Person, bob: Person, stored: Rows
) -> None:
    raise_lead()
    raise_lead()
    alice.post("/console/leads/1/take")
    bob.post("/console/leads/2/take")
    assert bob.post("/console/leads/1/finish", disposition="reached").status_code == 403
    assert alice.post("/console/leads/2/finish", disposition="reached").status_code == 303
    assert [lead.status for lead in stored(Lead)] == ["processing", "finished"]


def test_a_viewer_looks_and_does_not_touch(
    raise_lead: Any, vera: Person, bob: Person, stored: Rows
) -> None:
    raise_lead()
    assert vera.get("/console/").status_code == 200
    assert vera.get("/console/leads/1").status_code == 200
    assert vera.post("/console/leads/1/take").status_code == 403
    bob.post("/console/leads/1/take")
    assert vera.post("/console/leads/1/finish", disposition="reached").status_code == 403
    assert stored(Lead)[0].status == "processing"


LEAD_ADDRESSES = [
    ("GET", "/console/leads/1"),
    ("GET", "/console/events?lead=1"),
    ("POST", "/console/leads/1/take"),
    ("POST", "/console/leads/1/finish"),
]


@pytest.mark.parametrize(("method", "path"), LEAD_ADDRESSES)
def test_charlie_finds_nothing_of_demos(
    raise_lead: Any, charlie: Person, stored: Rows, method: str, path: str
) -> None:
    raise_lead(name="Ada Secret")
    answer = charlie.get(path) if method == "GET" else charlie.post(path, disposition="reached")
    assert answer.status_code == 404
    assert "Ada" not in answer.text
    assert stored(Lead)[0].status == "new"


def test_charlies_own_inbox_has_none_of_demos(raise_lead: Any, charlie: Person) -> None:
    raise_lead(name="Ada Secret")
    raise_lead(name="Chip", account_key="charlies")
    page = charlie.get("/console/").text
    assert "Chip" in page
    assert "Ada Secret" not in page


@pytest.mark.parametrize("lead_id", ["2", "0", "-1", str(2**64), "9" * 5000, "one"])
def test_no_such_lead(raise_lead: Any, bob: Person, lead_id: str) -> None:
    raise_lead()
    assert bob.get(f"/console/leads/{lead_id}").status_code == 404
    assert bob.post(f"/console/leads/{lead_id}/take").status_code == 404


@pytest.mark.parametrize(("method", "path"), [*LEAD_ADDRESSES, ("GET", "/console/events")])
def test_nobody_is_refused(
    client: Client, raise_lead: Any, stored: Rows, method: str, path: str
) -> None:
    raise_lead()
    answer = client.request(method, path, data={"csrf": ""} if method == "POST" else None)
    assert answer.status_code == 401
    assert answer.json()["status"] == "fail"
    assert stored(Lead)[0].status == "new"


@pytest.mark.parametrize("path", ["/console/", "/console/leads/1"])
def test_nobodys_page_goes_to_the_login(client: Client, path: str) -> None:
    answer = client.get(path, headers=PAGE)
    assert (answer.status_code, answer.headers["location"]) == (303, "/console/login")


def test_nobodys_page_that_htmx_drives_goes_to_the_login(client: Client) -> None:
    answer = client.get("/console/", headers={**PAGE, "HX-Request": "true"})
    assert (answer.status_code, answer.headers["hx-redirect"]) == (401, "/console/login")


@pytest.mark.parametrize("token", ["", "wrong", "é"])
def test_a_forged_form_does_nothing(raise_lead: Any, bob: Person, stored: Rows, token: str) -> None:
    raise_lead()
    assert bob.post("/console/leads/1/take", csrf=token).status_code == 403
    assert stored(Lead)[0].status == "new"


def test_a_colleagues_token_is_not_mine(
    raise_lead: Any, alice: Person, bob: Person, stored: Rows
) -> None:
    raise_lead()
    assert bob.post("/console/leads/1/take", csrf=alice.csrf).status_code == 403
    assert stored(Lead)[0].status == "new"


def test_another_sites_form_does_nothing_even_with_the_token(
    raise_lead: Any, bob: Person, stored: Rows
) -> None:
    raise_lead()
    answer = bob.client.post(
        "/console/leads/1/take", data={"csrf": bob.csrf}, headers={"Origin": "https://evil.example"}
    )
    assert answer.status_code == 403
    assert stored(Lead)[0].status == "new"


def test_the_end_of_a_long_history_is_shown(app: Litestar, raise_lead: Any, bob: Person) -> None:
    """As many events as fifty calls are, which a campaign may make."""

    def call(session: Session) -> None:
        for number in range(60):
            begun = {"attempt": number, "channel": "voice", "address": "+6591234567"}
            ended = {**begun, "status": "ended", "outcome": "busy", "detail": ""}
            record(session, 1, "attempt_started", begun, lead_id=1)
            record(session, 1, "attempt_ended", ended, lead_id=1)

    raise_lead()
    app.state.db.call(call)
    bob.post("/console/leads/1/take")
    page = bob.get("/console/leads/1").text
    assert "Taken by" in page
    assert page.count(">Busy<") == 60
