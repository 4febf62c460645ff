"""Sends leads as fast as they are taken, by wrk: one in Python takes too much of the processor."""

import json
import secrets
import shutil
from pathlib import Path

from tools import debian
from tools.steps import StepError, run

CONNECTIONS = 8
SCRIPT = Path(__file__).with_name("submit.lua")
TITLE = "Submitting leads"
REMEDY = "Submit one by hand to see why."
INSTALL = "Install wrk (on Debian: `apt-get install wrk`) and try again."


def per_second(origin: str, seconds: int, connections: int = CONNECTIONS) -> float:
    """Submits different leads on kept connections.

    Args:
        origin: of a server on the loopback.
        seconds: how long.
        connections: how many at once.

    Returns:
        How many a second were taken.

    Raises:
        StepError: one was refused or not answered, or there is no wrk.
    """
    command = [install(), "--threads=1", f"--connections={connections}", f"--duration={seconds}s"]
    script = ["--script", SCRIPT, f"{origin}/api/", "--", secrets.token_hex(8)]
    said = run(TITLE, [*command, *script], REMEDY)
    told = json.loads(said.splitlines()[-1])
    if told["refused"] or told["broken"] or not told["requests"]:
        raise StepError(TITLE, f"not every lead was taken, some failed: {told}", REMEDY)
    return float(told["requests"] / told["microseconds"] * 1e6)


def install() -> str:
    """Puts wrk on a Debian machine that has none.

    Returns:
        The program.

    Raises:
        StepError: there is none, and it cannot be installed.
    """
    if not shutil.which("wrk") and debian.can_install():
        debian.install("a load generator", ["wrk"], INSTALL)
    found = shutil.which("wrk")
    if not found:
        raise StepError(TITLE, "there is no wrk here", INSTALL)
    return found
