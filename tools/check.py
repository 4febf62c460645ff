"""`build.py test`: runs every check, or with arguments pytest alone."""

import os
import subprocess
import sys

from tools import browsers, chromium, php, postgresql, prism, telephony
from tools.bench import load
from tools.build import build
from tools.steps import ROOT, StepError

CHECKS = {
    "ruff check": ["ruff", "check", "--quiet"],
    "ruff format": ["ruff", "format", "--check", "--quiet"],
    "mypy": ["mypy", "--no-error-summary", "build.py", "server", "tools", "widget", "tests"],
    "pytest": ["pytest"],
}
# One more than there are processors, for tests wait for clocks, networks and databases, too.
PROCESSES = (os.cpu_count() or 1) + 1
# Files run side by side, each whole: what a file starts serves all of its tests.
PARALLEL = ("--numprocesses", str(PROCESSES), "--dist", "loadfile", "--no-loadscope-reorder")
# What tests drive; two of them must not run apt-get or npm at the same time.
PREPARE = (
    browsers.install,
    telephony.install,
    postgresql.install,
    php.install,
    prism.install,
    load.install,
    build,
)


def main(arguments: list[str]) -> int:
    """Runs the checks, all of them even if one fails.

    Args:
        arguments: pytest's.

    Returns:
        0 when all is well.
    """
    chromium.install()
    for prepare in PREPARE if not arguments else (browsers.install, build):
        try:
            prepare()
        except StepError as error:
            # The tests below say more about it.
            print(error, file=sys.stderr)
    whole = {**CHECKS, "pytest": [*CHECKS["pytest"], *PARALLEL]}
    checks = {"pytest": [*CHECKS["pytest"], *arguments]} if arguments else whole
    failed = []
    folder = None if arguments else ROOT
    for name, command in checks.items():
        print(f"· {name}", file=sys.stderr, flush=True)
        run = [sys.executable, "-m", *command]
        if subprocess.run(run, cwd=folder, check=False).returncode:  # noqa: S603
            failed.append(name)
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return int(bool(failed))
