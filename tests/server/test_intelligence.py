"""`send_intelligence` and `create_profile`."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from server.intelligence.models import Intelligence
from server.leads.models import Lead
from tests.server.conftest import Client
from tests.server.test_bad_input import assert_refused

CUSTOMER = "c" * 40
SEEN = {"id": "1" * 40, "event_type": "Scrolled to the prices", "payload": {"price": "high"}}
Rows = Callable[[Any], list[Any]]


def send(client: Client, events: Any, **fields: str) -> Any:
    form = {
        "action": "send_intelligence",
        "account_key": "demo",
        "customer_id": CUSTOMER,
        "events": events if isinstance(events, str) else json.dumps(events),
    }
    return client.post("/api/", data={**form, **fields})


def forget(client: Client, customer_id: str) -> Any:
    form = {"action": "create_profile", "account_key": "demo", "customer_id": customer_id}
    return client.post("/api/", data=form)


def test_it_works(client: Client, stored: Rows) -> None:
    answer = send(client, [SEEN, {"id": "2", "event_type": "Left"}])
    assert answer.status_code == 200
    assert answer.json() == {"status": "ok", "received": 2}
    first, second = stored(Intelligence)
    assert (first.customer_id, first.event_type) == (CUSTOMER, "Scrolled to the prices")
    assert (first.payload, second.payload) == ({"price": "high"}, {})


def test_personal_data_are_left_out_whoever_sends_them(client: Client, stored: Rows) -> None:
    payload = {"car": "Estate", "email": "ada@example.com", "note": "call +65 6123 4567"}
    assert send(client, [SEEN | {"payload": payload}]).json()["status"] == "ok"
    assert stored(Intelligence)[0].payload == {"car": "Estate"}


def test_a_repeat_is_counted_once(client: Client, stored: Rows) -> None:
    send(client, [SEEN])
    assert send(client, [SEEN, SEEN]).json() == {"status": "ok", "received": 2}
    assert len(stored(Intelligence)) == 1


def test_bob_sees_it_beside_the_lead(client: Client, raise_lead: Any, bob: Any) -> None:
    send(client, [SEEN])
    raise_lead(customer_id=CUSTOMER)
    raise_lead(customer_id="d" * 40)
    assert SEEN["event_type"] in bob.get("/console/leads/1").text
    assert SEEN["event_type"] not in bob.get("/console/leads/2").text


def test_another_accounts_visitor_is_another_visitor(
    client: Client, raise_lead: Any, charlie: Any
) -> None:
    send(client, [SEEN])
    raise_lead(customer_id=CUSTOMER, account_key="charlies")
    page = charlie.get("/console/leads/1")
    assert page.status_code == 200
    assert SEEN["event_type"] not in page.text


@pytest.mark.parametrize(
    ("events", "field"),
    [
        ("", "events"),
        ("[", "events"),
        ("[" * 100_0, "events"),
        ("{}", "events"),
        ("[]", "events"),
        ([SEEN] * 51, "events"),
        (["text"], "events[0]"),
        ([SEEN, {**SEEN, "id": "xyz"}], "events[1].id"),
        ([{**SEEN, "id": None}], "events[0].id"),
        ([{**SEEN, "event_type": ""}], "events[0].event_type"),
        ([{**SEEN, "event_type": {}}], "events[0].event_type"),
        ([{**SEEN, "payload": [1]}], "events[0].payload"),
        ([{**SEEN, "payload": "text"}], "events[0].payload"),
        ([{**SEEN, "payload": {"a": "x" * 20_000}}], "events[0].payload"),
    ],
)
def test_bad_events(client: Client, stored: Rows, events: Any, field: str) -> None:
    assert_refused(send(client, events), 400, field)
    assert stored(Intelligence) == []


@pytest.mark.parametrize("customer_id", ["", "xyz", "a" * 41])
def test_a_bad_customer_id(client: Client, stored: Rows, customer_id: str) -> None:
    assert_refused(send(client, [SEEN], customer_id=customer_id), 400, "customer_id")
    assert stored(Intelligence) == []


def test_an_unknown_account(client: Client, stored: Rows) -> None:
    assert_refused(send(client, [SEEN], account_key="nobody"), 404, "account_key")
    assert stored(Intelligence) == []


def test_a_new_profile_cuts_the_old_one_from_every_row(
    client: Client, raise_lead: Any, stored: Rows
) -> None:
    send(client, [SEEN])
    send(client, [{**SEEN, "id": "2"}], customer_id="d" * 40)
    raise_lead(customer_id=CUSTOMER)
    raise_lead(customer_id=CUSTOMER, account_key="charlies")

    answer = forget(client, CUSTOMER)

    assert answer.status_code == 200
    new = answer.json()["customer_id"]
    assert len(new) == 40
    assert new != CUSTOMER
    assert [row.customer_id for row in stored(Intelligence)] == [None, "d" * 40]
    assert [lead.customer_id for lead in stored(Lead)] == [None, CUSTOMER]


def test_a_first_profile_needs_no_old_one(client: Client) -> None:
    assert len(forget(client, "").json()["customer_id"]) == 40


def test_a_profile_that_is_not_one(client: Client) -> None:
    assert_refused(forget(client, "xyz"), 400, "customer_id")
