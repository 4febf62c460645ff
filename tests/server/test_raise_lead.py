"""`raise_lead`: what a widget sends becomes a lead with a ticket."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from server.events.models import Event
from server.leads.models import Lead, Ticket
from tests.server.conftest import LEAD, Client

Rows = Callable[[Any], list[Any]]


def test_it_works(client: Client, stored: Rows) -> None:
    answer = client.post(
        "/api/",
        data={
            **LEAD,
            "kiosk_id": "1",
            "customer_id": "AB" * 20,
            "interaction_id": "cd" * 20,
            "country": "sg",
            "langcode": "eng",
            "payload": '{"car": "red"}',
            "page_url": "https://site.example/cars?id=7",
        },
    )
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["cache-control"] == "no-store"
    assert "set-cookie" not in answer.headers
    (lead,), (ticket,), (event,) = stored(Lead), stored(Ticket), stored(Event)
    assert answer.json() == {"status": "ok", "ticket": ticket.token, "ticket-status": "new"}
    assert len(ticket.token) == 32
    assert int(ticket.token, 16) >= 0
    assert (lead.name, lead.phone_number, lead.status) == ("Ada Lovelace", "+65 9123 4567", "new")
    assert (lead.customer_id, lead.interaction_id) == ("ab" * 20, "cd" * 20)
    assert (lead.country, lead.langcode) == ("SG", "eng")
    assert (lead.service_id, lead.service_name) == (1, "Sales")
    assert lead.payload == {"car": "red"}
    assert lead.page_url == "https://site.example/cars?id=7"
    assert lead.created_at.utcoffset().total_seconds() == 0
    assert (event.lead_id, event.kind, event.data) == (lead.id, "lead_raised", {"status": "new"})


def test_extra_fields_are_kept_with_their_labels(raise_lead: Any, stored: Rows) -> None:
    info = {"unknown": "first", "time": "morning", "email": "ada@example.com", "n": [1, True, None]}
    raise_lead(**{"additional_info": json.dumps(info), "extra.interests": ["prices", "financing"]})
    assert stored(Lead)[0].additional_info == [
        {
            "id": "email",
            "label": "Your email address",
            "value": "ada@example.com",
            "text": "ada@example.com",
        },
        {
            "id": "interests",
            "label": "What would you like to talk about?",
            "value": ["prices", "financing"],
            "text": "Prices, Financing",
        },
        {
            "id": "time",
            "label": "When is a good time?",
            "value": "morning",
            "text": "In the morning",
        },
        {"id": "unknown", "label": "unknown", "value": "first", "text": "first"},
        {"id": "n", "label": "n", "value": [1, True, None], "text": "1, yes, "},
    ]


def test_the_service_has_a_name_though_none_was_sent(raise_lead: Any, stored: Rows) -> None:
    raise_lead(service_id="2", service_name="")
    assert stored(Lead)[0].service_name == "Support"


def test_a_repeat_gets_the_first_answer_and_the_status_of_now(
    raise_lead: Any, stored: Rows, bob: Any
) -> None:
    first = raise_lead(interaction_id="1" * 40).json()
    assert raise_lead(interaction_id="1" * 40).json() == first
    bob.post("/console/leads/1/take")
    assert raise_lead(interaction_id="1" * 40).json() == first | {"ticket-status": "processing"}
    assert len(stored(Lead)) == 1


def test_an_interaction_id_is_an_accounts_own(raise_lead: Any, stored: Rows) -> None:
    first = raise_lead(interaction_id="1" * 40).json()["ticket"]
    other = raise_lead(interaction_id="1" * 40, account_key="charlies").json()["ticket"]
    assert first != other
    assert len({lead.account_id for lead in stored(Lead)}) == 2


def test_without_an_interaction_id_each_is_a_lead(raise_lead: Any, stored: Rows) -> None:
    assert raise_lead().json()["ticket"] != raise_lead().json()["ticket"]
    assert len({lead.interaction_id for lead in stored(Lead)}) == 2


def test_a_phone_number_that_was_refused_before_is_taken(raise_lead: Any, stored: Rows) -> None:
    assert raise_lead(phone_number="call me!", validation_refusals="1").status_code == 200
    lead = stored(Lead)[0]
    assert (lead.phone_number, lead.phone_flagged, lead.validation_refusals) == (
        "call me!",
        True,
        1,
    )
    assert lead.phone_verdict["possible"] is False


def test_look_alikes_and_white_space_are_curated(raise_lead: Any, stored: Rows) -> None:
    raise_lead(name="  Ada\t\u200bLove\u2010lace\r\n", phone_number="\uff0b65\u20119123\u00a04567")
    lead = stored(Lead)[0]
    assert (lead.name, lead.phone_number) == ("Ada Love-lace", "+659123 4567")


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "' OR 1=1 --", "مرحبا", "🙂" * 30])
def test_a_name_is_text_and_nothing_else(
    raise_lead: Any, stored: Rows, bob: Any, name: str
) -> None:
    assert raise_lead(name=name).status_code == 200
    assert stored(Lead)[0].name == name
    page = bob.get("/console/leads/1").text
    assert "<script>alert" not in page
