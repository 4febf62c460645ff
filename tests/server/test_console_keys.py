"""The console's page of API keys: for owners, each key shown once."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from server.accounts import keys
from server.accounts.key_models import ApiKey
from server.accounts.models import Account
from server.events.models import Event
from tests.server.conftest import Client

Rows = Callable[[Any], list[Any]]
FORM = {"action": "token_create", "account_key": "demo", "for_action": "lead_submit"}


def test_it_works(alice: Any, client: Client, stored: Rows) -> None:
    answer = alice.post("/console/keys", name="Our <b>site</b>")
    assert answer.status_code == 201
    assert answer.headers["cache-control"] == "no-store"
    secret = re.search(r"<code>(lucep_[\w-]{43})</code>", answer.text)
    assert secret
    assert client.post("/api/", data={**FORM, "apikey": secret[1]}).status_code == 200
    page = alice.get("/console/keys").text
    assert secret[1] not in page
    assert secret[1][:12] in page
    assert "Our &lt;b&gt;site&lt;/b&gt;" in page
    key = max(stored(ApiKey), key=lambda row: row.id)
    assert secret[1] not in repr(vars(key))
    assert key.last_used_at is not None
    assert alice.post(f"/console/keys/{key.id}/revoke").status_code == 303
    assert client.post("/api/", data={**FORM, "apikey": secret[1]}).status_code == 403
    assert secret[1][:12] not in alice.get("/console/keys").text
    noted = [(row.kind, row.user.name, row.data["key"]) for row in stored(Event)]
    assert noted == [("key_made", "Alice", key.id), ("key_revoked", "Alice", key.id)]


def test_a_key_is_for_something(alice: Any, stored: Rows) -> None:
    answer = alice.post("/console/keys", name=" \u200b ")
    assert answer.status_code == 400
    assert "Say what the key is for." in answer.text
    assert len(stored(ApiKey)) == 1


def test_too_many_keys(alice: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "MAX_KEYS", 1)
    answer = alice.post("/console/keys", name="Another")
    assert answer.status_code == 409
    assert "revoke one first" in answer.text


@pytest.mark.parametrize("person", ["bob", "vera"])
def test_colleagues_are_refused(person: str, request: pytest.FixtureRequest, stored: Rows) -> None:
    who = request.getfixturevalue(person)
    assert who.get("/console/keys").status_code == 403
    assert who.post("/console/keys", name="Mine").status_code == 403
    assert who.post("/console/keys/1/revoke").status_code == 403
    assert "/console/keys" not in who.get("/console/").text
    (key,) = stored(ApiKey)
    assert key.revoked_at is None


def test_strangers_find_nothing(charlie: Any, client: Client, stored: Rows) -> None:
    assert charlie.post("/console/keys/1/revoke").status_code == 404
    assert charlie.post(f"/console/keys/{2**70}/revoke").status_code == 404
    assert "Demo" not in charlie.get("/console/keys").text
    assert client.get("/console/keys", headers={"accept": "text/html"}).status_code == 303
    assert client.post("/console/keys", data={"name": "x"}).status_code == 401
    (key,) = stored(ApiKey)
    assert key.revoked_at is None


def test_a_forged_form(alice: Any, stored: Rows) -> None:
    assert alice.client.post("/console/keys", data={"name": "x"}).status_code == 403
    assert alice.client.post("/console/keys/1/revoke", data={"csrf": "x"}).status_code == 403
    assert len(stored(ApiKey)) == 1


def test_demanding_tokens(alice: Any, client: Client, stored: Rows) -> None:
    lead = {"action": "lead_submit", "account_key": "demo", "phone_number": "12"}
    assert "With a key, or without" in alice.get("/console/keys").text
    assert alice.post("/console/keys/demand", on="yes").status_code == 303
    assert alice.post("/console/keys/demand", on="yes").status_code == 303
    answer = client.post("/api/", data={**lead, "service_id": "1"})
    assert (answer.status_code, answer.json()["field"]) == (403, "auth")
    assert "Only with a key" in alice.get("/console/keys").text
    alice.post("/console/keys/demand", on="no")
    assert client.post("/api/", data={**lead, "service_id": "1"}).status_code == 200
    noted = [row for row in stored(Event) if row.kind == "tokens_demanded"]
    assert [row.data for row in noted] == [{"on": True}, {"on": False}]
    assert {row.user_id for row in noted} == {1}


def test_demanding_something_else(alice: Any) -> None:
    answer = alice.post("/console/keys/demand", on="maybe")
    assert (answer.status_code, answer.json()["field"]) == (400, "on")
    assert alice.get("/console/keys/demand").headers["location"] == "/console/keys"


@pytest.mark.parametrize("person", ["bob", "vera"])
def test_colleagues_demand_nothing(
    person: str, request: pytest.FixtureRequest, stored: Rows
) -> None:
    who = request.getfixturevalue(person)
    assert who.post("/console/keys/demand", on="yes").status_code == 403
    forged = who.client.post("/console/keys/demand", data={"on": "yes"})
    assert forged.status_code == 403
    assert not any(account.token_required for account in stored(Account))
