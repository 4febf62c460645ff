"""PHP, for the tests of the WordPress plugin."""

import shutil
from pathlib import Path

from tools import debian
from tools.steps import StepError

REMEDY = "Install PHP's command line (on Debian and Ubuntu: apt-get install php-cli) and try again."


def install() -> None:
    """Installs it where there is none, if we may.

    Raises:
        StepError: apt-get refused.
    """
    if not shutil.which("php") and debian.can_install():
        debian.install("PHP", ["php-cli"], REMEDY)


def php() -> Path:
    """Returns PHP's command line: the machine's, else Debian's, installed when we may.

    Raises:
        StepError: there is none.
    """
    install()
    found = shutil.which("php")
    if not found:
        raise StepError("Finding PHP", "there is no php on this machine", REMEDY)
    return Path(found)
