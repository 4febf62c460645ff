"""`build.py bench`: measures what people wait for and holds it to its limits."""

import argparse

from playwright.sync_api import Error

from tools import chromium
from tools.bench import findings
from tools.bench.findings import Finding
from tools.bench.limits import LIMITS
from tools.bench.registry import MEASUREMENTS, Measurement
from tools.bench.rig import Rig
from tools.build import build
from tools.steps import StepError, step


def main(arguments: list[str]) -> int:
    """Measures, and prints a table, or with `--json` one object; progress goes to stderr.

    Args:
        arguments: the command line after `bench`.

    Returns:
        1 when a value is beyond its limit, else 0.

    Raises:
        StepError: something could not be measured at all.
    """
    given = parser().parse_args(arguments)
    chromium.install()
    build()
    with Rig(given.runs) as rig:
        found = measure(rig, [one for one in MEASUREMENTS if _wanted(one, given.names)])
    print(findings.as_json(found) if given.json else findings.report(found))
    return findings.status(found)


def parser() -> argparse.ArgumentParser:
    """Returns the parser of the command line after `bench`."""
    made = argparse.ArgumentParser(prog="build.py bench", description=__doc__)
    made.add_argument(
        "names", nargs="*", metavar="name", help=f"all, or some of {', '.join(LIMITS)}"
    )
    made.add_argument("--json", action="store_true", help="print one JSON object")
    made.add_argument("--runs", type=_count, help="measure each so often, to try it out")
    return made


def measure(rig: Rig, measurements: list[Measurement]) -> dict[str, Finding]:
    """Runs measurements, one after another.

    Raises:
        StepError: a page did not do what is measured; says which.
    """
    found: dict[str, Finding] = {}
    for one in measurements:
        title = f"Measuring {', '.join(one.names)}"
        with step(title):
            try:
                found |= one.run(rig)
            except Error as error:
                remedy = "Run `python3 build.py test tests/browser` to see what does not work."
                raise StepError(title, error.message, remedy) from error
    return found


def _wanted(one: Measurement, names: list[str]) -> bool:
    return not names or any(name in names for name in one.names)


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError("runs: a number from 1")
    return int(text)
