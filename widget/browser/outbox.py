"""What must reach the server: kept in the browser until it has answered.

An entry is `{"id", "body"}` with a form-encoded body that the server takes any
number of times and counts once. The loader reads and writes the same list.
"""

import json

from widget.browser import page

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

FIRST_PAUSE = 2
LONGEST_PAUSE = 60
TOO_MANY_REQUESTS = 429
SERVER_ERROR = 500


def waiting() -> list[dict[str, str]]:
    """Returns the entries that the server has not answered yet, oldest first."""
    found = page.load(page.own("outbox"))
    return found if isinstance(found, list) else []


def _store(entries: list[dict[str, str]]) -> None:
    if entries:
        page.save(page.own("outbox"), entries)
    else:
        page.drop(page.own("outbox"))


def _without(entry_id: str) -> list[dict[str, str]]:
    return [entry for entry in waiting() if entry["id"] != entry_id]


async def send(entry_id: str, body: str, unsent: Any = None) -> dict[str, Any]:
    """Sends one entry and tries again, with growing pauses, until the server answers.

    Args:
        entry_id: the entry's id; a second entry with it replaces the first.
        body: the form-encoded body.
        unsent: called without arguments after each try that got no answer.

    Returns:
        The server's answer: `status` is `ok`, or `fail` with `msg` and `field`.
    """
    _store(_without(entry_id) + [{"id": entry_id, "body": body}])
    seconds = FIRST_PAUSE
    while True:
        status, text = await page.request("/api/", body)
        if status and status < SERVER_ERROR and status != TOO_MANY_REQUESTS:
            answer = _parsed(text)
            if answer is not None:
                _store(_without(entry_id))
                return answer
        if unsent:
            unsent()
        await page.pause(seconds)
        seconds = min(seconds * 2, LONGEST_PAUSE)


def _parsed(text: str) -> dict[str, Any] | None:
    try:
        answer = json.loads(text)
    except ValueError:
        return None
    return answer if isinstance(answer, dict) else None
