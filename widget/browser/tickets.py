"""The visitor's ticket: its last known status, and word of every change.

Changes come as server-sent events, else by polling, and from the other tabs. The ticket
outlives the page: after a reload `resume` goes on where it was.
"""

import json

from widget.browser import page, tabs
from widget.browser.runtime import host, spawn

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

TICKET = "ticket"
TOLD = "told"
NO_TICKET = "no-ticket"
FINISHED = "finished"
# A ticket never goes back.
ORDER = ("new", "processing", FINISHED)
POLL_EVERY = 5
GONE = 404


class Tickets:
    """Follows the one ticket that is under way.

    Attributes:
        profile: counts the profiles that this page has seen; a ticket belongs to one.
    """

    def __init__(self, changed: Callable[[str], None]) -> None:
        """Takes what to call with the status whenever it changes, with "" when it is forgotten."""
        self._changed = changed
        self._callback = 0
        self._heard = ""  # the status that the callback was told last
        self._stream = 0
        self._token = ""
        self._shown = ""
        self.profile = 0
        self._told: Any = None  # token and status that `on("status")` was told last, in this tab
        tabs.watch(TICKET, self._seen)

    def status(self) -> str:
        """Returns the last known status, `no-ticket` before any."""
        ticket = page.load(page.own(TICKET))
        return str(ticket["status"]) if isinstance(ticket, dict) else NO_TICKET

    def follow(self, token: str, status: str, callback: int = 0) -> None:
        """Makes this the visitor's ticket and tells of every change from now on.

        Args:
            token: the ticket's token.
            status: its status now.
            callback: the number of the site's callback, 0 for none.
        """
        if token != self._token:
            self._stop()
            self._token, self._shown = token, ""
        if callback:
            page.forget(self._callback)
            self._callback, self._heard = callback, ""
        self._tell(status)
        if self._token and not self._stream:
            self._listen()

    def resume(self) -> None:
        """Goes on with the ticket that an earlier page, or the loader, left behind."""
        ticket = page.load(page.own(TICKET))
        if not isinstance(ticket, dict):
            return
        token, status = str(ticket["token"]), str(ticket["status"])
        self._told = tabs.recall(TOLD)
        # In a tab of its own nothing has changed yet; what the loader noted nobody has told.
        if self._told is None and ticket.get("told"):
            self._told = [token, status]
        if status != FINISHED or self._told != [token, status]:
            self.follow(token, status)

    def forget(self) -> None:
        """Drops the ticket and stops listening."""
        self.profile += 1
        self._stop()
        self._told = None
        tabs.note(TOLD, None)
        page.drop(page.own(TICKET))

    def _seen(self, text: str) -> None:
        """Takes over what another tab did to the ticket."""
        if not text:
            self._stop()
            self._changed("")
            return
        ticket = json.loads(text)
        token, status = str(ticket["token"]), str(ticket["status"])
        told = self._told or ["", ""]
        if token != told[0] or _rank(status) > _rank(told[1]):
            self.follow(token, status)

    def _listen(self) -> None:
        token = self._token

        def receive(data: str) -> None:
            if token != self._token:
                return
            if data:
                self._tell(json.loads(data)["ticket-status"])
            else:
                self._stop_stream()
                spawn(self._poll(token))

        self._stream = page.stream("/api/tickets/%s/events" % token, "ticket", receive)
        if not self._stream:
            spawn(self._poll(token))

    async def _poll(self, token: str) -> None:
        while token == self._token:
            code, text = await page.request("/api/tickets/" + token)
            if token != self._token:
                return
            if code == GONE:
                self.forget()
                return
            if code and code < 400:
                self._tell(json.loads(text)["ticket-status"])
            await page.pause(POLL_EVERY)

    def _tell(self, status: str) -> None:
        if _rank(status) < _rank(self._shown):
            status = self._shown  # old news, of a slower way
        mark = [self._token, status]
        text = json.dumps({"ticket-status": status, "server": True})
        if status != self._shown:
            self._shown = status
            record = {"token": self._token, "status": status, "told": True}
            page.save(page.own(TICKET), record)
            self._changed(status)
        if mark != self._told:
            self._told = mark
            tabs.note(TOLD, mark)
            host.tell_text("status", text)
        if self._callback and status != self._heard:
            self._heard = status
            if not page.reply(self._callback, text):
                page.forget(self._callback)
                self._callback = 0
        if status == FINISHED:
            self._stop()

    def _stop(self) -> None:
        self._token = ""
        self._stop_stream()
        if self._callback:
            page.forget(self._callback)
            self._callback = 0

    def _stop_stream(self) -> None:
        page.unstream(self._stream)
        self._stream = 0


def _rank(status: str) -> int:
    return ORDER.index(status) if status in ORDER else -1
