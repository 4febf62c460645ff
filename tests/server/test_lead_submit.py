"""`lead_submit`: every parameter, default, response field and refusal of the documentation."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from litestar import Litestar

from server import clock
from server.accounts.models import Account
from server.demo_logins import API_KEY
from server.errors import Refusal
from server.leads.models import Lead
from server.qualification import submissions
from server.qualification.models import Attempt, Qualification
from server.suspicion import rates
from tests.server.conftest import Client

Rows = Callable[[Any], list[Any]]
SUBMISSION = {
    "action": "lead_submit",
    "account_key": "demo",
    "phone_number": "15551234",
    "service_id": "1",
}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture
def submit(client: Client) -> Callable[..., Any]:
    """Submits a lead; returns the answer. A field that is None is not sent."""

    def send(**fields: Any) -> Any:
        sent = {k: v for k, v in {**SUBMISSION, **fields}.items() if v is not None}
        return client.post("/api/", content=urlencode(sent), headers=FORM)

    return send


def test_it_works(submit: Any, stored: Rows) -> None:
    answer = submit(
        comments="Call after six\r\nplease",
        custom_data='{"a": [1, null]}',
        customer_id="AB" * 20,
        email="john.smith@example.com",
        interaction_id="CD" * 20,
        kiosk_id="1",
        langcode="eng",
        location="Singa\u2010pore",
        name="  John\u00a0Smith ",
        nps="10",
        payload='{"car": "red"}',
        phone_number="\uff0b65\u20119123 4567",
        service_name="test\u200b",
        sharecontent_id="Share_1-a",
    )
    (lead,) = stored(Lead)
    assert answer.status_code == 200
    body = answer.json()
    assert (body["status"], body["validation_id"]) == ("ok", lead.id)
    assert set(body) <= {"status", "validation_id", "out_of_working_hours", "skip_ivr_call_counter"}
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["cache-control"] == "no-store"
    assert (lead.comments, lead.custom_data) == ("Call after six\nplease", {"a": [1, None]})
    assert (lead.customer_id, lead.interaction_id) == ("ab" * 20, "cd" * 20)
    assert (lead.email, lead.kiosk_id, lead.langcode) == ("john.smith@example.com", 1, "eng")
    assert (lead.location, lead.name, lead.nps) == ("Singa-pore", "John Smith", 10)
    assert (lead.payload, lead.sharecontent_id) == ({"car": "red"}, "Share_1-a")
    assert (lead.phone_number, lead.service_id) == ("+659123 4567", 1)
    assert lead.service_name == "test"
    assert lead.phone_verdict["e164"] == "+6591234567"
    assert lead.status == "qualifying"
    assert [row.lead_id for row in stored(Qualification)] == [lead.id]


def test_defaults(submit: Any, stored: Rows) -> None:
    """The documentation's own curl example has no `customer_id` and no `interaction_id`."""
    assert submit().status_code == 200
    (lead,) = stored(Lead)
    assert (lead.name, lead.email, lead.location, lead.comments) == ("", "", "", "")
    assert (lead.payload, lead.custom_data, lead.nps, lead.customer_id) == ({}, {}, None, None)
    assert (lead.service_name, lead.sharecontent_id) == ("Sales", "")
    assert len(lead.interaction_id) == 40


def test_control_characters_are_curated_away(submit: Any, stored: Rows) -> None:
    answer = submit(
        name="\a",
        location="\x1fX\0",
        service_name="\0",
        email="a\0da@example.com",
        comments="a\0\tb\x1bc\n\x7fd",
        phone_number="+65 9123\a4567",
    )
    assert answer.status_code == 200
    (lead,) = stored(Lead)
    assert (lead.name, lead.location, lead.service_name) == ("", "X", "Sales")
    assert (lead.email, lead.comments) == ("ada@example.com", "a bc\nd")
    assert lead.phone_number == "+65 91234567"


@pytest.mark.parametrize("number", ["15551234", "12", "1" * 30, "a-1 (2).+#,Z", "1-800-FLOWERS"])
def test_the_documented_rule_is_the_gate(submit: Any, number: str) -> None:
    assert submit(phone_number=number).status_code == 200


@pytest.mark.parametrize(
    ("fields", "e164"),
    [
        ({"phone_number": "9123 4567"}, "+6591234567"),
        ({"phone_number": "9123 4567", "kiosk_id": "1"}, "+6591234567"),
        ({"phone_number": "6591234567"}, "+6591234567"),
        ({"phone_number": "442079460958"}, "+442079460958"),
        ({"phone_number": "+442079460958"}, "+442079460958"),
    ],
)
def test_a_number_without_its_plus_is_called_all_the_same(
    submit: Any, stored: Rows, fields: dict[str, str], e164: str
) -> None:
    assert submit(**fields).status_code == 200
    (lead,) = stored(Lead)
    assert (lead.phone_number, lead.phone_verdict["e164"]) == (fields["phone_number"], e164)
    assert [row.phase for row in stored(Qualification)] != ["rejected"]


