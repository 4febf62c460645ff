"""The server as a process of its own, for tools that look at it from outside."""

import os
import re
import select
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from tools.steps import ROOT, StepError

# What a process says once connections are accepted, or turns run.
READY = re.compile(r"listening (http://\S+)/\n|working\n")
PATIENCE = 30.0  # seconds


@dataclass(frozen=True)
class Process:
    """A process that is ready.

    Attributes:
        origin: where it listens, without a slash at the end; "" where it runs turns alone.
        pid: its number.
    """

    origin: str
    pid: int


@contextmanager
def serving(*arguments: str, dist: Path = ROOT / "dist", database_url: str = "") -> Iterator[str]:
    """Runs a server on a free port, with a data folder of its own, until the block ends.

    Args:
        arguments: more for its command line, such as `--demo`.
        dist: the folder of built files that it serves.
        database_url: its database, instead of SQLite in its data folder.

    Yields:
        Its origin, without a slash at the end.

    Raises:
        StepError: it does not listen in time; says its own words.
    """
    with (
        tempfile.TemporaryDirectory(prefix="lucep-") as data,
        product(Path(data), f"--dist={dist}", *arguments, database_url=database_url) as process,
    ):
        yield process.origin


@contextmanager
def product(data: Path, *arguments: str, database_url: str = "") -> Iterator[Process]:
    """Runs a process of the product's until the block ends.

    Args:
        data: its data folder.
        arguments: more for its command line, such as `--worker`.
        database_url: its database, instead of SQLite in its data folder.

    Yields:
        The process.

    Raises:
        StepError: it is not ready in time; says its own words.
    """
    command = [sys.executable, "-m", "server", "--port=0", f"--data={data}", *arguments]
    env = {**os.environ, **({"DATABASE_URL": database_url} if database_url else {})}
    with tempfile.TemporaryFile("w+") as said, ready(command, said, env) as process:
        yield process


@contextmanager
def ready(command: list[str], said: IO[str], env: dict[str, str]) -> Iterator[Process]:
    """Runs a program that prints `READY`, until the block ends.

    Args:
        command: the program and its arguments.
        said: a file for its words.
        env: its environment.

    Yields:
        The process.

    Raises:
        StepError: it is not ready in time; says its own words.
    """
    process = subprocess.Popen(  # noqa: S603 - the command is ours
        command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=said, text=True
    )
    try:
        yield Process(_origin(process, said), process.pid)
    finally:
        process.terminate()
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
        process.communicate()


def _origin(process: "subprocess.Popen[str]", said: IO[str]) -> str:
    assert process.stdout  # noqa: S101 - it is a pipe
    speaks, _, _ = select.select([process.stdout], [], [], PATIENCE)
    found = READY.fullmatch(process.stdout.readline()) if speaks else None
    if found:
        return found[1] or ""
    said.seek(0)
    why = said.read() or f"it was not ready within {PATIENCE:.0f} s"
    raise StepError("Starting the server", why, "Run `python3 build.py serve` to see it alone.")
