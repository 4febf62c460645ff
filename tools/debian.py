"""Debian's packages, for what the tests and pictures drive."""

import os
import shutil

from tools.steps import run, step


def can_install() -> bool:
    """Tells whether this is a Debian, or one of its kin, and we may install on it."""
    return os.name == "posix" and os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(what: str, packages: list[str], remedy: str) -> None:
    """Installs packages, without what they only recommend.

    Args:
        what: what the reader knows them as, such as "Chromium".
        packages: their names.
        remedy: what the reader can do when it fails, as a sentence.

    Raises:
        StepError: apt-get refused.
    """
    title = f"Installing {what} (apt-get)"
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    with step(title):
        run(title, ["apt-get", "update", "-qq"], remedy, env=env)
        command = ["apt-get", "install", "-qq", "--yes", "--no-install-recommends", *packages]
        run(title, command, remedy, env=env)
