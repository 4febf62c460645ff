"""Streams: woken by a commit, for those who may read it, gone when their reader is."""

from __future__ import annotations

import asyncio
import json
import shutil
import socket
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from sqlalchemy.orm import Session

from server.db import Database
from server.events import actions, streams
from server.events.broker import Broker
from tests.live import LiveServer
from tests.server.conftest import LEAD, csrf

DEMO, CHARLIES = 1, 2


class House:
    """A database with demo data and whoever waits for its events."""

    def __init__(self, file: Path) -> None:
        self.broker = Broker()
        self.db = Database(f"sqlite:///{file}", self.broker.wake)

    def stream(self, account_id: int = DEMO, **options: Any) -> AsyncIterator[Any]:
        """Streams an account's events from now on."""
        return streams.stream(self.db, self.broker, account_id, 0, **options)

    async def record(self, account_id: int = DEMO, kind: str = "something") -> None:
        """Lets something happen."""

        def write(session: Session) -> None:
            actions.record(session, account_id, kind, {})

        await self.db.run(write)


@pytest.fixture
def house(tmp_path: Path, demo_file: Path) -> Iterator[House]:
    house = House(Path(shutil.copy(demo_file, tmp_path)))
    yield house
    house.db.close()


def test_it_works(house: House) -> None:
    async def story() -> None:
        await house.record(kind="before")
        stream = house.stream()
        assert (await anext(stream)).kind == "before"
        waiting = asyncio.ensure_future(anext(stream))
        await asyncio.sleep(0.01)
        assert not waiting.done()
        await house.record(kind="after")
        assert (await asyncio.wait_for(waiting, 1)).kind == "after"

    asyncio.run(story())


def test_events_of_another_account_wake_nobody_and_are_not_read(house: House) -> None:
    async def story() -> None:
        charlies = asyncio.ensure_future(anext(house.stream(CHARLIES)))
        await asyncio.sleep(0)
        for _ in range(3):
            await house.record(DEMO)
        await asyncio.sleep(0.01)
        assert not charlies.done()
        await house.record(CHARLIES, "charlies own")
        assert (await asyncio.wait_for(charlies, 1)).kind == "charlies own"

    asyncio.run(story())


def test_more_than_a_page_of_events_comes_in_order(house: House) -> None:
    async def story() -> None:
        for number in range(250):
            await house.record(kind=str(number))
        stream = house.stream()
        assert [(await anext(stream)).kind for _ in range(250)] == [str(n) for n in range(250)]

    asyncio.run(story())


def test_a_silent_stream_has_a_heartbeat(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    assert streams.HEARTBEAT == 15
    monkeypatch.setattr(streams, "HEARTBEAT", 0.01)

    async def story() -> None:
        stream = house.stream()
        assert [await anext(stream) for _ in range(3)] == [None, None, None]
        assert streams.heartbeat().startswith(b":")

    asyncio.run(story())


def test_a_silent_stream_asks_the_database_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "HEARTBEAT", 0.01)

    async def story() -> None:
        stream = house.stream()
        assert await anext(stream) is None
        with monkeypatch.context() as silent:
            silent.delattr(Database, "run")
            assert [await anext(stream) for _ in range(3)] == [None, None, None]
        await house.record()
        while (event := await anext(stream)) is None:
            pass
        assert event.kind == "something"

    asyncio.run(story())


def test_a_silent_stream_ends_when_its_reader_may_not_read_any_longer(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "HEARTBEAT", 0.01)
    answers = iter((True, True, False))

    async def story() -> None:
        stream = house.stream(allowed=lambda _: next(answers))
        assert [await anext(stream), await anext(stream)] == [None, None]
        with pytest.raises(StopAsyncIteration):
            await anext(stream)

    asyncio.run(story())


def test_it_ends_when_its_reader_may_not_read_any_longer(house: House) -> None:
    may = True

    async def story() -> None:
        nonlocal may
        stream = house.stream(allowed=lambda _: may)
        await house.record()
        await anext(stream)
        may = False
        await house.record(kind="secret")
        with pytest.raises(StopAsyncIteration):
            await anext(stream)

    asyncio.run(story())


