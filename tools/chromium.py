"""The browser that tests and pictures use."""

import os
import shutil
import sys
from pathlib import Path

from tools.steps import run, step

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
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
    root = os.name == "posix" and os.geteuid() == 0
    if root and shutil.which("apt-get"):
        title = "Installing Chromium (apt-get)"
        with step(title):
            env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
            run(title, ["apt-get", "update", "-qq"], REMEDY, env=env)
            packages = ["chromium", "fonts-noto-core"]
            command = ["apt-get", "install", "-qq", "--no-install-recommends", *packages]
            run(title, command, REMEDY, env=env)
        return
    title = "Installing Playwright's Chromium"
    with step(title):
        run(title, [sys.executable, "-m", "playwright", "install", "chromium"], REMEDY)
