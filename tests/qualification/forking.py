"""Starts `python -m server` as a fork of a process that has imported it already.

Importing is most of a start's time. The fork has no threads, connections or files of another: for
what a kill leaves behind it is a process like any other.
"""

from __future__ import annotations

import importlib
import multiprocessing
import os
import runpy
import sys
from multiprocessing.context import ForkServerProcess
from pathlib import Path

IMPORTED = ["dbos", "server.serve"]

_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(IMPORTED)


def start(arguments: list[str], environment: dict[str, str], said: Path) -> ForkServerProcess:
    """Starts a server.

    Args:
        arguments: Its command line.
        environment: Further variables of its environment.
        said: The file that takes all that it prints.
    """
    process = _context.Process(target=_serve, args=(arguments, environment, said))
    process.start()
    return process


def _serve(arguments: list[str], environment: dict[str, str], said: Path) -> None:
    with said.open("wb") as log:
        os.dup2(log.fileno(), 1)
        os.dup2(log.fileno(), 2)
    os.environ.update(environment)
    importlib.reload(importlib.import_module("server.clock"))  # it has read the environment
    sys.argv = ["server", *arguments]
    runpy.run_module("server", run_name="__main__")