@pytest.mark.parametrize(
    ("number", "reason"), [("999", "emergency_number"), ("+1 900 234 5678", "no_channel")]
)
def test_what_is_never_called(submit: Any, stored: Rows, number: str, reason: str) -> None:
    assert submit(phone_number=number).status_code == 200
    (row,) = stored(Qualification)
    assert (row.phase, row.state["reason"], stored(Attempt)) == ("rejected", reason, [])


@pytest.mark.parametrize(
    ("fields", "status", "field"),
    [
        ({"phone_number": None}, 400, "phone_number"),
        ({"phone_number": ""}, 400, "phone_number"),
        ({"phone_number": "1"}, 400, "phone_number"),
        ({"phone_number": "1" * 31}, 400, "phone_number"),
        ({"phone_number": "call me!"}, 400, "phone_number"),
        ({"phone_number": "123\u20ac"}, 400, "phone_number"),
        ({"service_id": None}, 400, "service_id"),
        ({"service_id": "sales"}, 400, "service_id"),
        ({"service_id": "0"}, 400, "service_id"),
        ({"service_id": "99"}, 400, "service_id"),
        ({"service_id": str(2**64)}, 400, "service_id"),
        ({"kiosk_id": "x"}, 400, "kiosk_id"),
        ({"kiosk_id": "0"}, 400, "kiosk_id"),
        ({"kiosk_id": "99"}, 404, "kiosk_id"),
        ({"customer_id": "xyz"}, 400, "customer_id"),
        ({"customer_id": "a" * 41}, 400, "customer_id"),
        ({"interaction_id": "xyz"}, 400, "interaction_id"),
        ({"interaction_id": "a" * 41}, 400, "interaction_id"),
        ({"interaction_id": "\u0661"}, 400, "interaction_id"),
        ({"email": "nobody"}, 400, "email"),
        ({"email": "a" * 250 + "@example.com"}, 400, "email"),
        ({"comments": "x" * 2001}, 400, "comments"),
        ({"langcode": "en"}, 400, "langcode"),
        ({"langcode": "ENG"}, 400, "langcode"),
        ({"langcode": "english"}, 400, "langcode"),
        ({"langcode": "eng\n"}, 400, "langcode"),
        ({"nps": "11"}, 400, "nps"),
        ({"nps": "-1"}, 400, "nps"),
        ({"nps": "7.5"}, 400, "nps"),
        ({"sharecontent_id": "a b"}, 400, "sharecontent_id"),
        ({"sharecontent_id": "a" * 41}, 400, "sharecontent_id"),
        ({"payload": "{"}, 400, "payload"),
        ({"payload": "[1]"}, 400, "payload"),
        ({"payload": '{"a": ' * 50 + "1" + "}" * 50}, 400, "payload"),
        ({"custom_data": "null"}, 400, "custom_data"),
        ({"custom_data": json.dumps({"a": "x" * 16384})}, 400, "custom_data"),
        ({"service_id": "1\0"}, 400, "service_id"),
        ({"kiosk_id": "1\a"}, 400, "kiosk_id"),
        ({"nps": "7\0"}, 400, "nps"),
        ({"nps": "\a"}, 400, "nps"),
        ({"langcode": "eng\0"}, 400, "langcode"),
        ({"sharecontent_id": "a\0"}, 400, "sharecontent_id"),
        ({"interaction_id": "ab\0"}, 400, "interaction_id"),
        ({"customer_id": "ab\0"}, 400, "customer_id"),
        ({"auth": "\a"}, 403, "auth"),
        ({"account_key": "demo\0"}, 404, "account_key"),
        ({"account_key": None}, 400, "account_key"),
        ({"account_key": "nobody"}, 404, "account_key"),
        ({"auth": "123...def"}, 403, "auth"),
        ({"service_id": "1", "name": b"\xff"}, 400, "name"),
    ],
)
def test_refused(
    submit: Any, stored: Rows, fields: dict[str, Any], status: int, field: str
) -> None:
    answer = submit(**fields)
    body = answer.json()
    assert (answer.status_code, body["status"], body["field"]) == (status, "fail", field), body
    assert body["msg"].startswith(f"{field}: ")
    assert set(body) == {"status", "msg", "field"}
    assert stored(Lead) == []


def test_another_accounts_kiosk_and_service_are_none(submit: Any) -> None:
    assert submit(account_key="charlies", service_id="2").json()["field"] == "service_id"
    assert submit(account_key="charlies", kiosk_id="1").status_code == 200


