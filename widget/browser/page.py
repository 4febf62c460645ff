"""All that Python asks of the loader: storage, callbacks, requests, streams.

Structured values cross as JSON text only: MicroPython's bridge cuts integers to
32 bits and loses the order of objects.
"""

import json

from widget.browser.runtime import host, listener

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

settings: dict[str, Any] = json.loads(host.settings_text())


def identity() -> dict[str, Any]:
    """The wire's fields that say who and where: account, kiosk, customer, language, page.

    Asking makes the customer id when there is none, so ask only when the visitor acts.

    Returns:
        `account_key`, `kiosk_id`, `customer_id`, `langcode` and `page_url`.
    """
    found: dict[str, Any] = json.loads(host.identity())
    return found


def new_id() -> str:
    """Returns 40 random hexadecimal characters from the browser's own generator."""
    return str(host.hex())


def own(name: str) -> str:
    """Returns the storage key of the library's own `name` for this account."""
    return "%s:%s" % (settings["domain"], name)


def load(key: str) -> Any:
    """Reads what `save` stored under `key`.

    Args:
        key: the storage key without the library's prefix.

    Returns:
        The value, or `None` when there is none or it is no JSON.
    """
    text = str(host.load(key))
    try:
        return json.loads(text) if text else None
    except ValueError:
        return None


def save(key: str, value: Any) -> None:
    """Stores what JSON can hold under `key`, in the best store that takes it."""
    host.write(key, json.dumps(value))


def drop(key: str) -> None:
    """Removes `key` from every store."""
    host.remove(key)


def reply(callback: int, text: str) -> bool:
    """Calls a callback of the site's; whatever it throws stays there.

    Args:
        callback: its number, 0 for none.
        text: its one argument as JSON text, in the order the site shall see.

    Returns:
        Whether it may be called again: not when it returned `false`, threw or is unknown.
    """
    if not callback:
        return False
    answer = json.loads(host.invoke(callback, text))
    return bool(answer.get("ok")) and answer.get("value") is not False


def forget(callback: int) -> None:
    """Lets go of a callback that will not be called again."""
    host.forget(callback)


async def request(path: str, body: str = "") -> tuple[int, str]:
    """Sends one request to the server.

    Args:
        path: from the server's root, with its query.
        body: a form-encoded body to POST; empty for a GET.

    Returns:
        The HTTP status, 0 when there was no answer, and the answer's text.
    """
    answer = json.loads(await host.request(path, body))
    return answer["status"], answer["body"]


async def pause(seconds: float) -> None:
    """Waits for `seconds`, or less when the browser comes online or the page is seen."""
    await host.pause(seconds * 1000)


def stream(path: str, name: str, receive: Callable[[str], None]) -> int:
    """Listens to server-sent events.

    Args:
        path: from the server's root.
        name: the event's name.
        receive: gets each event's data, and an empty text when the stream is over.

    Returns:
        A number for `unstream`, 0 when the browser has no streams.
    """
    return int(host.stream(path, name, listener(receive)))


def unstream(number: int) -> None:
    """Ends a stream; a number that is unknown does nothing."""
    host.unstream(number)
