"""Run the application under granian, in this one process, or its turns alone."""

import asyncio
import dataclasses
import logging
import signal
import socket
from contextlib import suppress
from typing import Any, cast

from granian.constants import Interfaces
from granian.server.embed import Server
from litestar import Litestar
from litestar.types import ASGIApp, HTTPScope, Receive, Scope, Send

from server import connections
from server.app import create_app
from server.channels.registry import ChannelsFileError
from server.db import NoDatabaseError
from server.events.listener import hearing
from server.lock import AlreadyLockedError
from server.parts import Parts
from server.qualification.handover import handing_over
from server.settings import Settings

HOST = "127.0.0.1"
# Streams end by themselves when asked; this is for a connection that does not.
_GRACE_SECONDS = 0.5
# How many may be on their way in at the same moment.
_BACKLOG = 1024


class PortTakenError(Exception):
    """Another program listens on the port."""


# What is the operator's to put right: said in a sentence, without a traceback.
CannotServe = (AlreadyLockedError, ChannelsFileError, NoDatabaseError, PortTakenError)


def run(settings: Settings) -> None:
    """Serve until SIGINT or SIGTERM; print one line once connections are accepted, or turns run.

    Args:
        settings: Where to listen, and everything else.

    Raises:
        server.db.NoDatabaseError: The database cannot be used.
        server.lock.AlreadyLockedError: Another process serves the same SQLite file.
        server.channels.registry.ChannelsFileError: The channels file is wrong.
        PortTakenError: The port is in use.
    """
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    if settings.listens:
        settings = dataclasses.replace(settings, port=free_port(settings.port))
        asyncio.run(_serve(create_app(settings), settings.port))
    else:
        asyncio.run(_work(settings))


async def _work(settings: Settings) -> None:
    """Run turns until SIGINT or SIGTERM."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    parts = Parts(settings)
    try:
        await asyncio.to_thread(parts.start)
        async with hearing(parts.db, parts.broker), handing_over(parts.db, parts.broker):
            print("working", flush=True)
            await stop.wait()
    finally:
        await asyncio.to_thread(parts.close)


async def _serve(app: Litestar, port: int) -> None:
    # Typed as Any: granian's embedded server has no types.
    server: Any = Server(
        _with_head(app),
        HOST,
        port,
        interface=Interfaces.ASGI,
        log_enabled=False,
        websockets=False,
        backlog=_BACKLOG,
        backpressure=connections.room(),
    )
    server.workers_kill_timeout = _GRACE_SECONDS

    def stop() -> None:
        app.state.broker.close()
        server.stop()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop)
    parts: Parts = app.state.parts
    announcement = asyncio.create_task(announce(port))
    try:
        if parts.settings.turns:
            await asyncio.to_thread(parts.start)
        with suppress(TimeoutError):  # a request that never ends
            await server.serve()
    finally:
        announcement.cancel()
        await asyncio.to_thread(parts.close)


def _with_head(app: Litestar) -> ASGIApp:
    """Answer HEAD like GET; the HTTP server itself leaves the body out."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope.get("method") == "HEAD":
            scope = cast("HTTPScope", {**scope, "method": "GET"})
        await app(scope, receive, send)

    return answer


async def announce(port: int) -> None:
    """Print where the server listens, once it does."""
    while True:
        with suppress(OSError):
            _, writer = await asyncio.open_connection(HOST, port)
            writer.close()
            break
        await asyncio.sleep(0.01)
    print(f"listening http://{HOST}:{port}/", flush=True)


def free_port(wanted: int) -> int:
    """Return a port that is free; granian itself would share one with another server.

    Args:
        wanted: The port, 0 for any.

    Raises:
        PortTakenError: It is in use.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, wanted))
            probe.listen(1)
        except OSError as error:
            raise PortTakenError(
                f"Cannot listen on {HOST}:{wanted} ({error.strerror}). Stop the program that has "
                "the port, or choose another with --port."
            ) from None
        port: int = probe.getsockname()[1]
        return port
