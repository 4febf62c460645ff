"""`send_intelligence`: acknowledged, in batches, without personal data, and never lost."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Page, Request

from tests.browser.people import Visitor
from tests.browser.site import Site

SEND = """events => { for (const event of events)
    $lucep.send_intelligence({...event, callback: answer => heard.push(answer)}) }"""

TRAY = "return localStorage.getItem('lucep:demo:outbox')"


@pytest.fixture
def library(visitor: Visitor, site: Site, engine: str) -> Visitor:
    return visitor.visit(site.library(engine, "window.heard = []")).ready()


@pytest.fixture
def quick(visitor: Visitor, site: Site, engine: str) -> Visitor:
    """On the interpreter that starts first."""
    return visitor.visit(site.library(engine, "window.heard = []")).ready()


def batches(page: Page) -> list[list[dict[str, Any]]]:
    """Notes the events of each request that the server answers."""
    sent: list[list[dict[str, Any]]] = []

    def note(request: Request) -> None:
        form = parse_qs(request.post_data or "")
        if request.method == "POST" and form["action"] == ["send_intelligence"]:
            sent.append(json.loads(form["events"][0]))

    page.on("requestfinished", note)
    return sent


def heard(page: Page, count: int) -> list[Any]:
    for _ in range(150):
        if page.evaluate("() => heard.length") >= count:
            break
        page.wait_for_timeout(100)
    return page.evaluate("() => heard")  # type: ignore[no-any-return]


def test_it_works(library: Visitor) -> None:
    page = library.page
    sent = batches(page)
    payload = {"make": "Rover", "colour": "weiß 😀", "price": 12500.5, "extras": ["radio"]}
    page.evaluate(SEND, [{"event_type": "Saw a car", "payload": payload}, {"event_type": "Left"}])
    assert heard(page, 2) == [{"status": "ok", "received": 1}] * 2
    assert [[e["event_type"], e["payload"]] for e in sent[0]] == [
        ["Saw a car", payload],
        ["Left", {}],
    ]
    assert list(sent[0][0]["payload"]) == list(payload)
    assert len(sent) == 1


def test_fifty_go_in_one_request(quick: Visitor) -> None:
    page = quick.page
    sent = batches(page)
    page.evaluate(SEND, [{"event_type": f"Event {n}"} for n in range(60)])
    assert len(heard(page, 60)) == 60
    assert [len(batch) for batch in sent] == [50, 10]
    assert [e["event_type"] for batch in sent for e in batch] == [f"Event {n}" for n in range(60)]


@pytest.mark.parametrize("event_type", [None, "", "  ", "\u200b", {}, []])
def test_event_type_is_required(quick: Visitor, event_type: object) -> None:
    quick.page.evaluate(SEND, [{"event_type": event_type, "payload": {"n": 1}}])
    (answer,) = heard(quick.page, 1)
    assert (answer["status"], answer["field"]) == ("fail", "event_type")
    assert "headline" in answer["msg"]


@pytest.mark.parametrize("payload", [[1], "text", 7, {"a": "x" * 20_000}])
def test_a_payload_is_an_object_of_a_fair_size(quick: Visitor, payload: object) -> None:
    quick.page.evaluate(SEND, [{"event_type": "Bad", "payload": payload}])
    (answer,) = heard(quick.page, 1)
    assert (answer["status"], answer["field"]) == ("fail", "payload")


PERSONAL = {
    "car": "Estate",
    "customerEmail": "x",
    "note": "call +65 6123 4567",
    "owner": {"name": "Ada", "seats": 5},
}


def test_personal_data_are_left_out_in_silence(library: Visitor) -> None:
    sent = batches(library.page)
    library.page.evaluate(SEND, [{"event_type": "Saw", "payload": PERSONAL}])
    heard(library.page, 1)
    assert sent[0][0]["payload"] == {"car": "Estate", "owner": {"seats": 5}}
    assert library.messages == []


@pytest.mark.parametrize("debug", ["debug: true,", "debug: '',"])
def test_debug_mode_says_what_and_why(
    visitor: Visitor, site: Site, debug: str, engine: str
) -> None:
    visitor.expected = ("warning: $lucep: send_intelligence leaves payload.",)
    address = site.library(engine, "window.heard = []", debug)
    page = visitor.visit(address).ready().page
    page.evaluate(SEND, [{"event_type": "Saw", "payload": PERSONAL}])
    heard(page, 1)
    said = "\n".join(visitor.messages)
    for path in ("payload.customerEmail", "payload.note", "payload.owner.name"):
        assert f"{path} out:" in said
    assert len(visitor.messages) == 3


def test_it_is_kept_before_the_call_returns(library: Visitor) -> None:
    kept = library.page.evaluate(f"events => {{ ({SEND})(events); {TRAY} }}", [{"event_type": "x"}])
    assert "event_type" in kept
    assert heard(library.page, 1) == [{"status": "ok", "received": 1}]


def test_a_closed_page_loses_none(visitor: Visitor, site: Site, engine: str) -> None:
    address = site.library(engine, "window.heard = []")
    page = visitor.visit(address).ready().page
    # However long it takes to close: the page itself gets nothing out.
    page.route("**/api/", lambda _: None)
    page.evaluate(SEND, [{"event_type": f"Last {n}"} for n in range(3)])
    page.close()
    after = visitor.page.context.new_page()
    sent = batches(after)
    Visitor(after, site).visit(address).ready()
    for _ in range(100):
        if sent:
            break
        after.wait_for_timeout(100)
    assert [e["event_type"] for batch in sent for e in batch] == ["Last 0", "Last 1", "Last 2"]


def test_one_that_the_server_refuses_does_not_take_the_others_along(quick: Visitor) -> None:
    quick.expected = ("400",)
    page = quick.page
    bad = "action=send_intelligence&account_key=demo&customer_id=c0ffee&events=%5B{}%5D"
    good = "%7B%22id%22%3A%22a%22%2C%22event_type%22%3A%22Good%22%7D"
    entries = [{"id": "bad", "body": bad.format("%7B%7D")}, {"id": "a", "body": bad.format(good)}]
    page.evaluate("text => localStorage.setItem('lucep:demo:outbox', text)", json.dumps(entries))
    sent = batches(page)
    page.reload()
    quick.ready()
    for _ in range(100):
        if len(sent) == 3:
            break
        page.wait_for_timeout(100)
    assert [len(batch) for batch in sent] == [2, 1, 1]
    assert page.evaluate("() => localStorage.getItem('lucep:demo:outbox')") is None
