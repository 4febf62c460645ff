"""The browser that the pictures are taken in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import oxipng
from playwright.sync_api import Browser, Page

from tools.steps import ROOT

FOLDER = ROOT / "docs" / "screenshots"
SIZES = {390: 844, 1280: 800}
SCHEMES = ("light", "dark")
PATIENCE = 60_000
_REST = 600


@contextmanager
def opened(chromium: Browser, width: int, scheme: str) -> Iterator[Page]:
    """Opens a page in a browser context of its own.

    Args:
        chromium: the browser.
        width: a key of `SIZES`, CSS pixels.
        scheme: "light" or "dark".

    Yields:
        The page; nothing moves on it, so that the same page makes the same picture.
    """
    context = chromium.new_context(
        viewport={"width": width, "height": SIZES[width]},
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
        has_touch=width == min(SIZES),
        locale="en-GB",
        timezone_id="Asia/Singapore",
    )
    context.set_default_timeout(PATIENCE)
    try:
        yield context.new_page()
    finally:
        context.close()


def shoot(page: Page, path: Path) -> None:
    """Takes a picture once what opens or changes has come to rest; packed, nothing lost.

    Args:
        page: what is on it.
        path: where to; folders are made.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    page.wait_for_timeout(_REST)
    path.write_bytes(oxipng.optimize_from_memory(page.screenshot(scale="css"), level=4))


def unroll(page: Page, width: int) -> None:
    """Makes the window, so wide, so high that nothing has to be scrolled to."""
    height = page.evaluate("() => document.documentElement.scrollHeight")
    page.set_viewport_size({"width": width, "height": height})
