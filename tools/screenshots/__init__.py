"""Makes the pictures in docs/screenshots from the running product: `build.py screenshots`."""

from __future__ import annotations

from playwright.sync_api import sync_playwright

from tests.live import live_server
from tools import fonts
from tools.chromium import FLAGS, find_chromium, install
from tools.screenshots import languages, qualification, story
from tools.screenshots.camera import FOLDER, SCHEMES, SIZES
from tools.steps import StepError, step

# The pictures of a folder together, in bytes: they are in the repository.
LIMIT = 3_000_000


def main(argv: list[str]) -> int:
    """Takes every picture anew.

    Args:
        argv: none are taken.

    Returns:
        The exit status.

    Raises:
        StepError: an argument, or pictures that are too large for the repository.
    """
    if argv:
        why = f"it makes all of docs/screenshots anew and takes no arguments, not {argv[0]}"
        raise StepError("screenshots", why, "Leave it out.")
    from tools import build  # here, so that a wrong argument is told at once

    install()
    fonts.install_japanese()
    build.main([])
    with live_server() as server, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        story.begin(server)
        kiosks = languages.make_kiosks(server)
        for scheme in SCHEMES:
            with step(f"Taking pictures of a qualification, {scheme}"):
                qualification.take(chromium, server, scheme)
            for width in SIZES:
                with step(f"Taking pictures, {width} pixels wide, {scheme}"):
                    story.take(chromium, server, width, scheme)
                    languages.take(chromium, server, kiosks, width, scheme)
        chromium.close()
    for folder in (FOLDER, languages.FOLDER):
        total = sum(path.stat().st_size for path in folder.glob("*.png"))
        if total > LIMIT:
            why = f"the pictures in {folder} have {total:,} bytes together, more than {LIMIT:,}"
            raise StepError("screenshots", why, "Take fewer or smaller ones.")
    return 0
