"""`build.py test`: runs every check, or with arguments pytest alone."""

import subprocess
import sys

from tools import browsers, chromium
from tools.build import build
from tools.steps import ROOT, StepError

CHECKS = {
    "ruff check": ["ruff", "check", "--quiet"],
    "ruff format": ["ruff", "format", "--check", "--quiet"],
    "mypy": ["mypy", "--no-error-summary", "build.py", "server", "tools", "widget"],
    "pytest": ["pytest"],
}


def main(arguments: list[str]) -> int:
    """Runs the checks, all of them even if one fails.

    Args:
        arguments: pytest's.

    Returns:
        0 when all is well.
    """
    chromium.install()
    for prepare in (browsers.install, build):
        try:
            prepare()
        except StepError as error:
            # The tests below say more about it.
            print(error, file=sys.stderr)
    checks = {"pytest": [*CHECKS["pytest"], *arguments]} if arguments else CHECKS
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