def test_it_ends_with_the_server_and_leaves_nothing_behind(house: House) -> None:
    async def story() -> None:
        waiting = [asyncio.ensure_future(anext(house.stream(), None)) for _ in range(3)]
        await asyncio.sleep(0.01)
        assert house.broker.count(actions.account_topic(DEMO)) == 3
        house.broker.close()
        assert await asyncio.wait_for(asyncio.gather(*waiting), 1) == [None, None, None]
        assert house.broker.count(actions.account_topic(DEMO)) == 0

    asyncio.run(story())


def test_bob_hears_of_a_lead_at_once_and_charlie_does_not(live: LiveServer) -> None:
    with (
        httpx.Client(timeout=20) as bob,
        httpx.Client(timeout=20) as charlie,
        httpx.Client(timeout=20) as visitor,
    ):
        live.as_bob(bob)
        live.log_in(charlie, "charlie@charlies.example")
        times = []
        with (
            bob.stream("GET", f"{live.url}/console/events") as his,
            charlie.stream("GET", f"{live.url}/console/events") as strangers,
        ):
            assert his.headers["content-type"].startswith("text/event-stream")
            assert "access-control-allow-origin" not in his.headers
            lines = his.iter_lines()
            for number in range(5):
                started = time.monotonic()
                visitor.post(f"{live.url}/api/", data={**LEAD, "name": f"Ada {number}"})
                data = next(line for line in lines if line.startswith("data: "))
                times.append(time.monotonic() - started)
                assert json.loads(data.removeprefix("data: "))["kind"] == "lead_raised"
            own = {**LEAD, "account_key": "charlies", "name": "Chip"}
            httpx.post(f"{live.url}/api/", data=own)
            heard = next(line for line in strangers.iter_lines() if line.startswith("data: "))
            assert "Ada" not in heard
            page = charlie.get(f"{live.url}/console/").text
            assert f"/console/leads/{json.loads(heard[6:])['lead']}" in page
        assert sorted(times)[2] < 1


def test_a_stream_is_not_opened_for_too_many(live: LiveServer) -> None:
    token = httpx.post(f"{live.url}/api/", data=LEAD).json()["ticket"]
    address = f"{live.url}/api/tickets/{token}/events"
    with httpx.Client(timeout=20) as client:
        kept = []
        with ExitStack() as readers:
            for _ in range(streams.MAX_READERS_OF_A_LEAD):
                lines = readers.enter_context(client.stream("GET", address)).iter_lines()
                assert next(line for line in lines if line.startswith("data: "))
                kept.append(lines)  # dropped, it would close the connection
            with client.stream("GET", address) as refused:
                assert refused.status_code == 429
        for _ in range(100):
            with client.stream("GET", address) as again:
                if again.status_code == 200:
                    return
            time.sleep(0.05)
        raise AssertionError("readers that left are still counted")


def test_who_comes_is_served_while_many_wait(live: LiveServer) -> None:
    """A visitor keeps a connection open for as long as they wait for their call."""
    address = (urlsplit(live.url).hostname, urlsplit(live.url).port)
    readers = []
    with ExitStack() as connections:
        for number in range(400):
            if number % streams.MAX_READERS_OF_A_LEAD == 0:
                token = httpx.post(f"{live.url}/api/", data=LEAD, timeout=10).json()["ticket"]
            reader = connections.enter_context(socket.create_connection(address, 10))
            reader.sendall(f"GET /api/tickets/{token}/events HTTP/1.1\r\nHost: a\r\n\r\n".encode())
            readers.append(reader)
        for reader in readers:
            assert reader.recv(100).startswith(b"HTTP/1.1 200 ")
        assert httpx.get(f"{live.url}/console/login", timeout=10).status_code == 200


def test_logging_out_is_heard_by_no_stream(live: LiveServer) -> None:
    with httpx.Client(timeout=20) as bob:
        live.as_bob(bob)
        token = csrf(bob.get(f"{live.url}/console/").text)
        with bob.stream("GET", f"{live.url}/console/events") as stream:
            lines = stream.iter_lines()
            next(lines)
            bob.post(f"{live.url}/console/logout", data={"csrf": token})
            httpx.post(f"{live.url}/api/", data=LEAD)
            assert not [line for line in lines if line.startswith("data: ")]
