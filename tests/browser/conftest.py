"""One browser, one server and one site for the whole run; fresh contexts for each test."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from sqlalchemy.orm import Session

from server.accounts.models import Account
from server.kiosks import actions
from tests.browser import site as sites
from tests.browser.desk import Desk
from tests.browser.people import HEARING, NOISE, SalesPerson, Visitor
from tests.browser.phone_form import Form
from tests.live import LiveServer, live_server
from tools.chromium import TEST_FLAGS, find_chromium

PATIENCE = 30_000


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=find_chromium(), args=TEST_FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def server() -> Iterator[LiveServer]:
    with live_server() as running:
        yield running


@pytest.fixture(scope="session")
def site(server: LiveServer) -> Iterator[sites.Site]:
    with sites.running(server.url) as running:
        yield running


@pytest.fixture(params=["micropython", "pyodide"])
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def new_context(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    contexts: list[BrowserContext] = []

    def make(**options: object) -> BrowserContext:
        context = browser.new_context(**options)  # type: ignore[arg-type]
        context.set_default_timeout(PATIENCE * (3 if os.environ.get("CI") else 1))
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def page(new_context: Callable[..., BrowserContext]) -> Page:
    return new_context().new_page()


@pytest.fixture
def visitor(page: Page, site: sites.Site) -> Iterator[Visitor]:
    """A visitor of the site; the page must stay silent and ask nobody else."""
    someone = Visitor(page, site)
    yield someone
    someone.assert_well_behaved()


@pytest.fixture
def form(visitor: Visitor, site: sites.Site, engine: str) -> Form:
    return Form(visitor.visit(site.widget(engine)).ready().open())


@pytest.fixture
def bob(new_context: Callable[..., BrowserContext], server: LiveServer) -> SalesPerson:
    return SalesPerson(new_context().new_page(), server.url).log_in("bob@demo.example")


@pytest.fixture(scope="session")
def desk(server: LiveServer) -> Iterator[Desk]:
    with httpx.Client() as client:
        yield Desk(server, client)


@pytest.fixture
def make_kiosk(server: LiveServer) -> Callable[..., int]:
    """Makes a kiosk of the demo account and returns its number."""

    def make(
        settings: dict[str, Any],
        fields: Sequence[dict[str, Any]] = (),
        stored: dict[str, Any] | None = None,
    ) -> int:
        # Beside the running server: a kiosk is one short transaction.
        engine = sa.create_engine(f"sqlite:///{server.data / 'lucep.sqlite3'}")
        with Session(engine) as session, session.begin():
            account = session.scalars(sa.select(Account).where(Account.key == "demo")).one()
            kiosk = actions.create_kiosk(
                session,
                account,
                country="SG",
                texts={},
                extra_fields=list(fields),
                settings=settings,
            )
            if stored is not None:
                kiosk.settings = stored
            number = kiosk.kiosk_id
        engine.dispose()
        return number

    return make


@pytest.fixture
def name() -> str:
    """A lead's name that no other test uses."""
    return f"Ada {uuid.uuid4().hex[:8]}"


@pytest.fixture
def open_tab(
    new_context: Callable[..., BrowserContext], site: sites.Site
) -> Iterator[Callable[..., Visitor]]:
    """Opens tabs of one visitor, who may be without a connection."""
    context = new_context()
    tabs: list[Visitor] = []

    def tab(engine: str = "micropython", init: str = "no_ui: false") -> Visitor:
        visitor = Visitor(context.new_page(), site)
        visitor.expected = NOISE
        tabs.append(visitor)
        return visitor.visit(site.library(engine, HEARING, init)).ready()

    yield tab
    for visitor in tabs:
        visitor.assert_well_behaved()
