#!/usr/bin/env python3
"""The one command line: serves, builds and tests, and sets up whatever that needs.

The standard library is enough to run this file, on any machine with Python 3.11.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
OLDEST = (3, 11)
# Commands that hand their arguments on, and what they do.
FORWARDING = {
    "test": "run every check; with arguments, pytest alone with them",
    "qualify": "submit a CSV file of contacts for qualification",
    "bench": "print how fast it is, against its limits",
    "screenshots": "make the pictures in docs/screenshots",
}

# Of these, the ones that say themselves what they take.
HELPFUL = ("qualify",)


def parser() -> argparse.ArgumentParser:
    """Returns the command line's parser."""
    commands = argparse.ArgumentParser(prog="build.py", description=__doc__.splitlines()[0])
    add = commands.add_subparsers(dest="command", required=True, metavar="command").add_parser
    serve = add("serve", help="build what changed, make the demo data, and serve")
    serve.add_argument("--port", type=int, default=8000, help="on the loopback (default 8000)")
    serve.add_argument("--data", type=Path, default=ROOT / "var", help="folder (default var/)")
    add("build", help="make dist/ alone, to be put on any web server")
    for name, text in FORWARDING.items():
        add(name, help=text).add_argument("arguments", nargs=argparse.REMAINDER)
    return commands


def main(arguments: list[str]) -> int:
    """Sets up the environment a command needs, then runs it there.

    Args:
        arguments: the command line without the program's name.

    Returns:
        The exit status.
    """
    command = arguments[0] if arguments else ""
    # argparse would take options that come first, as in `test -k words`, for its own.
    asks = {"-h", "--help"} & set(arguments[1:])
    if command not in FORWARDING or (asks and command not in HELPFUL):
        command = parser().parse_args(arguments).command
    sys.path.insert(0, str(ROOT))
    from tools import environment, steps

    try:
        python = environment.ready_for(command)
    except steps.StepError as error:
        print(error, file=sys.stderr)
        return 1
    inside = [str(python), "-m", "tools", *arguments]
    # Paths on the command line are from where it was typed, so the working directory stays.
    os.environ["PYTHONPATH"] = str(ROOT)
    if os.name == "posix":
        os.execv(inside[0], inside)  # noqa: S606 - so that signals reach the command itself
    return subprocess.run(inside, check=False).returncode  # noqa: S603


if __name__ == "__main__":
    if sys.version_info < OLDEST:
        sys.exit(f"build.py needs Python {OLDEST[0]}.{OLDEST[1]} or newer, this is {sys.version}")
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
