"""The `$lucep` library: one table of the documented methods.

The loader's `$lucep` hands every call over as `call(method, json, callback)`.
"""

import json

from widget.browser import outbox, page, storage
from widget.browser.intelligence import send_intelligence
from widget.browser.kiosk import Kiosk
from widget.browser.leads import raise_lead
from widget.browser.profile import create_profile
from widget.browser.runtime import spawn
from widget.browser.tickets import Tickets
from widget.browser.widget import Widget

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Library:
    """What stands behind `$lucep` on one page."""

    def __init__(self) -> None:
        """Puts the parts together; nothing is sent or stored yet."""
        self.kiosk = Kiosk()
        self.tickets = Tickets(self._changed)
        self.widget = Widget(self.kiosk, self.tickets)
        self._methods: dict[str, Any] = {
            "raise_lead": lambda params, callback: spawn(
                raise_lead(params, callback, self.tickets)
            ),
            "send_intelligence": lambda params, callback: spawn(
                send_intelligence(params, callback)
            ),
            "get_kiosk_details": lambda params, callback: spawn(self.kiosk.tell(callback)),
            "create_profile": lambda params, callback: spawn(
                create_profile(params, callback, self.tickets)
            ),
            "put_data": lambda params, callback: storage.put_data(params),
            "get_data": lambda params, callback: storage.get_data(params),
            "get_ticket_status": lambda params, callback: self._status(),
            "attach": lambda params, callback: self.widget.attach(),
            "resume": lambda params, callback: self.tickets.resume(),
        }

    def call(self, method: str, text: str, callback: int) -> str:
        """Answers one call of the loader's.

        Args:
            method: a name of the table.
            text: the parameters as JSON text.
            callback: the number of the site's callback, 0 for none.

        Returns:
            JSON text; `null` where the method answers later or not at all.
        """
        return self._methods[method](json.loads(text), callback) or "null"

    def begin(self) -> None:
        """Takes over what the loader and earlier pages left: the form, the ticket, the outbox."""
        self.widget.attach()
        self.tickets.resume()
        for entry in outbox.waiting():
            spawn(self._resend(entry))

    async def _resend(self, entry: dict[str, str]) -> None:
        answer = await outbox.send(entry["id"], entry["body"])
        if "ticket" in answer:
            self.tickets.follow(answer["ticket"], answer["ticket-status"])

    def _changed(self, status: str) -> None:
        self.widget.show_status(status)

    def _status(self) -> str:
        return json.dumps({"status": self.tickets.status(), "server": False})
