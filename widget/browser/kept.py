"""Where the outbox keeps its entries.

Whoever has something to send writes it into a tray in the browser's storage at once: that is
done before the page can be closed, and the loader can do it without Python. The tab whose turn
it is to send moves it from there to the shelf, an IndexedDB database, which holds more. Where
there is no such database the tray is all there is.
"""

import json
import time

from widget.browser import page
from widget.browser.runtime import host
from widget.core import outgoing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

TRAY = "outbox"
NOTHING = "[]"


def now() -> int:
    """Returns the seconds since 1970."""
    return int(time.time())


def tray() -> list[dict[str, Any]]:
    """Returns the entries that no tab has taken to the shelf yet, the oldest first."""
    found = page.load(page.own(TRAY))
    entries = found if isinstance(found, list) else []
    return outgoing.stamped([entry for entry in entries if outgoing.is_entry(entry)], now())


def put(entry_id: str, body: str) -> list[dict[str, Any]]:
    """Puts an entry into the tray, in place of one with the same id.

    Args:
        entry_id: its id.
        body: its body.

    Returns:
        What had to be dropped to make room.
    """
    entries = [entry for entry in tray() if entry["id"] != entry_id]
    entries.append({"id": entry_id, "body": body, "at": now()})
    kept, dropped = outgoing.limited(entries, now())
    _save_tray(kept)
    return dropped


def _save_tray(entries: list[dict[str, Any]]) -> None:
    if entries:
        page.save(page.own(TRAY), entries)
    else:
        page.drop(page.own(TRAY))


def _take_from_tray(ids: list[str]) -> None:
    entries = tray()
    left = [entry for entry in entries if entry["id"] not in ids]
    if len(left) < len(entries):
        _save_tray(left)


async def is_empty() -> bool:
    """Says whether there is nothing to send; opens no database that is not there."""
    return not tray() and str(await host.shelf_load()) in ("", NOTHING)


class Kept:
    """All that is kept, in the hands of the tab whose turn it is.

    Attributes:
        entries: the entries, the oldest first.
    """

    def __init__(self) -> None:
        """Starts empty; `load` reads what is there."""
        self.entries: list[dict[str, Any]] = []
        self._on_shelf = False

    async def load(self) -> None:
        """Reads the shelf."""
        text = str(await host.shelf_load())
        self._on_shelf = bool(text)
        found = json.loads(text or NOTHING)
        self.entries = [entry for entry in found if outgoing.is_entry(entry)]

    async def take_in(self) -> list[dict[str, Any]]:
        """Moves what is in the tray to the shelf.

        Returns:
            What had to be dropped, for its age or to make room.
        """
        known = [entry["id"] for entry in self.entries]
        arrived = tray()
        entries = self.entries + [entry for entry in arrived if entry["id"] not in known]
        self.entries, dropped = outgoing.limited(outgoing.stamped(entries, now()), now())
        if arrived or dropped:
            await self._save([entry["id"] for entry in arrived], dropped)
        return dropped

    async def remove(self, gone: list[dict[str, Any]]) -> None:
        """Removes entries for good.

        Args:
            gone: the entries.
        """
        ids = [entry["id"] for entry in gone]
        self.entries = [entry for entry in self.entries if entry["id"] not in ids]
        await self._save([], gone)

    async def _save(self, moved: list[str], gone: list[dict[str, Any]]) -> None:
        if self._on_shelf:
            self._on_shelf = bool(await host.shelf_save(json.dumps(self.entries)))
        ids = [entry["id"] for entry in gone]
        _take_from_tray(ids + moved if self._on_shelf else ids)
