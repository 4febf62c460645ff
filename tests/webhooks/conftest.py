"""A database with demo data, a webhook that leads to a real receiver, and who delivers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from server import clock
from server.accounts.models import User
from server.db import Database
from server.events import actions as events
from server.events.broker import Broker
from server.leads import phones
from server.leads.models import Lead
from server.webhooks import actions
from server.webhooks.models import Delivery, Webhook
from server.webhooks.runner import Runner
from server.webhooks.sender import Sender
from tests.stores import demo_file, fill

Happen = Callable[..., int]
Deliver = Callable[..., None]


@pytest.fixture
def broker() -> Broker:
    return Broker()


@pytest.fixture
def db(tmp_path: Path, broker: Broker) -> Iterator[Database]:
    fill(tmp_path)
    database = Database(f"sqlite:///{tmp_path / demo_file().name}", broker.wake)
    yield database
    database.close()


def user(session: Session, email: str = "alice@demo.example") -> User:
    found = session.scalar(sa.select(User).where(User.email == email))
    assert found
    return found


@pytest.fixture
def add(db: Database) -> Callable[..., Webhook]:
    """Adds a webhook."""

    def make(url: str, email: str = "alice@demo.example") -> Webhook:
        return db.call(
            lambda session: actions.add(session, user(session, email), url, private=True)
        )

    return make


@pytest.fixture
def happen(db: Database) -> Happen:
    """Raises a lead, which is an event; returns its id."""

    def raise_lead(email: str = "alice@demo.example", **more: object) -> int:
        def store(session: Session) -> int:
            account_id = user(session, email).account_id
            count = session.scalar(sa.select(sa.func.count()).select_from(Lead))
            fields: dict[str, object] = {
                "account_id": account_id, "kiosk_id": 1, "interaction_id": f"{count:040x}",
                "name": "Ada Løvelace", "phone_number": "+6591234567", "country": "SG",
                "phone_verdict": dict(phones.verdict("+6591234567", "SG")), "service_id": 1,
                "service_name": "Sales", "langcode": "eng", "payload": {"score": 7},
                "additional_info": [{"id": "time", "label": "When?", "value": "now"}],
                "page_url": "https://site.example/", "validation_refusals": 0, "status": "new",
                "created_at": clock.now(), **more,
            }  # fmt: skip
            lead = Lead(**fields)
            session.add(lead)
            session.flush()
            events.record(session, account_id, "lead_raised", {"status": "new"}, lead_id=lead.id)
            return lead.id

        return db.call(store)

    return raise_lead


@pytest.fixture
def deliveries(db: Database) -> Callable[[], list[Delivery]]:
    """Reads the delivery log."""
    return lambda: db.call(
        lambda session: list(session.scalars(sa.select(Delivery).order_by(Delivery.id)))
    )


@pytest.fixture
def deliver(db: Database) -> Deliver:
    """Delivers until something is so, or fails after a minute."""

    def run(until: Callable[[], object], seconds: float = 60, runners: int = 1) -> None:
        async def work() -> None:
            brokers = [Broker() for _ in range(runners)]
            made = [Runner(db, broker, Sender(private=True), 0.02) for broker in brokers]
            tasks = [asyncio.create_task(runner.run()) for runner in made]
            try:
                async with asyncio.timeout(seconds):
                    while not until():
                        await asyncio.sleep(0.01)
            finally:
                for task, runner in zip(tasks, made, strict=True):
                    await runner.stop()
                    await task

        asyncio.run(work())

    return run


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tries again after milliseconds."""
    monkeypatch.setattr(actions, "PAUSES", (timedelta(milliseconds=20),) * 3)
