"""The callback of one `raise_lead`, which hears of its own ticket whatever is raised after it."""

import json

from widget.browser import page
from widget.browser.runtime import spawn
from widget.browser.ticket_news import ASK_EVERY, ask

FINISHED = "finished"
# A ticket never goes back.
ORDER = ("new", "processing", FINISHED)


def rank(status: str) -> int:
    """Returns how far a ticket of this status is, -1 before any."""
    return ORDER.index(status) if status in ORDER else -1


def update(status: str) -> str:
    """Returns what a site's code hears of a status, as JSON text."""
    return json.dumps({"ticket-status": status, "server": True})


class Caller:
    """A site's callback.

    Attributes:
        token: its ticket's token.
    """

    def __init__(self, token: str, callback: int) -> None:
        """Takes its ticket's token and its number."""
        self.token = token
        self._callback = callback
        self._heard = ""
        self._asks = False

    def tell(self, status: str) -> None:
        """Tells it a status that it has not heard; it is let go when it wants or gets no more."""
        if not self._callback or rank(status) <= rank(self._heard):
            return
        self._heard = status
        if not page.reply(self._callback, update(status)) or status == FINISHED:
            self.end()

    def end(self) -> None:
        """Lets go of it."""
        page.forget(self._callback)
        self._callback = 0

    def go_on(self) -> None:
        """Asks the server from now on: the visitor's newest ticket is another one."""
        if self._callback and not self._asks:
            self._asks = True
            spawn(self._ask())

    async def _ask(self) -> None:
        while self._callback:
            await page.pause(ASK_EVERY)
            status = await ask(self.token) if self._callback else None
            if status:
                self.tell(status)
            elif status == "":
                self.end()

    def is_over(self) -> bool:
        """Tells whether it hears no more."""
        return not self._callback
