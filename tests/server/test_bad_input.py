"""Bad input to `POST /api/`: the right status, the one shape, the field, and nothing stored."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from http.client import HTTPResponse
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from server.events.models import Event
from server.intelligence.models import Intelligence
from server.leads.models import Lead, Ticket
from tests.live import LiveServer
from tests.server.conftest import LEAD, Client

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
EVERY_CONTROL = "".join(map(chr, [*range(0x20), *range(0x7F, 0xA0)]))
DEEP = "[" * 100_000

CASES: list[tuple[str, dict[str, Any], int, str]] = [
    ("unknown kiosk", {"kiosk_id": "99"}, 404, "kiosk_id"),
    ("kiosk zero", {"kiosk_id": "0"}, 400, "kiosk_id"),
    ("a huge kiosk", {"kiosk_id": str(2**64)}, 400, "kiosk_id"),
    ("unknown account", {"account_key": "nobody"}, 404, "account_key"),
    ("no account", {"account_key": ""}, 400, "account_key"),
    ("a long account", {"account_key": "d" * 10_000}, 404, "account_key"),
    ("bad phone", {"phone_number": "call me!"}, 400, "phone_number"),
    ("short phone", {"phone_number": "1"}, 400, "phone_number"),
    ("long phone", {"phone_number": "1" * 31}, 400, "phone_number"),
    ("missing phone", {"phone_number": ""}, 400, "phone_number"),
    ("missing name", {"name": ""}, 400, "name"),
    ("blank name", {"name": " \u200b\u3164 "}, 400, "name"),
    ("unknown action", {"action": "lead_destroy"}, 400, "action"),
    ("no action", {"action": ""}, 400, "action"),
    ("a word for a service", {"service_id": "sales"}, 400, "service_id"),
    ("no service", {"service_id": ""}, 400, "service_id"),
    ("somebody else's service", {"service_id": "3"}, 400, "service_id"),
    ("a huge service", {"service_id": str(2**63)}, 400, "service_id"),
    ("a larger service", {"service_id": str(2**64 + 1)}, 400, "service_id"),
    ("a service of 5000 digits", {"service_id": "9" * 5000}, 400, "service_id"),
    ("a negative service", {"service_id": "-1"}, 400, "service_id"),
    ("malformed JSON", {"additional_info": '{"a": '}, 400, "additional_info"),
    ("a JSON list", {"additional_info": "[1, 2]"}, 400, "additional_info"),
    ("a JSON text", {"payload": '"text"'}, 400, "payload"),
    ("deep JSON", {"additional_info": '{"a":' * 2000 + "1" + "}" * 2000}, 400, "additional_info"),
    ("large JSON", {"payload": json.dumps({"a": "x" * 20_000})}, 400, "payload"),
    ("a number of 5000 digits", {"payload": '{"a": ' + "9" * 5000 + "}"}, 400, "payload"),
    ("no number of JSON's", {"payload": '{"a": NaN}'}, 400, "payload"),
    ("a number too large", {"additional_info": '{"a": [1e400]}'}, 400, "additional_info"),
    ("a customer id that is not", {"customer_id": "xyz"}, 400, "customer_id"),
    ("a long interaction id", {"interaction_id": "a" * 41}, 400, "interaction_id"),
    ("a country that is not", {"country": "Singapore"}, 400, "country"),
    ("a language that is not", {"langcode": "../../etc"}, 400, "langcode"),
    ("refusals below zero", {"validation_refusals": "-1"}, 400, "validation_refusals"),
    ("every control in name", {"name": EVERY_CONTROL}, 400, "name"),
    ("every control in phone", {"phone_number": EVERY_CONTROL}, 400, "phone_number"),
    ("NUL in the account", {"account_key": "demo\0"}, 404, "account_key"),
    ("NUL in the action", {"action": "raise_lead\0"}, 400, "action"),
    ("NUL in a kiosk", {"kiosk_id": "1\0"}, 400, "kiosk_id"),
    ("NUL in a service", {"service_id": "\0001"}, 400, "service_id"),
    ("a bell for a kiosk", {"kiosk_id": "\a"}, 400, "kiosk_id"),
    ("NUL in a customer id", {"customer_id": "ab\0"}, 400, "customer_id"),
    ("NUL in an interaction id", {"interaction_id": "ab\0"}, 400, "interaction_id"),
    ("NUL in a country", {"country": "sg\0"}, 400, "country"),
    ("NUL in a language", {"langcode": "eng\0"}, 400, "langcode"),
    ("NUL in a count", {"validation_refusals": "1\0"}, 400, "validation_refusals"),
    ("NUL in seconds", {"seconds": "9\0"}, 400, "seconds"),
    ("NUL in JSON text", {"payload": '{"a": "\0"}'}, 400, "payload"),
    ("a name twice", {"name": ["Ada", "Bea"]}, 400, "name"),
    ("an action twice", {"action": ["raise_lead", "raise_lead"]}, 400, "action"),
]


@pytest.fixture
def nothing_stored(stored: Callable[[Any], list[Any]]) -> Callable[[], bool]:
    return lambda: not any(stored(model) for model in (Lead, Ticket, Event, Intelligence))


def assert_refused(answer: Any, status_code: int, field: str) -> None:
    assert answer.status_code == status_code, answer.text
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["access-control-allow-origin"] == "*"
    body = answer.json()
    assert body["status"] == "fail"
    if field:
        assert body["field"] == field
        assert body["msg"].startswith(f"{field}: ")
        assert len(body["msg"]) > len(field) + 4
    else:
        assert set(body) == {"status", "msg"}


@pytest.mark.parametrize(
    ("fields", "status_code", "field"),
    [case[1:] for case in CASES],
    ids=[case[0] for case in CASES],
)
def test_a_bad_field(
    client: Client,
    nothing_stored: Callable[[], bool],
    fields: dict[str, Any],
    status_code: int,
    field: str,
) -> None:
    assert_refused(client.post("/api/", data={**LEAD, **fields}), status_code, field)
    assert nothing_stored()


@pytest.mark.parametrize("control", EVERY_CONTROL, ids=ascii)
def test_each_control_character_is_curated_away(client: Client, stored: Any, control: str) -> None:
    said = f"Ada{control}Lovelace"
    fields = {"name": said, "service_name": said, "consent": said, "extra.note": said}
    answer = client.post("/api/", data={**LEAD, **fields, f"extra.{control}": "nothing"})
    assert answer.status_code == 200
    (lead,) = stored(Lead)
    clean = "Ada Lovelace" if control.isspace() else "AdaLovelace"
    assert (lead.name, lead.service_name, lead.consent["text"]) == (clean, clean, clean)
    (note,) = lead.additional_info
    assert " ".join(note["value"].split()) == clean


def test_controls_in_a_phone_number_are_curated_away(client: Client, stored: Any) -> None:
    sent = {**LEAD, "phone_number": f"+65{EVERY_CONTROL}91234567"}
    assert client.post("/api/", data=sent).status_code == 200
    assert stored(Lead)[0].phone_number == "+65 91234567"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b"&name=%ff%fe", "name"),
        (b"&name=\xff\xfe", "name"),
        (b"&name=%ed%a0%80", "name"),
        (b"&%ff=1", ""),
        (b"&a=1" * 400, ""),
    ],
    ids=["percent-encoded bytes", "raw bytes", "a lone surrogate", "a field's name", "many fields"],
)
def test_a_body_that_is_not_a_form(
    client: Client, nothing_stored: Callable[[], bool], body: bytes, field: str
) -> None:
    rest = {key: value for key, value in LEAD.items() if key != "name"}
    answer = client.post("/api/", content=urlencode(rest).encode() + body, headers=FORM)
    assert_refused(answer, 400, field)
    assert nothing_stored()


@pytest.mark.parametrize(
    "content_type", ["application/json", "multipart/form-data; boundary=x", "text/plain", ""]
)
def test_a_wrong_content_type(
    client: Client, nothing_stored: Callable[[], bool], content_type: str
) -> None:
    answer = client.post(
        "/api/", content=urlencode(LEAD).encode(), headers={"Content-Type": content_type}
    )
    assert_refused(answer, 415, "Content-Type")
    assert nothing_stored()


def test_a_content_type_with_a_charset_is_right(client: Client) -> None:
    headers = {"Content-Type": "Application/X-WWW-Form-Urlencoded; charset=UTF-8"}
    assert client.post("/api/", content=urlencode(LEAD), headers=headers).status_code == 200


@pytest.mark.parametrize("size", [64 * 1024 + 1, 2_000_000])
def test_a_body_that_is_too_long(
    client: Client, nothing_stored: Callable[[], bool], size: int
) -> None:
    body = urlencode(LEAD).encode() + b"&extra.a="
    answer = client.post("/api/", content=body + b"x" * (size - len(body)), headers=FORM)
    assert_refused(answer, 413, "")
    assert nothing_stored()


@pytest.mark.parametrize(
    "sent",
    ["Content-Length: 99\r\n\r\naction=raise_lead", "Transfer-Encoding: chunked\r\n\r\nzz\r\n"],
    ids=["too short", "bad chunks"],
)
def test_a_body_that_breaks_off(live: LiveServer, sent: str) -> None:
    head = f"POST /api/ HTTP/1.1\r\nHost: x\r\nContent-Type: {FORM['Content-Type']}\r\n"
    with socket.create_connection(("127.0.0.1", urlsplit(live.url).port or 0), 10) as connection:
        connection.sendall((head + sent).encode())
        connection.shutdown(socket.SHUT_WR)
        answer = HTTPResponse(connection)
        answer.begin()
        body = json.loads(answer.read())
    assert (answer.status, body) == (400, {"status": "fail", "msg": "send the whole body"})


def test_an_empty_body(client: Client, nothing_stored: Callable[[], bool]) -> None:
    assert_refused(client.post("/api/", content=b"", headers=FORM), 400, "action")
    assert nothing_stored()


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH"])
def test_another_method(client: Client, method: str) -> None:
    answer = client.request(method, "/api/")
    assert_refused(answer, 405, "")
    assert "POST" in answer.headers["allow"]


def test_surrogates_in_json_are_left_out(client: Client, stored: Any, bob: Any) -> None:
    info = r'{"a": "x\ud800y", "\udfff": "\ud83d\ude42"}'
    assert client.post("/api/", data={**LEAD, "additional_info": info}).status_code == 200
    values = {field["id"]: field["value"] for field in stored(Lead)[0].additional_info}
    assert values == {"a": "xy", "": "\U0001f642"}
    assert bob.get("/console/leads/1").status_code == 200


def test_an_empty_list_is_an_empty_object(client: Client, stored: Any) -> None:
    """PHP's `json_encode([])`."""
    sent = {**LEAD, "payload": "[]", "additional_info": "[]", "custom_data": "[]"}
    for action in ("raise_lead", "lead_submit"):
        assert client.post("/api/", data={**sent, "action": action}).status_code == 200
    raised, submitted = stored(Lead)
    assert (raised.payload, raised.additional_info) == ({}, [])
    assert (submitted.payload, submitted.custom_data) == ({}, {})


@hypothesis_settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    field=st.sampled_from([*LEAD, "additional_info", "payload", "extra.email", "page_url"]),
    value=st.one_of(st.text(max_size=60), st.binary(max_size=60)),
)
def test_whatever_comes_is_answered(client: Client, field: str, value: str | bytes) -> None:
    sent = value.encode("utf-8", "surrogatepass") if isinstance(value, str) else value
    answer = client.post("/api/", content=urlencode({**LEAD, field: sent}), headers=FORM)
    assert answer.status_code in (200, 400, 404)
    assert answer.json()["status"] == ("ok" if answer.status_code == 200 else "fail")
