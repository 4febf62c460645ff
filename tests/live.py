"""A real server for tests: its own process, data and port."""

from __future__ import annotations

import re
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from server.demo_logins import LOGINS
from tests import stores

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 30.0


@dataclass
class LiveServer:
    """A server that runs.

    Attributes:
        url: Its origin, without a slash at its end.
        data: The directory that it keeps everything in.
        process: Its process.
    """

    url: str
    data: Path
    process: subprocess.Popen[str]

    def stop(self, number: int = signal.SIGTERM) -> float:
        """Stops it as Ctrl-C or a service manager does; returns how many seconds that took."""
        started = time.monotonic()
        if self.process.poll() is None:
            self.process.send_signal(number)
            try:
                self.process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self.process.kill()
                raise
        return time.monotonic() - started

    def log_in(self, client: httpx.Client, email: str) -> httpx.Client:
        """Logs a client in to the console, once; returns it."""
        if "lucep_session" not in client.cookies:
            password = next(login[4] for login in LOGINS if login[2] == email)
            form = {"email": email, "password": password}
            answer = client.post(f"{self.url}/console/login", data=form, follow_redirects=False)
            assert answer.status_code == 303, answer.text
        return client

    def as_bob(self, client: httpx.Client) -> httpx.Client:
        """Logs a client in as Bob, once; returns it."""
        return self.log_in(client, "bob@demo.example")


def start(*arguments: str) -> subprocess.Popen[str]:
    """Starts `python -m server`; whoever calls it must stop it."""
    return subprocess.Popen(
        [sys.executable, "-m", "server", *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@contextmanager
def live_server(*arguments: str, data: Path | None = None) -> Iterator[LiveServer]:
    """Runs a server with demo data on a free port until the block ends.

    Args:
        *arguments: More for its command line.
        data: Where it keeps everything; a new directory unless given.
    """
    with tempfile.TemporaryDirectory(prefix="lucep-") as folder:
        data = data or Path(folder)
        stores.fill(data)
        process = start("--port", "0", "--data", str(data), "--demo", *arguments)
        try:
            url = _announced(process)
            server = LiveServer(url, data, process)
            yield server
            server.stop()
        finally:
            if process.poll() is None:
                process.kill()
            process.communicate()


def _announced(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    assert process.stderr is not None
    ready, _, _ = select.select([process.stdout], [], [], PATIENCE)
    line = process.stdout.readline() if ready else ""
    found = re.fullmatch(r"listening (http://127\.0\.0\.1:\d+)/\n", line)
    if not found:
        process.kill()
        raise AssertionError(f"the server did not start: {line!r} {process.stderr.read()}")
    return found[1]
