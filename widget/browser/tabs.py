"""What the tabs of one site share: whose turn it is, and word of what another one wrote."""

import json

from widget.browser import page
from widget.browser.runtime import host, listener

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_watched: dict[str, Callable[[str], None]] = {}


def watch(name: str, receive: Callable[[str], None]) -> None:
    """Hears of what other tabs do to one of the library's own keys.

    Args:
        name: the key's name.
        receive: gets the text that was written, "" when the key was removed.
    """
    if not _watched:
        host.on_change(listener(_changed))
    _watched[page.own(name)] = receive


def _changed(key: str, text: str) -> None:
    if key in _watched:
        _watched[key](text)


def tell(name: str, value: Any) -> None:
    """Tells the other tabs, which `watch` the name, and leaves nothing behind.

    Args:
        name: the key's name.
        value: what JSON can hold.
    """
    page.save(page.own(name), value)
    page.drop(page.own(name))


async def take_turn(name: str) -> int:
    """Waits until no other tab has this turn.

    Args:
        name: what the turn is for.

    Returns:
        A number for `end_turn`.
    """
    return int(await host.take_turn(page.own(name)))


def end_turn(turn: int) -> None:
    """Lets the next tab have its turn."""
    host.end_turn(turn)


def recall(name: str) -> Any:
    """Returns what this tab alone has noted, `None` when nothing; it outlives a reload."""
    text = str(host.tab_load(page.own(name)))
    try:
        return json.loads(text) if text else None
    except ValueError:
        return None


def note(name: str, value: Any) -> None:
    """Notes what JSON can hold for this tab alone; `None` forgets it."""
    host.tab_save(page.own(name), "" if value is None else json.dumps(value))
