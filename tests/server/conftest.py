"""An application with demo data for each test, and who calls it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy.orm import Session

from server.accounts import actions
from server.accounts.models import User
from server.app import create_app
from server.console import access
from server.db import Base, Database
from server.settings import Settings
from tests import stores
from tests.live import LiveServer, live_server
from tests.server.databases import OnSqlite, Store, on_postgresql

Client = TestClient[Litestar]
LEAD = {
    "action": "raise_lead",
    "account_key": "demo",
    "name": "Ada Lovelace",
    "phone_number": "+65 9123 4567",
    "service_id": "1",
    "service_name": "Sales",
}


@pytest.fixture(scope="session")
def demo_file() -> Path:
    """A database with demo data, made once and copied for each test."""
    return stores.demo_file()


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def store(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, demo_file: Path
) -> Iterator[Store]:
    """Each kind of database, one after the other."""
    data = tmp_path_factory.mktemp("server")
    if request.param == "sqlite":
        yield OnSqlite(data, demo_file)
    else:
        with on_postgresql(data) as made:
            yield made


@pytest.fixture(scope="session")
def settings(store: Store) -> Settings:
    return store.settings


@pytest.fixture(scope="session")
def started(settings: Settings) -> Iterator[Litestar]:
    """The application, made once: its database is put back before each test."""
    app = create_app(settings)
    with TestClient(app):
        yield app


@pytest.fixture
def app(started: Litestar, store: Store) -> Litestar:
    store.put_back()
    return started


@pytest.fixture
def client(app: Litestar) -> Client:
    """A visitor's browser; it is nobody to the console."""
    client = TestClient(app, raise_server_exceptions=False)
    client.follow_redirects = False
    return client


@pytest.fixture
def stored(app: Litestar) -> Callable[[type[Base]], list[Any]]:
    """Reads every row of a table, the oldest first."""

    def rows(model: type[Base]) -> list[Any]:
        def read(session: Session) -> list[Any]:
            in_order = sa.select(model).order_by(*sa.inspect(model).primary_key)
            return list(session.scalars(in_order).unique())

        db: Database = app.state.db
        return db.run_now(read)

    return rows


class Person:
    """Someone who is logged in to the console."""

    def __init__(self, app: Litestar, email: str) -> None:
        def open_session(session: Session) -> str:
            user = session.scalar(sa.select(User).where(User.email == email))
            assert user
            return actions.open_session(session, user.id)

        self.client = TestClient(app, raise_server_exceptions=False)
        self.client.follow_redirects = False
        self.client.cookies.set(access.COOKIE, app.state.db.run_now(open_session))
        self.csrf = csrf(self.get("/console/").text)

    def get(self, path: str, **headers: str) -> Any:
        """Opens a page."""
        return self.client.get(path, headers=headers)

    def post(self, path: str, **form: str) -> Any:
        """Sends a form with the token of one of our own pages."""
        return self.client.post(path, data={"csrf": self.csrf, **form})


def csrf(page: str) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', page)
    assert found
    return found[1]


@pytest.fixture
def alice(app: Litestar) -> Person:
    return Person(app, "alice@demo.example")


@pytest.fixture
def bob(app: Litestar) -> Person:
    return Person(app, "bob@demo.example")


@pytest.fixture
def vera(app: Litestar) -> Person:
    return Person(app, "vera@demo.example")


@pytest.fixture
def charlie(app: Litestar) -> Person:
    return Person(app, "charlie@charlies.example")


@pytest.fixture
def raise_lead(client: Client) -> Callable[..., Any]:
    """Raises a lead; returns the answer."""

    def send(**fields: Any) -> Any:
        return client.post("/api/", data={**LEAD, **fields})

    return send


@pytest.fixture(scope="session")
def live() -> Iterator[LiveServer]:
    """A server in its own process, for what needs a real connection."""
    with live_server() as server:
        yield server
