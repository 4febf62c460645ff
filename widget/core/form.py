"""The callback form: what a visitor sent, read and checked, and what a template needs."""

from widget.core import checks, color, curation, dialcodes, phone, wire
from widget.core.wire import EXTRA, NAME_LIMIT


def read(
    details: "dict[str, object]", values: "dict[str, object]", refusals: int = 0
) -> "tuple[dict[str, object], list[list[str]]]":
    """Read a form.

    Args:
        details: The kiosk's details.
        values: The form as sent, `{name: str or list}`; hostile until checked.
        refusals: How often this visitor's number was refused before; the form's own
            `validation_refusals` counts too.

    Returns:
        `(lead, errors)`: the lead with the wire's names (its `additional_info` a list of
        `[id, value]` in the form's order), and `[field name, message]` in the form's order,
        empty when all is good. A phone number that looks wrong is refused at most
        `validation_limit` times, then taken as it is, `validation_refusals` says how often.
    """
    words = _words(details)
    refusals = max(refusals, _refusals(values))
    country = _one(values, "country").upper()
    if not any(country == known[0] for known in _rows(details, "countries")):
        country = ""
    lead: dict[str, object] = {
        "account_key": details.get("account_key"),
        "kiosk_id": details.get("kiosk_id"),
        "langcode": details.get("lang"),
        "name": curation.line(_one(values, "name"), NAME_LIMIT + 1),
        "country": country,
        "phone_number": number(_one(values, "phone_number"), country),
        "validation_refusals": 0,
    }
    errors: list[list[str]] = []
    if not lead["name"]:
        errors.append(["name", words.get("error_name", "")])
    elif len(str(lead["name"])) > NAME_LIMIT:
        errors.append(["name", checks.too_long(words, NAME_LIMIT)])
    doubt = _phone_problem(str(lead["phone_number"]), _one(values, "phone_number"))
    if doubt == "error_phone_missing" or (doubt and refusals < _limit(details)):
        errors.append(["phone_number", words.get(doubt, "")])
    elif doubt:
        lead["validation_refusals"] = refusals
    errors.extend(_service(details, values, lead, words))
    lead["additional_info"], problems = _extras(details, values, words)
    return lead, errors + problems


def context(
    details: "dict[str, object]",
    values: "dict[str, object]",
    errors: "list[list[str]]",
    server: str,
    status: str = "",
) -> "dict[str, object]":
    """Make the one context that every template draws from.

    Args:
        details: The kiosk's details.
        values: What the visitor has typed so far.
        errors: What `read` returned.
        server: The server's origin, without a slash at its end.
        status: "" for the form, else new, processing, finished or offline.

    Returns:
        `kiosk`, `texts`, `values`, `errors`, `server`, `action_url`, `style`, `status`, and
        `refusals`: what the form's hidden `validation_refusals` must say from now on.
    """
    path = "/kiosk/" + wire.quote(details.get("account_key")) + "/"
    query = "?lang=" + wire.quote(details.get("lang"))
    refused = any(name == "phone_number" for name, _ in errors)
    filled = bool(phone.curate(_one(values, "phone_number")))
    return {
        "kiosk": details,
        "texts": _words(details),
        "values": values,
        "errors": errors,
        "server": server,
        "action_url": server + path + wire.quote(details.get("kiosk_id")) + query,
        "style": color.style(details.get("color")),
        "status": status,
        "refusals": _refusals(values) + (1 if refused and filled else 0),
    }


def number(raw: object, country: str) -> str:
    """Give the number to dial: curated, with the country's dial code before it.

    Args:
        raw: What the visitor typed.
        country: ISO 3166 alpha-2, or "".

    Returns:
        The number; its brackets, dots and spaces go where it would be too long otherwise.
    """
    typed = phone.curate(raw)
    full = phone.with_dial_code(typed, dialcodes.dial_code(country))
    if len(full) > phone.LONGEST >= len(typed):
        full = "".join([ch for ch in full if ch not in " ().-"])
    return full


def _phone_problem(full: str, raw: str) -> str:
    """Name the text that says what is wrong with a number; "" when nothing is."""
    if not full:
        return "error_phone_missing"
    if not phone.follows_rule(full):
        return "error_phone_number"
    return "" if phone.plausible(full) and phone.plausible(raw) else "error_phone_doubt"


def _service(
    details: "dict[str, object]",
    values: "dict[str, object]",
    lead: "dict[str, object]",
    words: "dict[str, str]",
) -> "list[list[str]]":
    known = _rows(details, "services")
    sent = _one(values, "service_id")
    # With one service there is nothing to choose; an account's services count from 1.
    chosen = known[0] if len(known) == 1 and not sent else None
    for row in known:
        if str(row[0]) == sent:
            chosen = row
    lead["service_id"] = chosen[0] if chosen else 1
    lead["service_name"] = curation.line(chosen[1], NAME_LIMIT) if chosen else ""
    if chosen or not known:
        return []
    return [["service_id", words.get("error_service", "")]]


def _extras(
    details: "dict[str, object]", values: "dict[str, object]", words: "dict[str, str]"
) -> "tuple[list[list[object]], list[list[str]]]":
    info: list[list[object]] = []
    errors: list[list[str]] = []
    found = details.get("fields")
    for field in found if isinstance(found, list) else []:
        name = EXTRA + field["id"]
        value, problem = checks.check(field, values.get(name), words)
        if problem:
            errors.append([name, problem])
        elif value:
            info.append([field["id"], value])
    return info, errors


def _words(details: "dict[str, object]") -> "dict[str, str]":
    found = details.get("texts")
    return found if isinstance(found, dict) else {}


def _rows(details: "dict[str, object]", key: str) -> "list[list[object]]":
    found = details.get(key)
    return found if isinstance(found, list) else []


def _one(values: "dict[str, object]", name: str) -> str:
    value = values.get(name)
    if isinstance(value, (list, tuple)):
        value = value[0] if value else ""
    return curation.line(value, 1000)


def _refusals(values: "dict[str, object]") -> int:
    sent = _one(values, "validation_refusals")
    return int(sent) if len(sent) == 1 and "0" <= sent <= "9" else 0


def _limit(details: "dict[str, object]") -> int:
    value = details.get("validation_limit")
    return value if isinstance(value, int) else 1
