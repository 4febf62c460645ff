"""The visitor's ticket: its last known status, and word of every change.

Changes come as server-sent events, else by polling. The ticket outlives the
page: after a reload `resume` goes on where it was.
"""

import json

from widget.browser import page
from widget.browser.runtime import spawn

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

NO_TICKET = "no-ticket"
FINISHED = "finished"
POLL_EVERY = 5
GONE = 404


class Tickets:
    """Follows the one ticket that is under way."""

    def __init__(self, changed: Callable[[str], None]) -> None:
        """Takes what to call with the status whenever it changes."""
        self._changed = changed
        self._callback = 0
        self._stream = 0
        self._token = ""
        self._shown = ""

    def status(self) -> str:
        """Returns the last known status, `no-ticket` before any."""
        ticket = page.load(page.own("ticket"))
        return str(ticket["status"]) if isinstance(ticket, dict) else NO_TICKET

    def follow(self, token: str, status: str, callback: int = 0) -> None:
        """Makes this the visitor's ticket and tells of every change from now on.

        Args:
            token: the ticket's token.
            status: its status now.
            callback: the number of the site's callback, 0 for none.
        """
        self._stop()
        self._token, self._callback, self._shown = token, callback, ""
        self._tell(status)
        if status != FINISHED:
            self._listen()

    def resume(self) -> None:
        """Goes on with the ticket that an earlier page, or the loader, left behind."""
        ticket = page.load(page.own("ticket"))
        if isinstance(ticket, dict) and ticket.get("status") != FINISHED:
            self.follow(str(ticket["token"]), str(ticket["status"]))

    def forget(self) -> None:
        """Drops the ticket and stops listening."""
        self._stop()
        page.drop(page.own("ticket"))

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
        if status == self._shown:
            return
        self._shown = status
        page.save(page.own("ticket"), {"token": self._token, "status": status})
        answer = json.dumps({"ticket-status": status, "server": True})
        if self._callback and not page.reply(self._callback, answer):
            page.forget(self._callback)
            self._callback = 0
        self._changed(status)
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
