"""`put_data` and `get_data`, for a user interface written in Python.

The loader answers them for the page, before Python is there and after: they are synchronous,
and what JSON holds would not survive a trip through MicroPython, which orders no object.
"""

import json

from widget.browser.runtime import host

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def put_data(params: dict[str, Any]) -> None:
    """Stores `value` under `key`; the site hears by `on("error")` when that is not possible.

    Args:
        params: the documented `key` and `value`.
    """
    host.put_data(json.dumps(params))


def get_data(params: dict[str, Any]) -> str:
    """Reads what was stored under `key`.

    Args:
        params: the documented `key`.

    Returns:
        The value as JSON text, `null` when there is none.
    """
    return str(host.get_data(json.dumps(params)))
