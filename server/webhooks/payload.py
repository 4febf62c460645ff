"""What a webhook is told of a lead; docs/webhooks.md has it field by field."""

from collections.abc import Sequence
from typing import Any

from server.events.models import Event
from server.leads.models import Lead
from server.qualification.models import Attempt

_LEAD = (
    "id",
    "status",
    "name",
    "phone_number",
    "email",
    "location",
    "country",
    "langcode",
    "service_id",
    "service_name",
    "kiosk_id",
    "interaction_id",
    "additional_info",
    "payload",
    "custom_data",
    "comments",
    "nps",
    "sharecontent_id",
    "page_url",
    "consent",
    "suspicion",
    "disposition",
    "note",
)
_MOMENTS = ("created_at", "taken_at", "finished_at")
_ATTEMPT = ("id", "channel", "address", "status", "outcome", "keys", "detail")


def kind(event_kind: str) -> str:
    """Return the type of an event as webhooks call it, such as `lead.taken`."""
    return f"lead.{event_kind.removeprefix('lead_')}"


def body(event: Event, lead: Lead, attempts: Sequence[Attempt]) -> dict[str, Any]:
    """Describe a change of a lead.

    Args:
        event: The change.
        lead: The lead as it is now.
        attempts: The attempts to reach the prospect, the first first.

    Returns:
        The payload, for JSON.
    """
    data: dict[str, Any] = {name: getattr(lead, name) for name in _LEAD}
    data |= {name: _moment(getattr(lead, name)) for name in _MOMENTS}
    data["phone"] = lead.phone_verdict
    data["taken_by"] = lead.taken_by.name if lead.taken_by else None
    data["attempts"] = [_attempt(attempt) for attempt in attempts]
    data["change"] = event.data
    return {"type": kind(event.kind), "timestamp": _moment(event.at), "data": data}


def _attempt(attempt: Attempt) -> dict[str, Any]:
    found: dict[str, Any] = {name: getattr(attempt, name) for name in _ATTEMPT}
    moments = ("started_at", "ended_at")
    return found | {name: _moment(getattr(attempt, name)) for name in moments}


def _moment(value: Any) -> str | None:
    return value.isoformat(timespec="milliseconds") if value else None
