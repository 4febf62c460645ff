"""The kiosk page: the form as a page, sent without scripts."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from server.leads.models import Lead
from tests.server.conftest import Client

FORM = {
    "action": "raise_lead",
    "account_key": "demo",
    "kiosk_id": "1",
    "langcode": "eng",
    "name": "Ada Lovelace",
    "country": "SG",
    "phone_number": "9123 4567",
    "service_id": "2",
    "extra.email": "ada@example.com",
    "extra.interests": ["prices", "test_drive"],
    "extra.time": "now",
}
Rows = Callable[[Any], list[Any]]


def interaction_id(page: str) -> str:
    found = re.search(r'name="interaction_id" value="([0-9a-f]{40})"', page)
    assert found
    return found[1]


def test_it_works(client: Client, stored: Rows) -> None:
    page = client.get("/kiosk/demo/1")
    assert page.status_code == 200
    assert page.headers["cache-control"] == "no-store"
    assert "set-cookie" not in page.headers
    form = {**FORM, "interaction_id": interaction_id(page.text)}

    answer = client.post("/kiosk/demo/1", data=form)

    assert answer.status_code == 303
    assert re.fullmatch(r"/ticket/[0-9a-f]{32}", answer.headers["location"])
    assert "lucep-is-new" in client.get(answer.headers["location"]).text
    (lead,) = stored(Lead)
    assert (lead.name, lead.country, lead.service_id) == ("Ada Lovelace", "SG", 2)
    assert lead.phone_verdict["e164"] == "+6591234567"
    assert lead.service_name == "Support"
    assert {field["id"]: field["text"] for field in lead.additional_info} == {
        "email": "ada@example.com",
        "interests": "Prices, A test drive",
        "time": "As soon as possible",
    }


def test_sending_it_again_is_the_same_lead(client: Client, stored: Rows) -> None:
    form = {**FORM, "interaction_id": interaction_id(client.get("/kiosk/demo/1").text)}
    first = client.post("/kiosk/demo/1", data=form).headers["location"]
    assert client.post("/kiosk/demo/1", data=form).headers["location"] == first
    assert len(stored(Lead)) == 1


def test_each_visitor_gets_an_interaction_id_of_their_own(client: Client) -> None:
    pages = [client.get("/kiosk/demo/1").text for _ in range(3)]
    assert len({interaction_id(page) for page in pages}) == 3


def test_a_form_without_one_is_a_lead_as_well(client: Client, stored: Rows) -> None:
    assert client.post("/kiosk/demo/1", data=FORM).status_code == 303
    assert len(stored(Lead)[0].interaction_id) == 40


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", ""), ("name", "\0\x01"), ("phone_number", ""), ("service_id", "9" * 5000)],
)
def test_a_bad_field_gets_the_form_again(
    client: Client, stored: Rows, field: str, value: str
) -> None:
    form = {**FORM, "interaction_id": "a" * 40, field: value}
    answer = client.post("/kiosk/demo/1", data=form)
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert interaction_id(answer.text) == "a" * 40
    for kept in {"Ada Lovelace", "ada@example.com"} - {FORM[field]}:
        assert kept in answer.text
    assert stored(Lead) == []


def test_a_strange_interaction_id_is_refused(client: Client, stored: Rows) -> None:
    answer = client.post("/kiosk/demo/1", data={**FORM, "interaction_id": "<b>"})
    assert answer.status_code == 422
    assert interaction_id(answer.text), "a good one takes its place"
    assert stored(Lead) == []


def test_a_doubted_number_is_taken_the_second_time(client: Client, stored: Rows) -> None:
    page = client.post("/kiosk/demo/1", data={**FORM, "phone_number": "call me!"})
    assert page.status_code == 422
    refusals = re.search(r'name="validation_refusals" value="(\d)"', page.text)
    assert refusals
    form = {**FORM, "phone_number": "call me!", "validation_refusals": refusals[1]}
    assert client.post("/kiosk/demo/1", data=form).status_code == 303
    assert stored(Lead)[0].phone_flagged


def test_what_was_typed_is_only_text(client: Client) -> None:
    hostile = '"><script>alert(1)</script>'
    answer = client.post("/kiosk/demo/1", data={**FORM, "name": hostile, "phone_number": hostile})
    assert answer.status_code == 422
    assert "<script>alert" not in answer.text


@pytest.mark.parametrize("path", ["/kiosk/demo/2", "/kiosk/nobody/1", "/kiosk/demo/one"])
def test_no_such_kiosk(client: Client, path: str) -> None:
    for answer in (
        client.get(path, headers={"Accept": "text/html"}),
        client.post(path, data=FORM, headers={"Accept": "text/html"}),
    ):
        assert answer.status_code in (404, 405)
        assert answer.headers["content-type"] == "text/html; charset=utf-8"


def test_another_accounts_service_is_not_on_offer(client: Client, stored: Rows) -> None:
    assert client.post("/kiosk/charlies/1", data=FORM).status_code == 422
    assert stored(Lead) == []


def test_its_colours_come_from_their_own_address(client: Client) -> None:
    answer = client.get("/kiosk/demo/1/style.css")
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    assert "--lucep-accent: #0f5bd7" in answer.text
    page = client.get("/kiosk/demo/1").text
    assert "/kiosk/demo/1/style.css" in page
    assert "<style" not in page
    assert " style=" not in page


def test_every_file_that_the_page_asks_for_is_there(client: Client) -> None:
    page = client.get("/kiosk/demo/1").text
    for path in re.findall(r'<link rel="stylesheet" href="([^"]+)"', page):
        assert client.get(path).status_code == 200, path
