"""The kiosk's details, fetched once, told to as many callbacks as ask."""

import asyncio
import json
import time

from widget.browser import page
from widget.browser.runtime import host
from widget.core.urlencoded import form_encode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

NOT_FOUND = 404
OK = 200
FIRST_PAUSE = 2
LONGEST_PAUSE = 60
FRESH = 60  # seconds, as long as a cache may keep the details


class Kiosk:
    """The kiosk of this page, as `GET /api/kiosks/…` describes it."""

    def __init__(self) -> None:
        """Starts with nothing fetched."""
        self._text = ""
        self._details: dict[str, Any] = {}
        self._at = 0.0
        self._turn = asyncio.Lock()

    async def tell(self, callback: int) -> None:
        """Calls `callback` with the details, as soon as they are there, in the order asked.

        Args:
            callback: the number of the site's callback. It gets the server's own
                text, for MicroPython would lose the order of the fields; or
                `{status, msg}` when there is no such kiosk.
        """
        page.reply(callback, await self._fetched())
        page.forget(callback)

    async def soon(self) -> dict[str, Any]:
        """Returns the details if they are there or come within a second, else nothing."""
        for _ in range(10):
            if self._text:
                return await self.details()
            await page.pause(0.1)
        return {}

    async def details(self) -> dict[str, Any]:
        """Returns the details as Python, empty when there is no such kiosk."""
        if not self._details:
            found = json.loads(await self._fetched())
            self._details = found if "kiosk_id" in found else {}
            self._at = time.time()
            self._word_hours()
        return self._details

    async def fresh(self) -> dict[str, Any]:
        """Returns the details with hours of now: whoever leaves a page open closes meanwhile."""
        details = await self.details()
        if details and time.time() - self._at > FRESH:
            self._at = time.time()
            status, text = await page.request(_address())
            if status == OK:
                details["next_open"] = json.loads(text).get("next_open", "")
        self._word_hours()
        return details

    def _word_hours(self) -> None:
        """Writes `next_call`, the templates' sentence, in the visitor's own time zone."""
        details = self._details
        moment = details.get("next_open")
        when = str(host.when(moment, details["bcp47"])) if moment else ""
        if details:
            said = details["texts"]["next_call"].replace("{when}", when)
            details["next_call"] = said if when else ""

    async def _fetched(self) -> str:
        async with self._turn:
            seconds = FIRST_PAUSE
            while not self._text:
                status, text = await page.request(_address())
                if status in (OK, NOT_FOUND):
                    self._text = text
                else:
                    await page.pause(seconds)
                    seconds = min(seconds * 2, LONGEST_PAUSE)
        return self._text


def _address() -> str:
    settings = page.settings
    query = form_encode([("lang", settings["lang"])])
    return "/api/kiosks/%s/%s?%s" % (settings["domain"], settings["id"], query)
