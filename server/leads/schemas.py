"""From a checked submission to the lead that is stored, with the labels of the moment."""

import json
import secrets
from dataclasses import dataclass
from typing import Any

from server import clock
from server.errors import Refusal
from server.forms import Form, one
from server.leads.models import DISPOSITIONS, Disposition
from server.suspicion.rules import Signs
from widget.core import consent, curation, wire

MAX_NOTE = 2000
JsonObject = dict[str, Any]


@dataclass(frozen=True)
class NewLead:
    """A submission that passed every check; names as in docs/architecture.md, `raise_lead`."""

    kiosk_id: int
    interaction_id: str
    customer_id: str
    name: str
    phone_number: str
    country: str
    service_id: int
    service_name: str
    langcode: str
    additional_info: list[JsonObject]
    payload: JsonObject
    page_url: str
    validation_refusals: int
    consent: JsonObject
    signs: Signs


def read_lead(form: Form) -> JsonObject:
    """Check the parameters of `raise_lead`.

    Returns:
        What `widget.core.wire.clean_lead` returns.

    Raises:
        FieldError: Names the parameter and what would be right.
    """
    return wire.clean_lead({**form})


def new_lead(details: JsonObject, lead: JsonObject, address: str = "") -> NewLead:
    """Complete a checked submission with what its kiosk knows.

    Args:
        details: The kiosk as described by `widget.core.kiosk.details`.
        lead: What `widget.core.wire.clean_lead` returned.
        address: Where it comes from, as `server.addresses.visitor` says.

    Returns:
        The lead to store.

    Raises:
        Refusal: 400, the service is not one of the account's.
    """
    service_id = lead["service_id"]
    names = {number: name for number, name, _ in details["services"]}
    if service_id not in names:
        raise Refusal(400, "the number of one of the account's services", "service_id")
    return NewLead(
        kiosk_id=details["kiosk_id"],
        interaction_id=lead["interaction_id"] or secrets.token_hex(20),
        customer_id=lead["customer_id"],
        name=lead["name"],
        phone_number=lead["phone_number"],
        country=lead["country"] or details["country"],
        service_id=service_id,
        service_name=lead["service_name"] or names[service_id],
        langcode=lead["langcode"] or details["lang"],
        additional_info=labelled(details["fields"], json.loads(lead["additional_info"])),
        payload=json.loads(lead["payload"]),
        page_url=lead["page_url"],
        validation_refusals=lead["validation_refusals"],
        consent=consented(details, lead["consent"]),
        signs=Signs(address, lead["website"], lead["seconds"], lead["drawn"]),
    )


def consented(details: JsonObject, sent: str) -> JsonObject:
    """Record what a visitor was asked to agree to, and whether they did.

    Args:
        details: The kiosk as described.
        sent: The parameter `consent`.

    Returns:
        `{"given", "text", "lang", "link", "at"}`; empty where the kiosk asks for nothing and
        the caller says nothing.
    """
    asked, wording = details["consent"], consent.given(sent, details)
    if not asked and not wording:
        return {}
    return {
        "given": bool(wording),
        "text": wording or asked["text"],
        "lang": details["lang"],
        "link": asked["link"] if asked else "",
        "at": clock.now().isoformat(timespec="seconds"),
    }


def labelled(fields: list[JsonObject], info: JsonObject) -> list[JsonObject]:
    """Give each value the label it had when it was asked for, in the kiosk's order.

    Args:
        fields: The kiosk's fields.
        info: Values by field id; a list for several choices. Ids that the kiosk does not know
            come last, as they were sent.

    Returns:
        A list of `{"id", "label", "value", "text"}`; `text` has the options' words.
    """
    known = [field for field in fields if field["id"] in info]
    unknown = [key for key in info if key not in {field["id"] for field in fields}]
    return [
        {
            "id": field["id"],
            "label": field["label"],
            "value": info[field["id"]],
            "text": _words(info[field["id"]], {str(k): v for k, v in field["options"]}),
        }
        for field in known
    ] + [
        {"id": key, "label": key, "value": info[key], "text": _words(info[key])} for key in unknown
    ]


def _words(value: Any, options: dict[str, str] | None = None) -> str:
    if isinstance(value, list):
        return ", ".join(_words(item, options) for item in value)
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_words(item)}" for key, item in value.items())
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return (options or {}).get(str(value), str(value))


def read_finish(form: Form) -> tuple[Disposition, str]:
    """Check the form that finishes a lead.

    Returns:
        The disposition and the note.

    Raises:
        Refusal: 400, naming the field.
    """
    sent = one(form, "disposition")
    for disposition in DISPOSITIONS:
        if disposition == sent:
            return disposition, curation.text(one(form, "note"), MAX_NOTE)
    raise Refusal(400, f"one of {', '.join(DISPOSITIONS)}", "disposition")
