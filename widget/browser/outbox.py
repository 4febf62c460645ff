"""What must reach the server: kept in the browser until it has answered.

An entry has a form-encoded body that the server takes any number of times and counts once.
One tab sends at a time, the oldest entry first.
"""

import asyncio
import json
import random

from widget.browser import kept, page, tabs
from widget.browser.kept import Kept, now
from widget.browser.runtime import host, spawn
from widget.core import outgoing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

TURN = "sending"
ANSWER = "answer"
RETRY_AT = "retry-at"
FIRST_PAUSE = 2
LONGEST_PAUSE = 60
LONGEST_RETRY_AFTER = 3600
# A tab that was closed leaves its work to the others, after this long.
SETTLED = 5
# Times that the server may fail at an entry before the others go first.
TRIES = 5
TOO_MANY_REQUESTS = 429
SERVER_ERROR = 500
DROPPED = {"status": "error", "msg": "the outbox is full, or this is more than 7 days old"}


class _Waiter:
    """Who waits for the answer to an entry."""

    def __init__(self, body: str) -> None:
        self.body = body
        self.answer: dict[str, Any] = {}
        self.answered = asyncio.Event()


_waiters: dict[str, _Waiter] = {}
_failures: dict[str, int] = {}
_refused_together: list[str] = []
_busy = False
_watching = False
_delivered: Any = None
_unsent: Any = None


def begin(
    delivered: Callable[[dict[str, Any], dict[str, Any]], None], unsent: Callable[[], None]
) -> None:
    """Takes over what the loader, earlier pages and other tabs have left.

    Args:
        delivered: called with an entry and its answer when nobody on this page waits for it.
        unsent: called after each round in which a lead could not be sent.
    """
    global _delivered, _unsent
    _delivered, _unsent = delivered, unsent
    tabs.watch(ANSWER, _hear)
    tabs.watch(kept.TRAY, _other_tab_wrote)
    spawn(_resume())


def put(entry_id: str, body: str) -> None:
    """Keeps an entry, at once and for good; `hurry` sends it.

    Args:
        entry_id: the entry's id; a second entry with it replaces the first.
        body: the form-encoded body.
    """
    _waiters[entry_id] = _Waiter(body)
    for entry in kept.put(entry_id, body):
        _tell(entry, DROPPED)


def hurry() -> None:
    """Sends what is kept, now rather than after a pause."""
    if _busy:
        host.wake()
    else:
        spawn(_work())


def start() -> None:
    """Sends what is kept, unless it is known that the server has to be waited for."""
    if not _busy:
        spawn(_work())


async def answer(entry_id: str) -> dict[str, Any]:
    """Waits, however long it takes, for the server's answer to an entry.

    Args:
        entry_id: the id of an entry that was put.

    Returns:
        The answer: `status` is `ok`, `fail` with `msg` and `field`, or `error` when the entry
        had to be dropped.
    """
    waiter = _waiters[entry_id]
    await waiter.answered.wait()
    if _waiters.get(entry_id) is waiter:
        del _waiters[entry_id]
    return waiter.answer


async def send(entry_id: str, body: str) -> dict[str, Any]:
    """Keeps an entry and sends it, again and again until the server answers.

    Args:
        entry_id: the entry's id.
        body: the form-encoded body.

    Returns:
        The server's answer.
    """
    put(entry_id, body)
    hurry()
    return await answer(entry_id)


async def _resume() -> None:
    if not await kept.is_empty():
        start()


def _other_tab_wrote(text: str) -> None:
    global _watching
    if text and not _watching:
        _watching = True
        spawn(_look_after())


async def _look_after() -> None:
    global _watching
    await page.pause(SETTLED)
    _watching = False
    await _resume()


