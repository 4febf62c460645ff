"""The visitor's ticket: its last known status, and word of every change.

Changes come from the server to one tab, and from there to the others. The ticket outlives the
page: after a reload `resume` goes on where it was.
"""

import json

from widget.browser import page, tabs
from widget.browser.caller import FINISHED, Caller, rank, update
from widget.browser.runtime import host
from widget.browser.ticket_news import News

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

TICKET = "ticket"
TOLD = "told"
NO_TICKET = "no-ticket"


class Tickets:
    """Follows the newest ticket, and the callbacks of older ones to their end.

    Attributes:
        profile: counts the profiles that this page has seen; a ticket belongs to one.
    """

    def __init__(self, changed: Callable[[str], None]) -> None:
        """Takes what to call with the status whenever it changes, with "" when it is forgotten."""
        self._changed = changed
        self._callers: list[Caller] = []
        self._news: News | None = None
        self._token = ""
        self._shown = ""
        self.profile = 0
        self._told: Any = None  # token and status that `on("status")` was told last, in this tab
        tabs.watch(TICKET, self._seen)
        tabs.watch("customer", self._profile_seen)

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
            self._callers.append(Caller(token, callback))
        self._tell(status)
        if self._token and not self._news:
            self._news = News(token, self._receive)

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
        """Drops every ticket of the profile that the visitor leaves."""
        self._leave_profile()
        self.drop()

    def drop(self) -> None:
        """Drops the newest ticket, so that the next one can be asked for."""
        self._stop()
        self._told = None
        tabs.note(TOLD, None)
        page.drop(page.own(TICKET))

    def _leave_profile(self) -> None:
        self.profile += 1
        for caller in self._callers:
            caller.end()

    def _profile_seen(self, text: str) -> None:
        """Another tab has left the profile."""
        if not text:
            self._leave_profile()

    def _seen(self, text: str) -> None:
        """Takes over what another tab did to the ticket."""
        if not text:
            self._stop()
            self._changed("")
            return
        ticket = json.loads(text)
        token, status = str(ticket["token"]), str(ticket["status"])
        told = self._told or ["", ""]
        if token != told[0] or rank(status) > rank(told[1]):
            self.follow(token, status)

    def _receive(self, status: str) -> None:
        if status:
            self._tell(status)
        else:
            self.drop()

    def _tell(self, status: str) -> None:
        if rank(status) < rank(self._shown):
            status = self._shown  # old news, of a slower way
        mark = [self._token, status]
        if status != self._shown:
            self._shown = status
            record = {"token": self._token, "status": status, "told": True}
            page.save(page.own(TICKET), record)
            self._changed(status)
        if mark != self._told:
            self._told = mark
            tabs.note(TOLD, mark)
            host.tell_text("status", update(status))
        for caller in list(self._callers):
            if caller.token == self._token:
                caller.tell(status)
        if status == FINISHED:
            self._stop()

    def _stop(self) -> None:
        """Stops following; callbacks that have not heard of the end hear of it by asking."""
        self._token = ""
        if self._news:
            self._news.end()
            self._news = None
        self._callers = [caller for caller in self._callers if not caller.is_over()]
        for caller in self._callers:
            caller.go_on()
