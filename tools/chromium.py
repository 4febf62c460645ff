"""The browser that tests and pictures use."""

import os
import shutil
import sys
from pathlib import Path

from tools.steps import StepError, run, step

# The headless shell is the same engine without the desktop around it: it starts in a tenth.
SHELL = "chromium-headless-shell"
NAMES = (SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Quiet: no request of the browser's own may be taken for one of the page's.
FLAGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
REMEDY = "Install Chromium and try again."


def find_chromium() -> Path | None:
    """Returns a Chromium found on the machine, or None: then Playwright's own is used."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    return Path(found) if found else None


def install() -> None:
    """Sees to it that there is a Chromium: the machine's, Debian's, or Playwright's own.

    Raises:
        StepError: none could be installed.
    """
    if find_chromium():
        return
    if _from_debian():
        return
    title = "Installing Playwright's Chromium"
    with step(title):
        run(title, [sys.executable, "-m", "playwright", "install", "chromium"], REMEDY)


def _from_debian() -> bool:
    if os.name != "posix" or os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    title = "Installing Chromium (apt-get)"
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-qq", "--no-install-recommends", SHELL, "fonts-noto-core"]
    try:
        with step(title):
            run(title, ["apt-get", "update", "-qq"], REMEDY, env=env)
            run(title, install, REMEDY, env=env)
    except StepError:  # not every distribution with apt-get has the package
        return False
    return find_chromium() is not None
