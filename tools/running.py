"""The server as a process of its own, for tools that look at it from outside."""

import os
import re
import select
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from tools.steps import ROOT, StepError

LISTENING = re.compile(r"listening (http://\S+)/\n")
PATIENCE = 30.0  # seconds


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
    with tempfile.TemporaryDirectory(prefix="lucep-") as data, tempfile.TemporaryFile("w+") as said:
        command = [sys.executable, "-m", "server", "--port=0", f"--data={data}", f"--dist={dist}"]
        env = {**os.environ, **({"DATABASE_URL": database_url} if database_url else {})}
        with listening([*command, *arguments], said, env) as origin:
            yield origin


@contextmanager
def listening(command: list[str], said: IO[str], env: dict[str, str]) -> Iterator[str]:
    """Runs a program that prints where it listens, until the block ends.

    Args:
        command: the program and its arguments.
        said: a file for its words.
        env: its environment.

    Yields:
        Its origin, without a slash at the end.

    Raises:
        StepError: it does not listen in time; says its own words.
    """
    process = subprocess.Popen(  # noqa: S603 - the command is ours
        command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=said, text=True
    )
    try:
        yield _origin(process, said)
    finally:
        process.terminate()
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
        process.communicate()


def _origin(process: "subprocess.Popen[str]", said: IO[str]) -> str:
    assert process.stdout  # noqa: S101 - it is a pipe
    ready, _, _ = select.select([process.stdout], [], [], PATIENCE)
    found = LISTENING.fullmatch(process.stdout.readline()) if ready else None
    if found:
        return found[1]
    said.seek(0)
    why = said.read() or f"it did not listen within {PATIENCE:.0f} s"
    raise StepError("Starting the server", why, "Run `python3 build.py serve` to see it alone.")
