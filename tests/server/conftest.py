"""An application with demo data for each test, and who calls it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy.orm import Session

from server import demo, migrate
from server.app import create_app
from server.db import Base, Database
from server.demo import PASSWORDS
from server.settings import Settings
from tests.live import LiveServer, live_server

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
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with demo data, made once and copied for each test."""
    file = tmp_path_factory.mktemp("demo") / "lucep.sqlite3"
    db = Database(f"sqlite:///{file}", lambda _: None)
    migrate.upgrade(db.engine)
    db.run_now(demo.load)
    db.close()
    return file


@pytest.fixture
def settings(tmp_path: Path, demo_file: Path) -> Settings:
    shutil.copy(demo_file, tmp_path)
    return Settings(data=tmp_path, dist=tmp_path / "dist", demo=True)


@pytest.fixture
def app(settings: Settings) -> Litestar:
    return create_app(settings)


@pytest.fixture
def client(app: Litestar) -> Iterator[Client]:
    """A visitor's browser; it is nobody to the console."""
    with TestClient(app, raise_server_exceptions=False) as client:
        client.follow_redirects = False
        yield client


@pytest.fixture
def stored(app: Litestar) -> Callable[[type[Base]], list[Any]]:
    """Reads every row of a table."""

    def rows(model: type[Base]) -> list[Any]:
        def read(session: Session) -> list[Any]:
            return list(session.scalars(sa.select(model)).unique())

        db: Database = app.state.db
        return db.run_now(read)

    return rows


class Person:
    """Someone who is logged in to the console."""

    def __init__(self, app: Litestar, email: str) -> None:
        self.client = TestClient(app, raise_server_exceptions=False)
        self.client.follow_redirects = False
        form = {"email": email, "password": PASSWORDS[email]}
        assert self.client.post("/console/login", data=form).status_code == 303
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
def alice(app: Litestar, client: Client) -> Person:  # noqa: ARG001 - who starts the application
    return Person(app, "alice@demo.example")


@pytest.fixture
def bob(app: Litestar, client: Client) -> Person:  # noqa: ARG001
    return Person(app, "bob@demo.example")


@pytest.fixture
def vera(app: Litestar, client: Client) -> Person:  # noqa: ARG001
    return Person(app, "vera@demo.example")


@pytest.fixture
def charlie(app: Litestar, client: Client) -> Person:  # noqa: ARG001
    return Person(app, "charlie@charlies.example")


@pytest.fixture
def raise_lead(client: Client) -> Callable[..., Any]:
    """Raises a lead; returns the answer."""

    def send(**fields: Any) -> Any:
        return client.post("/api/", data={**LEAD, **fields})

    return send


@pytest.fixture(scope="session")
def live(tmp_path_factory: pytest.TempPathFactory, demo_file: Path) -> Iterator[LiveServer]:
    """A server in its own process, for what needs a real connection."""
    data = tmp_path_factory.mktemp("live")
    shutil.copy(demo_file, data)
    with live_server(data=data) as server:
        yield server
