"""What waits in the outbox: how much of it is kept, and what goes in one request.

An entry is `{"id", "body", "at"}`: a body is form-encoded and whole, so that the loader can
send it without Python; `at` is when it was written, in seconds since 1970.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

LONGEST = 7 * 24 * 3600  # seconds
MOST = 200
LARGEST = 1000000  # bytes of all bodies
BATCH = 50  # events; the server takes no more
BATCH_LARGEST = 60000  # bytes; a page may have 64 KiB under way when it is left

_EVENTS = "&events=%5B"
_END = "%5D"
_COMMA = "%2C"


def is_entry(value: object) -> bool:
    """Say whether something that was found in a site's storage is an entry.

    Args:
        value: Anything that JSON can hold.

    Returns:
        True for an object with an id and a body.
    """
    return (
        isinstance(value, dict)
        and isinstance(value.get("id"), str)
        and isinstance(value.get("body"), str)
    )


def has_action(entry: "dict[str, Any]", action: str) -> bool:
    """Say what an entry is for.

    Args:
        entry: The entry.
        action: A name of the wire protocol.

    Returns:
        True when its body asks for this action.
    """
    return "&action=" + action + "&" in "&" + entry["body"] + "&"


def stamped(entries: "list[dict[str, Any]]", now: int) -> "list[dict[str, Any]]":
    """Write the time into entries that have none, or one that is still to come.

    Args:
        entries: The entries; the loader's have no time.
        now: Seconds since 1970.

    Returns:
        The entries in the same order, each with `at`.
    """
    out = []
    for entry in entries:
        at = entry.get("at")
        known = isinstance(at, int) and at <= now
        out.append({"id": entry["id"], "body": entry["body"], "at": at if known else now})
    return out


def limited(
    entries: "list[dict[str, Any]]", now: int
) -> "tuple[list[dict[str, Any]], list[dict[str, Any]]]":
    """Keep the outbox small: nothing older than 7 days, at most 200 entries and 1 MB.

    Args:
        entries: Entries with their times, the oldest first.
        now: Seconds since 1970.

    Returns:
        What is kept and what is dropped. For room, the oldest intelligence goes first; a
        lead never goes.
    """
    kept = [entry for entry in entries if now - entry["at"] <= LONGEST]
    count, size = len(kept), sum([len(entry["body"]) for entry in kept])
    stay = []
    for entry in kept:
        if (count > MOST or size > LARGEST) and has_action(entry, "send_intelligence"):
            count, size = count - 1, size - len(entry["body"])
        else:
            stay.append(entry)
    ids = [entry["id"] for entry in stay]
    return stay, [entry for entry in entries if entry["id"] not in ids]


def batch(entries: "list[dict[str, Any]]") -> "tuple[int, str]":
    """Say what goes in the next request.

    Args:
        entries: At least one entry, the oldest first.

    Returns:
        How many of the first entries go together, and their body: events of one visitor
        that follow each other, up to 50; anything else goes alone.
    """
    first = entries[0]["body"]
    head, event = _split(first)
    if not event:
        return 1, first
    events, size = [event], len(first)
    for entry in entries[1:BATCH]:
        start, event = _split(entry["body"])
        size += len(event) + len(_COMMA)
        if not event or start != head or size > BATCH_LARGEST:
            break
        events.append(event)
    return len(events), head + _EVENTS + _COMMA.join(events) + _END


def _split(body: str) -> "tuple[str, str]":
    """Part a body with a list of events at its end; the list stays encoded."""
    head, _, events = body.partition(_EVENTS)
    whole = events.endswith(_END) and "&" not in events
    return (head, events[: -len(_END)]) if whole else (body, "")
