"""The `$lucep` library: one table of the documented methods.

The loader's `$lucep` hands every call over as `call(method, json, callback)`. What most pages
never call is imported at the first call: MicroPython compiles whatever it imports.
"""

import json

from widget.browser import idle, outbox, page, storage
from widget.browser.geo import get_geo_data
from widget.browser.kiosk import Kiosk
from widget.browser.runtime import spawn
from widget.browser.tickets import Tickets
from widget.browser.widget import OFFLINE, Widget
from widget.core.idle import SENT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Coroutine
    from typing import Any


class Library:
    """What stands behind `$lucep` on one page."""

    def __init__(self) -> None:
        """Puts the parts together; nothing is sent or stored yet."""
        self.kiosk = Kiosk()
        self.tickets = Tickets(self._changed)
        self.widget = Widget(self.kiosk, self.tickets)
        # What is answered at once, from the parameters; what is answered later, by callback.
        self._now: dict[str, Any] = {
            "put_data": storage.put_data,
            "get_data": storage.get_data,
            "get_ticket_status": lambda _: self._status(),
            "attach": lambda _: self.widget.attach(),
            "resume": lambda _: self.tickets.resume(),
        }
        self._later: dict[str, Any] = {
            "raise_lead": self._raise_lead,
            "send_intelligence": _send_intelligence,
            "get_kiosk_details": lambda _, callback: self.kiosk.tell(callback),
            "get_geo_data": lambda _, callback: get_geo_data(callback),
            "create_profile": self._create_profile,
        }

    def call(self, method: str, text: str, callback: int) -> str:
        """Answers one call of the loader's.

        Args:
            method: a name of one of the tables.
            text: the parameters as JSON text.
            callback: the number of the site's callback, 0 for none.

        Returns:
            JSON text; `null` where the method answers later or not at all.
        """
        params = json.loads(text)
        if method in self._now:
            return self._now[method](params) or "null"
        spawn(self._later[method](params, callback))
        return "null"

    def begin(self) -> None:
        """Takes over what the loader and earlier pages left: the form, the ticket, the outbox."""
        self.widget.attach()
        if idle.seconds():
            self.widget.welcome()
        else:
            self.tickets.resume()
        outbox.begin(self._delivered, self._unsent)

    def _raise_lead(self, params: dict[str, Any], callback: int) -> Coroutine[Any, Any, None]:
        from widget.browser.leads import raise_lead

        return raise_lead(params, callback, self.tickets)

    async def _create_profile(self, params: dict[str, Any], callback: int) -> None:
        from widget.browser.profile import create_profile

        await create_profile(params, callback, self.tickets, self.widget)

    def _delivered(self, entry: dict[str, Any], answer: dict[str, Any]) -> None:
        # A lead of a profile that the visitor has left since is nobody's ticket here.
        customer = page.load(page.own("customer"))
        if "ticket" in answer and customer and customer in entry["body"]:
            self.tickets.follow(answer["ticket"], answer["ticket-status"])

    def _unsent(self) -> None:
        # On a shared screen, only of the guest who is there.
        if not idle.seconds() or self.widget.state() == SENT:
            self.widget.show_status(OFFLINE)

    def _changed(self, status: str) -> None:
        self.widget.show_status(status)

    def _status(self) -> str:
        return json.dumps({"status": self.tickets.status(), "server": False})


def _send_intelligence(params: dict[str, Any], callback: int) -> Coroutine[Any, Any, None]:
    from widget.browser.intelligence import send_intelligence

    return send_intelligence(params, callback)