async def _work() -> None:
    global _busy
    if _busy:
        return
    _busy = True
    try:
        seconds = FIRST_PAUSE
        while not await _round():
            # So that not all pages come back at the same moment.
            await _rest(seconds * (0.75 + random.random() / 2))  # noqa: S311
            seconds = min(seconds * 2, LONGEST_PAUSE)
    finally:
        _busy = False
    unanswered = [name for name in _waiters if not _waiters[name].answered.is_set()]
    if unanswered:
        spawn(_ask_again(unanswered))


async def _rest(seconds: float) -> None:
    await page.pause(seconds)
    while _retry_after() > 0:
        await page.pause(_retry_after())


def _retry_after() -> int:
    at = page.load(page.own(RETRY_AT))
    left = at - now() if isinstance(at, int) else 0
    return left if left <= LONGEST_RETRY_AFTER else 0


async def _ask_again(ids: list[str]) -> None:
    # Another tab has sent these and told us, unless it was closed between the two.
    await page.pause(SETTLED)
    for entry_id in ids:
        waiter = _waiters.get(entry_id)
        if waiter and not waiter.answered.is_set() and not _busy:
            kept.put(entry_id, waiter.body)
    await _resume()


async def _round() -> bool:
    """Sends what is kept; returns whether nothing is left."""
    turn = await tabs.take_turn(TURN)
    try:
        if _retry_after() > 0:
            return False
        found = Kept()
        await found.load()
        while True:
            for entry in await found.take_in():
                _tell(entry, DROPPED)
            if not found.entries:
                return True
            if not await _deliver(found):
                break
        if _unsent and any([outgoing.has_action(e, "raise_lead") for e in found.entries]):
            _unsent()
        return False
    finally:
        tabs.end_turn(turn)


async def _deliver(found: Kept) -> bool:
    """Sends the next request; returns whether the server has answered it."""
    line = [e for e in found.entries if _failures.get(e["id"], 0) < TRIES]
    line += [e for e in found.entries if _failures.get(e["id"], 0) >= TRIES]
    alone = line[0]["id"] in _refused_together
    count, body = outgoing.batch(line[:1] if alone else line)
    entries = line[:count]
    said = await _post(body)
    if said is None:
        return False
    if "failure" in said:
        first = entries[0]["id"]
        _failures[first] = _failures.get(first, 0) + 1
        return False
    if count > 1 and said.get("status") != "ok":
        _refused_together.extend([entry["id"] for entry in entries])
        return True
    await found.remove(entries)
    for entry in entries:
        _tell(entry, said if count == 1 else {"status": "ok", "received": 1})
    return True


async def _post(body: str) -> dict[str, Any] | None:
    """Returns the answer; `None` when there was none, `failure` when the server had one."""
    reply = json.loads(await host.request("/api/", body))
    status = reply["status"]
    if reply["wait"] > 0 and (status == TOO_MANY_REQUESTS or status >= SERVER_ERROR):
        wait = min(int(reply["wait"]) + 1, LONGEST_RETRY_AFTER)
        page.save(page.own(RETRY_AT), now() + wait)
    if status >= SERVER_ERROR:
        return {"failure": status}
    if not status or status == TOO_MANY_REQUESTS:
        return None
    page.drop(page.own(RETRY_AT))
    try:
        found = json.loads(reply["body"])
    except ValueError:
        return None
    return found if isinstance(found, dict) and "status" in found else None


def _tell(entry: dict[str, Any], said: dict[str, Any]) -> None:
    """Tells whoever waits for the answer, on this page or in another tab."""
    _failures.pop(entry["id"], None)
    if not _take(entry["id"], said):
        tabs.tell(ANSWER, {"id": entry["id"], "answer": said})
        if _delivered:
            _delivered(entry, said)


def _take(entry_id: str, said: dict[str, Any]) -> bool:
    waiter = _waiters.get(entry_id)
    if waiter is None:
        return False
    waiter.answer = said
    waiter.answered.set()
    return True


def _hear(text: str) -> None:
    if text:
        told = json.loads(text)
        _take(told["id"], told["answer"])
