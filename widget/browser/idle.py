"""A kiosk page on a shared screen: untouched, it starts over for the next guest."""

import asyncio
import time

from widget.browser import page
from widget.browser.runtime import host, listener, spawn
from widget.core import idle

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from widget.browser.widget import Widget

TOUCHES = ("pointerdown", "keydown", "input", "wheel")


def seconds() -> int:
    """Returns the kiosk's idle time; 0 on a page that is no shared screen."""
    # Elsewhere the container is a shadow root, which has no attributes.
    mounted = page.settings.get("mount") and host.container
    return int((mounted and mounted.getAttribute("data-idle")) or 0)


def watch(widget: Widget) -> None:
    """Starts over whenever nobody has touched the page for the kiosk's idle time."""
    if seconds():
        spawn(_Watch(widget).run())


class _Watch:
    """The clock of one page."""

    def __init__(self, widget: Widget) -> None:
        self._widget = widget
        self._touched = time.time()
        self._counting = False
        touch = listener(self._touch)
        for name in TOUCHES:
            host.container.addEventListener(name, touch)

    def _touch(self, _event: Any) -> None:
        self._touched = time.time()
        self._show(None)

    async def run(self) -> None:
        """Looks once a second."""
        while True:
            await asyncio.sleep(1)
            untouched = int(time.time() - self._touched)
            left = idle.left(self._widget.state(), seconds(), untouched)
            if left == 0:
                self._touched = time.time()
                self._widget.start_over()
            self._show(left or None)

    def _show(self, left: int | None) -> None:
        counting = left is not None and left <= idle.COUNTDOWN
        if not counting and not self._counting:
            return
        node = host.root.getElementById("lucep-idle")
        node.hidden = not counting
        if counting:
            node.querySelector("b").textContent = str(left)
            if not self._counting:
                self._widget.say(node.querySelector("span").textContent)
        self._counting = counting
