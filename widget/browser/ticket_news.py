"""How word of a ticket's status comes: as a stream to one tab, to the others by asking.

A browser opens six HTTP/1.1 connections to a server for all its tabs together, and a stream
keeps one for as long as it lasts.
"""

import json

from widget.browser import page, tabs
from widget.browser.runtime import host, spawn

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

TURN = "following"
ASK_EVERY = 5
GONE = 404


async def ask(token: str) -> str | None:
    """Asks the server for a ticket's status.

    Args:
        token: the ticket's token.

    Returns:
        The status, "" where there is no such ticket, `None` where there was no answer.
    """
    code, text = await page.request("/api/tickets/" + token)
    if code == GONE:
        return ""
    if not code or code >= 400:
        return None
    return str(json.loads(text)["ticket-status"])


class News:
    """Word of one ticket, until `end`.

    Only the tab whose turn it is has a stream. The others hear from it what it stores; while
    they are seen they also ask, for the tab that listens may have been put to sleep.
    """

    def __init__(self, token: str, receive: Callable[[str], None]) -> None:
        """Begins to listen.

        Args:
            token: the ticket's token.
            receive: gets every status, known or new, and "" where there is no such ticket.
        """
        self._token = token
        self._receive = receive
        self._stream = self._turn = 0
        self._leads = self._over = False
        spawn(self._listen())
        spawn(self._ask())

    def end(self) -> None:
        """Stops listening, and lets another tab have the turn."""
        self._over = True
        page.unstream(self._stream)
        tabs.end_turn(self._turn)

    async def _listen(self) -> None:
        turn = await tabs.take_turn(TURN)
        if self._over:
            tabs.end_turn(turn)
            return
        self._turn, self._leads = turn, True
        self._stream = page.stream("/api/tickets/%s/events" % self._token, "ticket", self._heard)

    def _heard(self, data: str) -> None:
        if self._over:
            return
        if data:
            self._receive(json.loads(data)["ticket-status"])
        else:
            page.unstream(self._stream)
            self._stream = 0

    async def _ask(self) -> None:
        while not self._over:
            await page.pause(ASK_EVERY)
            if self._over or self._stream or (host.page.document.hidden and not self._leads):
                continue
            status = await ask(self._token)
            if status is not None and not self._over:
                self._receive(status)
