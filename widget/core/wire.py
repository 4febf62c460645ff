"""What goes over the wire: ids, and the checks of `raise_lead`.

The server uses the checks on what arrives and the browser before it sends, so both refuse
the same things in the same words.
"""

import json

from widget.core import curation, phone
from widget.core.errors import FieldError
from widget.core.integers import integer, is_int
from widget.core.json_text import json_object, ordered_json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = [
    "additional_info",
    "clean_lead",
    "hex_id",
    "integer",
    "json_object",
    "ordered_json",
]

NAME_LIMIT = 100
VALUE_LIMIT = 2000
URL_LIMIT = 2000
EXTRA = "extra."
# The field that people do not see: what fills it in is no person.
TRAP = "website"

_HEX = "0123456789abcdefABCDEF"


def additional_info(lead: "dict[str, Any]") -> str:
    """Write a lead's `additional_info` for the wire.

    Args:
        lead: What `form.read` returned.

    Returns:
        A JSON object with the fields in the form's order.
    """
    found = lead.get("additional_info")
    return ordered_json(found if isinstance(found, list) else [])


def hex_id(value: object, field: str) -> str:
    """Check a customer or interaction id.

    Args:
        value: 1 to 40 hexadecimal characters.
        field: The parameter's name, for the error.

    Returns:
        The id in lower case.

    Raises:
        FieldError: It is anything else.
    """
    found = str(value) if is_int(value) else value
    if not isinstance(found, str) or not 1 <= len(found) <= 40 or any(c not in _HEX for c in found):
        raise FieldError(field, "1 to 40 hexadecimal characters")
    return found.lower()


def clean_lead(params: "dict[str, Any]", validation_limit: int = 1) -> "dict[str, Any]":
    """Check and clean the parameters of `raise_lead`.

    Args:
        params: The wire's parameters, from a form or from a site's call; unknown ones are
            ignored. `additional_info` and `payload` may be JSON text, an object, or a list
            of pairs; give JSON text on MicroPython, where an object has lost its order.
            `extra.<id>` parameters are merged into `additional_info`.
        validation_limit: How many refusals a visitor gets before a phone number that breaks
            the rule is taken as it is.

    Returns:
        `name`, `phone_number`, `country`, `service_id` (int), `service_name`, `kiosk_id`
        (int), `langcode`, `page_url`, `customer_id`, `interaction_id`, `consent`, `website` and
        `drawn` ("" when not sent), `seconds` that filling the form took (int or None),
        `additional_info` and `payload` as JSON text, and `validation_refusals` (int), above 0
        when the number was taken in spite of doubt.

    Raises:
        FieldError: Names the documented parameter and what would be right.
    """
    refusals = integer(_one(params, "validation_refusals", 0), "validation_refusals", 0, 99)
    number, doubtful = _number(_one(params, "phone_number"), refusals >= validation_limit)
    name = curation.line(_one(params, "name"), NAME_LIMIT)
    if not name:
        raise FieldError("name", "is required: the name to ask for")
    if _one(params, "service_id") is None:
        raise FieldError("service_id", "is required: the number of a service")
    return {
        "name": name,
        "phone_number": number,
        "validation_refusals": max(refusals, 1) if doubtful else refusals,
        "country": _country(_one(params, "country")),
        "service_id": integer(_one(params, "service_id"), "service_id", 1),
        "service_name": curation.line(_one(params, "service_name"), NAME_LIMIT),
        "kiosk_id": integer(_one(params, "kiosk_id", 1), "kiosk_id", 1),
        "langcode": _langcode(_one(params, "langcode")),
        "page_url": _page_url(_one(params, "page_url")),
        "customer_id": _optional_id(params, "customer_id"),
        "interaction_id": _optional_id(params, "interaction_id"),
        "consent": curation.line(_one(params, "consent"), VALUE_LIMIT),
        TRAP: curation.line(_one(params, TRAP), NAME_LIMIT),
        "drawn": curation.line(_one(params, "drawn"), NAME_LIMIT),
        "seconds": _seconds(_one(params, "seconds")),
        "additional_info": _merged(params),
        "payload": json_object(_one(params, "payload"), "payload"),
    }


def _merged(params: "dict[str, Any]") -> str:
    text = json_object(_one(params, "additional_info"), "additional_info")
    extras = [key for key in params if key.startswith(EXTRA)]
    if not extras:
        return text
    info = json.loads(text)
    for key in extras:
        name = curation.line(key[len(EXTRA) :], 200)
        value = params[key]
        sent = [
            curation.text(item, VALUE_LIMIT)
            for item in (value if isinstance(value, (list, tuple)) else [value])
        ]
        sent = [item for item in sent if item]
        if name and sent:
            info[name] = sent[0] if len(sent) == 1 else sent
    return json_object(info, "additional_info")


def _one(params: "dict[str, Any]", field: str, default: object = None) -> object:
    """Give a parameter that may come once; an empty one counts as not sent."""
    value = params.get(field)
    if isinstance(value, (list, tuple)) and field not in ("additional_info", "payload"):
        if len(value) > 1:
            raise FieldError(field, "once, not " + str(len(value)) + " times")
        value = value[0] if value else None
    return default if value is None or value == "" else value


def _number(value: object, take: bool) -> "tuple[str, bool]":
    try:
        return phone.check(value), False
    except FieldError:
        number = phone.curate(value)
        if take and number:
            return number, True
        raise


def _country(value: object) -> str:
    if value is None:
        return ""
    found = value.upper() if isinstance(value, str) else ""
    if len(found) != 2 or any(not "A" <= ch <= "Z" for ch in found):
        raise FieldError("country", "two letters of ISO 3166, such as SG")
    return found


def _langcode(value: object) -> str:
    if value is None:
        return ""
    found = value.lower().replace("_", "-") if isinstance(value, str) else ""
    parts = found.split("-")
    letters = all("a" <= ch <= "z" for ch in parts[0])
    rest = all("a" <= ch <= "z" or "0" <= ch <= "9" or ch == "-" for ch in found)
    if len(found) > 35 or not (letters and rest and 2 <= len(parts[0]) <= 3):
        raise FieldError("langcode", "an ISO 639-2 code, such as eng")
    return found


def _page_url(value: object) -> str:
    # The console links to it: anything but a web address is left out, never the lead.
    url = curation.line(value, URL_LIMIT)
    start = url[:8].lower()
    return url if start.startswith("http://") or start.startswith("https://") else ""


def _seconds(value: object) -> "int | None":
    return None if value is None else integer(value, "seconds", 0)


def _optional_id(params: "dict[str, Any]", field: str) -> str:
    value = _one(params, field)
    return "" if value is None else hex_id(value, field)
