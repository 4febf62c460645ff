"""`put_data` and `get_data`: what JSON can hold comes back as it was.

The loader answers both by the same rules until Python is ready.
"""

import json

from widget.browser import page

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def _key(params: dict[str, Any]) -> str:
    return "data:" + str(params.get("key"))


def put_data(params: dict[str, Any]) -> None:
    """Stores `value` under `key`; a call without a value changes nothing.

    Args:
        params: the documented `key` and `value`.
    """
    if "value" in params:
        page.save(_key(params), params["value"])


def get_data(params: dict[str, Any]) -> str:
    """Reads what was stored under `key`.

    Args:
        params: the documented `key`.

    Returns:
        The value as JSON text, `null` when there is none.
    """
    return json.dumps(page.load(_key(params)))