def test_a_token_names_its_account(submit: Any, client: Client, stored: Rows) -> None:
    """The documentation's own jQuery example has no `account_key`."""
    form = {"action": "token_create", "for_action": "lead_submit", "apikey": API_KEY}
    token = client.post("/api/", data={**form, "account_key": "demo"}).json()["token"]
    assert submit(account_key=None, auth=token).status_code == 200
    (lead,) = stored(Lead)
    assert {account.id: account.key for account in stored(Account)}[lead.account_id] == "demo"
    assert submit(account_key=None, auth=token).status_code == 403


def test_a_repeat_gets_the_first_answer(submit: Any, stored: Rows) -> None:
    first = submit(interaction_id="12345678").json()
    assert submit(interaction_id="12345678", name="Another").json() == first
    assert submit(interaction_id="87654321").json() != first
    assert len(stored(Lead)) == 2


def test_an_interaction_id_is_an_accounts_own(submit: Any, stored: Rows) -> None:
    submit(interaction_id="ab")
    submit(interaction_id="ab", account_key="charlies")
    assert len({lead.account_id for lead in stored(Lead)}) == 2


@pytest.mark.parametrize(
    ("outside", "skipped", "added"),
    [
        (False, 0, {}),
        (False, 1, {"skip_ivr_call_counter": 1}),
        (True, 0, {"out_of_working_hours": True}),
        (True, 2, {"out_of_working_hours": True, "skip_ivr_call_counter": 2}),
    ],
)
def test_fields_that_appear_only_when_they_apply(
    submit: Any, monkeypatch: pytest.MonkeyPatch, outside: bool, skipped: int, added: Any
) -> None:
    answered = submissions.Submitted(7, outside, skipped)
    monkeypatch.setattr(submissions, "submit", lambda *_: [answered])
    assert submit().json() == {"status": "ok", "validation_id": 7, **added}


def test_a_limit_per_address_and_minute(submit: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(9):
        assert submit().status_code == 200
    assert submit(phone_number="").status_code == 400  # a call all the same
    answer = submit()
    assert answer.status_code == 429
    assert answer.json()["status"] == "fail"
    assert answer.json()["msg"].startswith("auth: at most 10 calls a minute without a token")
    assert 1 <= int(answer.headers["retry-after"]) <= 60
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(seconds=61))
    assert submit().status_code == 200


def test_a_form_with_a_fault_counts_as_a_call(client: Client, submit: Any) -> None:
    for fault in ("name=%FF", "auth=%FF", "nps=1&nps=1", "&".join(["a=1"] * 400)):
        body = f"{urlencode(SUBMISSION)}&{fault}"
        assert client.post("/api/", content=body, headers=FORM).status_code == 400
    for _ in range(6):
        assert submit().status_code == 200
    assert submit().status_code == 429


def test_the_limit_does_not_hold_for_tokens(submit: Any, client: Client) -> None:
    form = {"action": "token_create", "for_action": "lead_submit", "apikey": API_KEY}
    for _ in range(12):
        token = client.post("/api/", data={**form, "account_key": "demo"}).json()["token"]
        assert submit(auth=token).status_code == 200
    assert submit().status_code == 200


def test_addresses_are_counted_apart(app: Litestar) -> None:
    """A proxy tells whom a call comes from; the limit is the operator's to set."""
    run = app.state.db.run_now
    for address in ("192.0.2.1", "192.0.2.2"):
        run(rates.count_call, address, 1)
    with pytest.raises(Refusal, match="at most 1 calls"):
        run(rates.count_call, "192.0.2.1", 1)


def test_who_comes_back_when_told_is_let_through(
    app: Litestar, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, begin = app.state.db.run_now, clock.now()
    run(rates.count_call, "192.0.2.1", 1)
    monkeypatch.setattr(clock, "now", lambda: begin + timedelta(seconds=49.7))
    with pytest.raises(Refusal, match="in 11 seconds") as refused:
        run(rates.count_call, "192.0.2.1", 1)
    told = timedelta(seconds=49.7 + int(refused.value.headers["Retry-After"]))
    monkeypatch.setattr(clock, "now", lambda: begin + told)
    run(rates.count_call, "192.0.2.1", 1)


def test_calls_at_the_same_moment_are_counted(app: Litestar) -> None:
    def call(_: int) -> bool:
        try:
            app.state.db.run_now(rates.count_call, "192.0.2.1", 10)
        except Refusal:
            return False
        return True

    with ThreadPoolExecutor(20) as threads:
        assert sum(threads.map(call, range(60))) == 10


def test_a_lead_under_qualification_is_not_in_the_inbox(submit: Any, bob: Any) -> None:
    submit(name="Quentin Qualifying")
    assert "Quentin Qualifying" not in bob.get("/console/").text
