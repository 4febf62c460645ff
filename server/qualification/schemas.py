"""What `lead_submit` brings: its parameters checked, and completed to the prospect to store."""

import json
import re
import secrets
from dataclasses import dataclass, field
from typing import Any

from server.errors import Refusal
from server.forms import Form, one
from widget.core import checks, curation, phone, wire
from widget.core.errors import FieldError

Command = dict[str, Any]

MAX_LOCATION = 200
MAX_COMMENTS = 2000
# A Net Promoter Score's answer: how likely somebody is to recommend us.
MAX_NPS = 10
LANGCODE = "[a-z]{3}"
SHARECONTENT_ID = "[A-Za-z0-9_-]{1,40}"
MAX_SERVICE = 2**31 - 1


@dataclass(frozen=True)
class NewProspect:
    """A submission that passed every check; the names are the documentation's.

    Attributes:
        interaction_id: Lower-case hexadecimal, made here when the caller sent none; a repeat in
            the same account is the same submission.
        customer_id: The same, "" when none was sent.
        phone_number: Curated; it follows the documented rule.
        service_id: One of the account's services.
        service_name: As sent, curated; the service's own name when none was sent.
        kiosk_id: One of the account's kiosks; None when none was sent.
        name: Curated, "" when none was sent; so are the next four.
        email: An email address.
        location: Where they are, in words.
        comments: Free text.
        langcode: ISO 639-2, three lower-case letters.
        nps: 0 to 10; None when none was sent.
        sharecontent_id: The sharing link that they came by, "" when none was sent.
        payload: The integrating system's own values.
        custom_data: More of them.
    """

    interaction_id: str
    customer_id: str
    phone_number: str
    service_id: int
    service_name: str
    kiosk_id: int | None = None
    name: str = ""
    email: str = ""
    location: str = ""
    comments: str = ""
    langcode: str = ""
    nps: int | None = None
    sharecontent_id: str = ""
    payload: Command = field(default_factory=dict)
    custom_data: Command = field(default_factory=dict)


def read_submission(form: Form) -> Command:
    """Check the parameters of `lead_submit`, all but the token.

    Returns:
        The fields of `NewProspect`, without what only the account knows.

    Raises:
        FieldError: Names the documented parameter and what would be right.
    """
    number = phone.check(one(form, "phone_number"))
    sent = one(form, "service_id")
    if not sent:
        raise FieldError("service_id", "is required: the number of a service")
    interaction_id, customer_id = one(form, "interaction_id"), one(form, "customer_id")
    return {
        "phone_number": number,
        "service_id": wire.integer(sent, "service_id", 1, MAX_SERVICE),
        "interaction_id": (
            wire.hex_id(interaction_id, "interaction_id")
            if interaction_id
            else secrets.token_hex(20)
        ),
        "customer_id": wire.hex_id(customer_id, "customer_id") if customer_id else "",
        "service_name": curation.line(one(form, "service_name"), wire.NAME_LIMIT),
        "kiosk_id": _whole(form, "kiosk_id", 1, MAX_SERVICE),
        "name": curation.line(one(form, "name"), wire.NAME_LIMIT),
        "email": _email(form),
        "location": curation.line(one(form, "location"), MAX_LOCATION),
        "comments": _comments(form),
        "langcode": _matched(form, "langcode", LANGCODE, "an ISO 639-2 code, such as eng"),
        "nps": _whole(form, "nps", 0, MAX_NPS),
        "sharecontent_id": _matched(
            form, "sharecontent_id", SHARECONTENT_ID, "1 to 40 letters, digits, - and _"
        ),
        "payload": json.loads(wire.json_object(one(form, "payload"), "payload")),
        "custom_data": json.loads(wire.json_object(one(form, "custom_data"), "custom_data")),
    }


def new_prospect(service: str | None, command: Command) -> NewProspect:
    """Complete a checked submission with what its account knows.

    Args:
        service: The name of the service that it is for; None where the account has no such one.
        command: What `read_submission` returned; what else it holds is left out.

    Returns:
        The prospect to store.

    Raises:
        Refusal: 400, the service is not one of the account's.
    """
    if service is None:
        raise Refusal(400, "the number of one of the account's services", "service_id")
    known = {name: command[name] for name in NewProspect.__dataclass_fields__}
    known["service_name"] = command["service_name"] or service
    return NewProspect(**known)


def _email(form: Form) -> str:
    email = curation.line(one(form, "email"), 300)
    if email and not checks.is_email(email):
        raise FieldError("email", "an email address, such as name@example.com")
    return email


def _comments(form: Form) -> str:
    comments = curation.text(one(form, "comments"), MAX_COMMENTS + 1)
    if len(comments) > MAX_COMMENTS:
        raise FieldError("comments", f"at most {MAX_COMMENTS} characters")
    return comments


def _whole(form: Form, name: str, least: int, most: int) -> int | None:
    sent = one(form, name)
    return wire.integer(sent, name, least, most) if sent else None


def _matched(form: Form, name: str, rule: str, right: str) -> str:
    sent = one(form, name)
    if sent and not re.fullmatch(rule, sent):
        raise FieldError(name, right)
    return sent
