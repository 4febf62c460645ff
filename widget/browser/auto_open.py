"""Opens the panel by itself where the kiosk says so, once on a page, and kindly.

Never once the visitor has closed it, while or after they write on the page, with a ticket under
way, on a screen that is too narrow, where the widget is hidden; never with the page's focus.
"""

import asyncio
import json

from widget.browser import page
from widget.browser.runtime import host, listener, spawn

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from widget.browser.tickets import Tickets

UNDER_WAY = ("new", "processing")
AGAIN = 2  # seconds until the next look at a page that is in use
CLOSERS = "#lucep-close, #lucep-launcher"


def watch(container: Any, tickets: Tickets, opened: Callable[[], None]) -> None:
    """Begins to wait, where the kiosk opens by itself at all.

    Args:
        container: where the panel's events arrive.
        tickets: knows whether a ticket is under way.
        opened: called once the panel has opened by itself.
    """
    rule = json.loads(host.auto_open())
    if not rule:
        return
    # Before anybody else: who closes it would leave nothing to see.
    container.addEventListener("click", listener(_act), True)
    container.addEventListener("keydown", listener(_act), True)
    spawn(_wait(rule, tickets, opened))


def _act(event: Any) -> None:
    """Remembers the act of closing; before it, nothing is stored."""
    if event.type == "click":
        closes = bool(event.target.closest(CLOSERS))
    else:
        closes = event.key == "Escape"
    if closes and host.isOpen():
        page.save(_key(), True)


def _key() -> str:
    return page.own("closed:%s" % page.settings["id"])


async def _wait(rule: dict[str, Any], tickets: Tickets, opened: Callable[[], None]) -> None:
    await asyncio.sleep(rule["seconds"])
    while host.busy():
        await asyncio.sleep(AGAIN)
    if page.load(_key()) or tickets.status() in UNDER_WAY:
        return
    if host.open_softly(rule["min_width"]):
        opened()
