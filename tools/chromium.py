"""The browser that tests and pictures use."""

import shutil
import sys
from pathlib import Path

from tools import debian
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
# V8 compiles WebAssembly twice, the second time for pages that run on; a test's page is closed
# before that pays. What measures must not use these.
TEST_FLAGS = [*FLAGS, "--js-flags=--liftoff-only"]
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
    if not debian.can_install():
        return False
    try:
        debian.install("Chromium", [SHELL, "fonts-noto-core"], REMEDY)
    except StepError:  # not every distribution with apt-get has the package
        return False
    return find_chromium() is not None
