"""`send_intelligence`: significant events, told to the sales person with the lead."""

import json

from widget.browser import outbox, page
from widget.core import wire

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


async def send_intelligence(params: dict[str, Any], callback: int) -> None:
    """Sends one event and tells the callback what the server answered.

    Args:
        params: the documented `event_type`; `payload` as JSON text; `interaction_id`.
        callback: the number of the site's callback.
    """
    event_id = params["interaction_id"]
    # The payload stays text, so that its fields keep their order on MicroPython.
    event = '{"id": %s, "event_type": %s, "payload": %s}' % (
        json.dumps(event_id),
        json.dumps(params.get("event_type")),
        params.get("payload") or "{}",
    )
    who = page.identity()
    body = wire.form_encode(
        [
            ("action", "send_intelligence"),
            ("account_key", who["account_key"]),
            ("customer_id", who["customer_id"]),
            ("events", "[" + event + "]"),
        ]
    )
    answer = await outbox.send(event_id, body)
    page.reply(callback, json.dumps(answer))
    page.forget(callback)
