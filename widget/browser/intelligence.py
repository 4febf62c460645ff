"""`send_intelligence`: significant events, told to the sales person with the lead."""

import json

from widget.browser import outbox, page
from widget.browser.runtime import host
from widget.core import curation, personal, wire
from widget.core.errors import FieldError
from widget.core.urlencoded import form_encode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Coroutine
    from typing import Any

TYPE_LIMIT = 200
# What happens within this time goes to the server in one request.
GATHERED = 0.25  # seconds


def send_intelligence(params: dict[str, Any], callback: int) -> Coroutine[Any, Any, None]:
    """Keeps one event, before it returns: a page that closes next has lost nothing.

    Args:
        params: the documented `event_type`; `payload` as JSON text; `interaction_id`.
        callback: the number of the site's callback. It hears `status`, `fail` with `field`
            and `msg` when a parameter is refused.

    Returns:
        What sends it, with others, and tells the callback what the server answered.
    """
    refusal = {}
    try:
        outbox.put(params["interaction_id"], _body(_event(params)))
    except FieldError as error:
        refusal = {"status": "fail", "field": error.field, "msg": str(error)}
    return _send(params["interaction_id"], refusal, callback)


async def _send(entry_id: str, refusal: dict[str, Any], callback: int) -> None:
    told = refusal
    if not told:
        await page.pause(GATHERED)
        outbox.start()
        told = await outbox.answer(entry_id)
    page.reply(callback, json.dumps(told))
    page.forget(callback)


def _event(params: dict[str, Any]) -> str:
    event_type = curation.line(params.get("event_type"), TYPE_LIMIT)
    if not event_type:
        raise FieldError("event_type", "is required: a headline for what happened")
    payload = wire.json_object(params.get("payload"), "payload")
    found, refused = personal.cleaned(json.loads(payload))
    for path, why in refused:
        host.warn("send_intelligence leaves %s out: %s" % (path, why))
    # The payload stays text, so that its fields keep their order on MicroPython.
    return '{"id": %s, "event_type": %s, "payload": %s}' % (
        json.dumps(params["interaction_id"]),
        json.dumps(event_type),
        json.dumps(found) if refused else payload,
    )


def _body(event: str) -> str:
    who = page.identity()
    return form_encode(
        [
            ("action", "send_intelligence"),
            ("account_key", who["account_key"]),
            ("customer_id", who["customer_id"]),
            ("events", "[" + event + "]"),
        ]
    )
