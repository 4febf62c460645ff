"""`build.py bench`: measures what people wait for and holds it to its limits."""

import argparse
import sys
from collections.abc import Sequence

from playwright.sync_api import Error

from tools import chromium
from tools.bench import findings
from tools.bench.findings import Finding
from tools.bench.limits import LIMITS
from tools.bench.registry import MEASUREMENTS, Measurement
from tools.bench.rig import Rig
from tools.build import build
from tools.steps import StepError, step

REMEDY = "Run `python3 build.py test tests/browser` to see what does not work."


def main(arguments: list[str]) -> int:
    """Measures, and prints a table, or with `--json` one object; progress goes to stderr.

    Args:
        arguments: the command line after `bench`.

    Returns:
        1 when a value is beyond its limit or could not be had, else 0.

    Raises:
        StepError: there is nothing to measure: no browser, or a build that fails.
    """
    given = parser().parse_args(arguments)
    chromium.install()
    build()
    wanted = [one for one in MEASUREMENTS if _wanted(one, given.names)]
    with Rig(given.runs) as rig:
        found, failed = measure(rig, wanted)
    print(findings.as_json(found) if given.json else findings.report(found))
    for error in failed:
        print(error, file=sys.stderr)
    return int(bool(failed)) or findings.status(found)


def parser() -> argparse.ArgumentParser:
    """Returns the parser of the command line after `bench`."""
    made = argparse.ArgumentParser(prog="build.py bench", description=__doc__)
    made.add_argument(
        "names", nargs="*", type=_name, metavar="name", help=f"of {', '.join(LIMITS)}"
    )
    made.add_argument("--json", action="store_true", help="print one JSON object")
    made.add_argument("--runs", type=_count, help="measure each so often, to try it out")
    return made


def measure(
    rig: Rig, measurements: Sequence[Measurement]
) -> tuple[dict[str, Finding], list[StepError]]:
    """Runs measurements, one after another; one that fails does not stop the next.

    Returns:
        What was found, and why the rest was not.
    """
    found: dict[str, Finding] = {}
    failed = []
    for one in measurements:
        title = f"Measuring {', '.join(one.names)}"
        try:
            with step(title):
                found |= one.run(rig)
        except StepError as error:
            failed.append(error)
        except Error as error:
            failed.append(StepError(title, error.message, REMEDY))
    return found, failed


def _wanted(one: Measurement, names: list[str]) -> bool:
    return not names or any(name in names for name in one.names)


def _name(text: str) -> str:
    if text not in LIMITS:
        raise argparse.ArgumentTypeError(f"{text}: one of {', '.join(LIMITS)}")
    return text


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text}: a number from 1")
    return int(text)
