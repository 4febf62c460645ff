"""One browser and one server for the run; a fresh context for each person in each test."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, StorageState, expect, sync_playwright

from tests.console.people import Visitors, Worker, log_in
from tests.live import LiveServer, live_server
from tools.chromium import TEST_FLAGS, find_chromium

PATIENCE = 15_000 * (3 if os.environ.get("CI") else 1)
Hire = Callable[..., Worker]


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=find_chromium(), args=TEST_FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="package")
def server() -> Iterator[LiveServer]:
    with live_server() as running:
        yield running


@pytest.fixture
def visitors(server: LiveServer) -> Visitors:
    return Visitors(server.url)


@pytest.fixture(scope="package")
def sessions(browser: Browser, server: LiveServer) -> Callable[[str], StorageState]:
    """Logs each person in once."""
    known: dict[str, StorageState] = {}

    def session(who: str) -> StorageState:
        if who not in known:
            context = browser.new_context()
            log_in(context.new_page(), server.url, who)
            known[who] = context.storage_state()
            context.close()
        return known[who]

    return session


@pytest.fixture
def hire(
    browser: Browser, server: LiveServer, sessions: Callable[[str], StorageState]
) -> Iterator[Hire]:
    """Opens a browser for somebody who is logged in; each must end without a complaint."""
    workers: list[Worker] = []

    def make(who: str, **options: Any) -> Worker:
        context = browser.new_context(storage_state=sessions(who), **options)
        context.set_default_timeout(PATIENCE)
        workers.append(Worker(context, server.url))
        return workers[-1]

    yield make
    complaints = [worker.complaints for worker in workers]
    for worker in workers:
        worker.context.close()
    assert not any(complaints), complaints


@pytest.fixture
def bob(hire: Hire) -> Worker:
    return hire("bob")


@pytest.fixture
def alice(hire: Hire) -> Worker:
    return hire("alice")
