"""Runs one command of build.py: `python -m tools <command> …`, inside `.venv`."""

import importlib
import sys

from tools.steps import StepError

COMMANDS = {
    "serve": "tools.serve",
    "build": "tools.build",
    "test": "tools.check",
    "qualify": "tools.qualify",
    "bench": "tools.bench.main",
    "screenshots": "tools.screenshots",
}


def main(command: str, *arguments: str) -> int:
    """Runs a command and says in one paragraph why it failed.

    Args:
        command: a name in `COMMANDS`.
        arguments: the rest of the command line.

    Returns:
        The exit status.
    """
    try:
        return int(importlib.import_module(COMMANDS[command]).main(list(arguments)) or 0)
    except StepError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
