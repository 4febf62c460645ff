"""Says on the terminal what is going on, and what went wrong. Standard library only."""

import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LAST_LINES = 6


class StepError(Exception):
    """A step that did not work: which, why, and what to do about it."""

    def __init__(self, step: str, why: str, remedy: str):
        super().__init__(step)
        self.step, self.why, self.remedy = step, why.strip(), remedy

    def __str__(self) -> str:
        """Returns the one paragraph that people read."""
        why = " ".join(self.why.split()).rstrip(".")
        return textwrap.fill(
            f"{self.step} failed: {why}. {self.remedy}",
            width=100,
            break_long_words=False,
            break_on_hyphens=False,
        )


@contextmanager
def step(title: str) -> Iterator[None]:
    """Prints a progress line around something that takes a while.

    Args:
        title: what is being done, such as "Compressing 21 files".
    """
    started = time.monotonic()
    print(f"· {title} …", file=sys.stderr, flush=True)
    yield
    seconds = time.monotonic() - started
    if seconds >= 1:
        print(f"  {seconds:.0f} s", file=sys.stderr, flush=True)


def run(
    title: str,
    command: Sequence[object],
    remedy: str,
    *,
    env: Mapping[str, str] | None = None,
    stdin: bytes | None = None,
) -> bytes:
    """Runs a program from the repository's root.

    Args:
        title: the step's name, for the message when it fails.
        command: the program and its arguments.
        remedy: what the reader can do when it fails, as a sentence.
        env: its environment, when not ours.
        stdin: what it reads.

    Returns:
        What it wrote to its standard output.

    Raises:
        StepError: it is not there or answered with an error; says its last lines.
    """
    try:
        done = subprocess.run(  # noqa: S603 - the commands are ours
            [str(part) for part in command],
            cwd=ROOT,
            env=env,
            input=stdin,
            capture_output=True,
            check=False,
        )
    except OSError as error:
        raise StepError(title, f"{command[0]}: {error.strerror}", remedy) from error
    if done.returncode:
        said = (done.stderr or done.stdout).decode(errors="replace").strip().splitlines()
        why = " ".join(said[-LAST_LINES:]) or f"{command[0]} ended with {done.returncode}"
        raise StepError(title, why, remedy)
    return done.stdout
