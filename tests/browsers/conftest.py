"""The engines, a server and a site for the whole run; a window of its own for each test."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from functools import cache

import httpx
import pytest

from tests.browser import site as sites
from tests.browsers import firefox, webkit
from tests.browsers.visitor import Visitor
from tests.live import LiveServer, live_server

Browser = firefox.Firefox | webkit.WebKit
BROWSERS: dict[str, Callable[[], AbstractContextManager[Browser]]] = {
    "firefox": firefox.running,
    "webkit": webkit.running,
}


@pytest.fixture(scope="package")
def browsers() -> Iterator[Callable[[str], Browser]]:
    """Starts each browser when a test first asks for it, and lets it run until the last one."""
    with ExitStack() as started:
        yield cache(lambda name: started.enter_context(BROWSERS[name]()))


@pytest.fixture(params=BROWSERS)
def browser(request: pytest.FixtureRequest, browsers: Callable[[str], Browser]) -> Browser:
    return browsers(request.param)


@pytest.fixture(scope="package")
def server() -> Iterator[LiveServer]:
    with live_server() as running:
        yield running


@pytest.fixture(scope="package")
def site(server: LiveServer) -> Iterator[sites.Site]:
    with sites.running(server.url) as running:
        yield running


@pytest.fixture(params=["micropython", "pyodide"])
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def visitor(browser: Browser, site: sites.Site) -> Iterator[Visitor]:
    with ExitStack() as after:
        window = browser.window()
        after.callback(window.close)
        yield Visitor(window, site)


class Bob:
    """An agent of the account, in the console."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client

    def has(self, name: str) -> bool:
        """Tells whether the inbox shows a lead of this name."""
        return name in self._inbox()

    def take(self, name: str) -> None:
        """Takes the lead of this name."""
        lead = re.search(rf'data-lead="(\d+)"(?:(?!data-lead).)*{name}', self._inbox(), re.DOTALL)
        assert lead, f"{name} is not in the inbox"
        token = re.search(r'name="csrf" value="([^"]+)"', self._inbox())
        assert token
        answer = self._client.post(f"/console/leads/{lead[1]}/take", data={"csrf": token[1]})
        assert answer.status_code == 200, answer.text

    def _inbox(self) -> str:
        return self._client.get("/console/").text


@pytest.fixture(scope="package")
def bob(server: LiveServer) -> Iterator[Bob]:
    with httpx.Client(base_url=server.url, follow_redirects=True) as client:
        yield Bob(server.as_bob(client))
