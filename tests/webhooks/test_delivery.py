"""Every change of a lead reaches every webhook of its account, whatever happens on the way."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from server import clock
from server.accounts.models import User
from server.db import Database
from server.events import actions as events
from server.leads import actions as leads
from server.qualification.models import Attempt
from server.webhooks import actions
from server.webhooks.models import Delivery, Webhook
from server.webhooks.queue import TOPIC
from server.webhooks.sender import MOST_AT_ONCE, Answer
from tests.webhooks.conftest import Deliver, Happen, user
from tests.webhooks.receiver import receiving

Add = Callable[..., Webhook]
Log = Callable[[], list[Delivery]]


def test_it_works(add: Add, happen: Happen, deliver: Deliver, deliveries: Log) -> None:
    with receiving() as receiver:
        secret = add(receiver.url).secret
        lead_id = happen()
        deliver(lambda: deliveries()[0].status == "delivered")
    (payload,) = receiver.payloads(secret)
    assert payload["type"] == "lead.raised"
    assert payload["timestamp"].endswith("+00:00")
    data = payload["data"]
    assert (data["id"], data["status"], data["name"]) == (lead_id, "new", "Ada Løvelace")
    assert data["phone"]["e164"] == "+6591234567"
    assert data["payload"] == {"score": 7}
    assert data["attempts"] == []
    assert data["change"] == {"status": "new"}
    headers, _ = receiver.got[0]
    assert headers["content-type"] == "application/json"
    assert headers["webhook-id"].startswith("event-")
    (delivery,) = deliveries()
    assert (delivery.tries, delivery.answer, delivery.due) == (1, 204, None)
    assert delivery.ended_at


def test_every_change(
    db: Database, add: Add, happen: Happen, deliver: Deliver, deliveries: Log
) -> None:
    def work(session: Session) -> None:
        bob: User = user(session, "bob@demo.example")
        leads.take(session, bob, lead_id)
        now = clock.now()
        session.add(
            Attempt(account_id=bob.account_id, lead_id=lead_id, turn=1, channel="voice",
                    address="+6591234567", status="ended", outcome="busy", started_at=now,
                    ended_at=now)
        )  # fmt: skip
        leads.finish(session, bob, lead_id, "reached", "Nice")

    with receiving() as receiver:
        secret = add(receiver.url).secret
        lead_id = happen()
        db.call(work)
        deliver(lambda: [each.status for each in deliveries()] == ["delivered"] * 3)
    said = {payload["type"]: payload["data"] for payload in receiver.payloads(secret)}
    assert set(said) == {"lead.raised", "lead.taken", "lead.finished"}
    last = said["lead.finished"]
    assert (last["taken_by"], last["disposition"], last["note"]) == ("Bob", "reached", "Nice")
    assert last["attempts"][0]["outcome"] == "busy"


def test_only_ones_own(add: Add, happen: Happen, deliveries: Log) -> None:
    add("http://127.0.0.1:9/alice")
    add("http://127.0.0.1:9/charlie", "charlie@charlies.example")
    happen("charlie@charlies.example")
    happen("charlie@charlies.example")
    assert {each.webhook_id for each in deliveries()} == {2}


def test_what_is_no_leads_is_not_told(db: Database, add: Add, deliveries: Log) -> None:
    webhook = add("http://127.0.0.1:9/")
    db.call(lambda session: events.record(session, webhook.account_id, "console", {}))
    assert deliveries() == []


def test_an_event_that_is_rolled_back_is_not_told(
    db: Database, add: Add, happen: Happen, deliveries: Log
) -> None:
    def fails(session: Session) -> None:
        events.record(session, 1, "lead_taken", {}, lead_id=lead_id)
        raise RuntimeError

    lead_id = happen()
    add("http://127.0.0.1:9/")
    with pytest.raises(RuntimeError):
        db.call(fails)
    assert deliveries() == []


@pytest.mark.usefixtures("soon")
def test_it_tries_again(add: Add, happen: Happen, deliver: Deliver, deliveries: Log) -> None:
    with receiving(answers=[500, 0, 302, 200]) as receiver:
        secret = add(receiver.url).secret
        happen()
        deliver(lambda: deliveries()[0].status == "delivered")
    assert len(receiver.payloads(secret)) == 4
    # A receiver knows what it has got already.
    assert len({headers["webhook-id"] for headers, _ in receiver.got}) == 1
    assert deliveries()[0].tries == 4


@pytest.mark.usefixtures("soon")
def test_it_gives_up(add: Add, happen: Happen, deliver: Deliver, deliveries: Log) -> None:
    with receiving(answers=[503], body=b"closed") as receiver:
        add(receiver.url)
        happen()
        deliver(lambda: deliveries()[0].status == "failed")
    (delivery,) = deliveries()
    assert (delivery.tries, delivery.answer, delivery.detail) == (4, 503, "closed")
    assert delivery.due is None


def test_it_tries_for_about_a_day() -> None:
    assert timedelta(hours=20) < sum(actions.PAUSES, timedelta()) < timedelta(hours=28)
    assert list(actions.PAUSES) == sorted(actions.PAUSES)


def test_a_receiver_that_is_gone_is_switched_off(
    db: Database, add: Add, happen: Happen, deliver: Deliver, deliveries: Log
) -> None:
    with receiving(answers=[410]) as receiver:
        webhook = add(receiver.url)
        for _ in range(8):
            happen()
        deliver(lambda: all(each.status == "failed" for each in deliveries()))
    assert not db.call(lambda session: session.get_one(Webhook, webhook.id)).enabled
    assert 1 <= len(receiver.got) <= 4
    happen()
    assert len(deliveries()) == 8


@pytest.mark.usefixtures("soon")
def test_one_that_hangs_does_not_hold_up_the_others(
    add: Add, happen: Happen, deliver: Deliver, deliveries: Log
) -> None:
    def done() -> bool:
        return all(each.status == "delivered" for each in deliveries() if each.webhook_id == 2)

    with receiving(answers=[-1]) as slow, receiving() as quick:
        add(slow.url)
        add(quick.url)
        for _ in range(12):
            happen()
        deliver(done, seconds=15)  # before silence ends a single try
    assert len(quick.got) == 12


def test_all_that_one_account_may_have_leave_room_for_others(
    db: Database, add: Add, happen: Happen
) -> None:
    for number in range(actions.MOST_WEBHOOKS):
        add(f"http://127.0.0.1:9/{number}")
    for _ in range(6):
        happen()
    last = add("http://127.0.0.1:9/", "charlie@charlies.example").id
    happen("charlie@charlies.example")
    taken = db.call(actions.claim, {}, MOST_AT_ONCE)
    assert last in [job.webhook_id for job in taken]


def test_a_free_place_is_for_who_has_the_fewest(db: Database, add: Add, happen: Happen) -> None:
    for number in range(3):
        add(f"http://127.0.0.1:9/{number}")
    happen()
    happen()
    taken = db.call(actions.claim, {1: 2, 2: 1}, 3)
    assert [job.webhook_id for job in taken] == [3, 3, 2]


def test_what_waits_is_not_gone_through_each_time(db: Database, add: Add, happen: Happen) -> None:
    """A receiver that is slow has a long queue, and each of its answers looks for the next."""
    webhook = add("http://127.0.0.1:9/")
    lead_id = happen()

    def wait(session: Session) -> None:
        changed = events.Happened(webhook.account_id, "lead_taken", {}, lead_id)
        events.record_all(session, [changed] * 2000)

    def hundreds_of_steps(session: Session) -> int:
        driver: Any = session.connection().connection.driver_connection
        driver.set_progress_handler(lambda: steps.append(1), 100)
        assert actions.claim(session, {webhook.id: 4}, 20) == []
        driver.set_progress_handler(None, 0)
        return len(steps)

    steps: list[int] = []
    db.call(wait)
    assert db.call(hundreds_of_steps) < 10


def test_two_processes_do_not_send_the_same_twice(
    add: Add, happen: Happen, deliver: Deliver, deliveries: Log
) -> None:
    with receiving() as receiver:
        add(receiver.url)
        for _ in range(30):
            happen()
        deliver(lambda: all(each.status == "delivered" for each in deliveries()), runners=3)
    assert len({headers["webhook-id"] for headers, _ in receiver.got}) == len(receiver.got) == 30


def test_a_kill_loses_nothing(
    db: Database, add: Add, happen: Happen, monkeypatch: pytest.MonkeyPatch
) -> None:
    add("http://127.0.0.1:9/")
    happen()
    (taken,) = db.call(actions.claim, {}, 20)
    # Its process dies here. Nobody else takes it before its lease is over.
    assert db.call(actions.claim, {}, 20) == []
    later = clock.now() + actions.LEASE + timedelta(seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    (again,) = db.call(actions.claim, {}, 20)
    assert (again.delivery_id, again.tries) == (taken.delivery_id, 2)
    # What the first one says now is not heard any more.
    db.call(actions.finish, taken, Answer(500))
    assert db.call(lambda session: session.get_one(Delivery, 1)).answer == 0
    db.call(actions.finish, again, Answer(200))
    assert db.call(lambda session: session.get_one(Delivery, 1)).status == "delivered"


def test_a_new_event_wakes_who_delivers(db: Database, add: Add, happen: Happen) -> None:
    add("http://127.0.0.1:9/")
    woken: set[str] = set()

    async def run() -> None:
        db.attach(asyncio.get_running_loop())
        await asyncio.to_thread(happen)
        await asyncio.sleep(0)

    db._on_commit = woken.update
    asyncio.run(run())
    assert TOPIC in woken


def test_a_database_that_is_away_for_a_moment(
    add: Add, happen: Happen, deliver: Deliver, deliveries: Log, monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    good, failures = actions.claim, [OSError("away")]

    def claim(*args: Any) -> Any:
        if failures:
            raise failures.pop()
        return good(*args)

    monkeypatch.setattr(actions, "claim", claim)
    with receiving() as receiver:
        add(receiver.url)
        happen()
        deliver(lambda: deliveries()[0].status == "delivered")
    assert "could not be read" in caplog.text
