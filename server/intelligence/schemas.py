"""The checks of `send_intelligence` and `create_profile`."""

import json
from typing import Any

from server.forms import Form, one
from widget.core import curation, personal, wire
from widget.core.errors import FieldError

MAX_EVENTS = 50
MAX_TYPE = 200


def read_events(form: Form) -> dict[str, Any]:
    """Check the parameters of `send_intelligence`.

    Returns:
        `customer_id`, and `events` as a list of `{"id", "event_type", "payload"}`, the payloads
        without what looks like personal data: not everything that sends is our library.

    Raises:
        FieldError: Names the parameter and what would be right.
    """
    try:
        events = json.loads(one(form, "events"))
    except (ValueError, RecursionError):
        raise FieldError("events", "valid JSON, a list of events") from None
    if not isinstance(events, list) or not 1 <= len(events) <= MAX_EVENTS:
        raise FieldError("events", f"a list of 1 to {MAX_EVENTS} events")
    return {
        "customer_id": wire.hex_id(one(form, "customer_id"), "customer_id"),
        "events": [_event(event, f"events[{number}]") for number, event in enumerate(events)],
    }


def read_profile(form: Form) -> dict[str, Any]:
    """Check the parameters of `create_profile`.

    Returns:
        `customer_id`, "" where there was no profile.

    Raises:
        FieldError: Names the parameter and what would be right.
    """
    sent = one(form, "customer_id")
    return {"customer_id": wire.hex_id(sent, "customer_id") if sent else ""}


def _event(event: Any, where: str) -> dict[str, Any]:
    if not isinstance(event, dict):
        raise FieldError(where, 'an object with "id", "event_type" and "payload"')
    event_type = curation.line(event.get("event_type"), MAX_TYPE)
    if not event_type:
        raise FieldError(f"{where}.event_type", "is required: a headline for what happened")
    payload = json.loads(wire.json_object(event.get("payload"), f"{where}.payload"))
    return {
        "id": wire.hex_id(event.get("id"), f"{where}.id"),
        "event_type": event_type,
        "payload": personal.cleaned(payload)[0],
    }
