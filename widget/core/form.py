"""The callback form: what a visitor sent, read and checked, and what a template needs."""

from widget.core import checks, color, consent, curation, phone, wire
from widget.core.json_text import SIZE_LIMIT
from widget.core.urlencoded import quote
from widget.core.wire import EXTRA, NAME_LIMIT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def read(
    details: "dict[str, Any]", values: "dict[str, Any]", refusals: int = 0, possible: bool = True
) -> "tuple[dict[str, Any], list[list[str]]]":
    """Read a form.

    Args:
        details: The kiosk's details.
        values: The form as sent, `{name: str or list}`; hostile until checked.
        refusals: How often this visitor's number was refused before; the form's own
            `validation_refusals` counts too.
        possible: False where a phone library says that no such number can exist; it looks
            wrong then.

    Returns:
        `(lead, errors)`: the lead with the wire's names (its `additional_info` a list of
        `[id, value]` in the form's order), and `[field name, message]` in the form's order
        ("" for the form as a whole), empty when all is good. A phone number that looks wrong
        is refused at most `validation_limit` times, then taken as it is;
        `validation_refusals` says how often, at least 1. `consent`, the wording agreed to,
        and `website`, which people do not see, are there only when they are filled in.
    """
    words = _words(details)
    country, dial_code = _country(details, values)
    lead: dict[str, Any] = {
        "account_key": details.get("account_key"),
        "kiosk_id": details.get("kiosk_id"),
        "langcode": details.get("lang"),
        "name": curation.line(_one(values, "name"), NAME_LIMIT + 1),
        "country": country,
        "phone_number": number(_one(values, "phone_number"), dial_code),
        "validation_refusals": 0,
    }
    errors = _name(lead, words)
    asked = max(refusals, _refusals(values))
    errors += _phone(lead, possible, asked, _limit(details), words)
    errors += _service(details, values, lead, words)
    lead["additional_info"], problems = _extras(details, values, words)
    problems += _consent(details, values, lead, words)
    trap = _one(values, wire.TRAP)
    if trap:
        lead[wire.TRAP] = trap
    if len(wire.additional_info(lead).encode("utf-8")) > SIZE_LIMIT:
        problems.append(["", words.get("error_too_much", "")])
    return lead, errors + problems


def context(
    details: "dict[str, Any]",
    values: "dict[str, Any]",
    errors: "list[list[str]]",
    server: str,
    status: str = "",
) -> "dict[str, Any]":
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
    path = "/kiosk/" + quote(details.get("account_key")) + "/"
    query = "?lang=" + quote(details.get("lang"))
    refused = any(name == "phone_number" for name, _ in errors)
    filled = bool(phone.curate(_one(values, "phone_number")))
    return {
        "kiosk": details,
        "texts": _words(details),
        "values": values,
        "errors": errors,
        "server": server,
        "action_url": server + path + quote(details.get("kiosk_id")) + query,
        "style": color.style(details.get("color")),
        "status": status,
        "refusals": _refusals(values) + (1 if refused and filled else 0),
    }


def number(raw: object, dial_code: str) -> str:
    """Give the number to dial: curated, with the country's dial code before it.

    Args:
        raw: What the visitor typed.
        dial_code: The digits of the chosen country's, or "".

    Returns:
        The number; one that is in doubt stays as it was typed. Spaces, brackets and dots go
        where the dial code would make it too long.
    """
    typed = phone.curate(raw)
    if not phone.follows_rule(typed) or not phone.plausible(typed):
        return typed
    full = phone.with_dial_code(typed, dial_code)
    if len(full) > phone.LONGEST:
        full = "".join([ch for ch in full if ch not in " ()."])
    return full


def _name(lead: "dict[str, Any]", words: "dict[str, str]") -> "list[list[str]]":
    name = str(lead["name"])
    if not name:
        return [["name", words.get("error_name", "")]]
    return [["name", checks.too_long(words, NAME_LIMIT)]] if len(name) > NAME_LIMIT else []


def _phone(
    lead: "dict[str, Any]",
    possible: bool,
    refusals: int,
    limit: int,
    words: "dict[str, str]",
) -> "list[list[str]]":
    typed = str(lead["phone_number"])
    if not typed:
        return [["phone_number", words.get("error_phone_missing", "")]]
    if possible and phone.follows_rule(typed) and phone.plausible(typed):
        return []
    if refusals >= limit:
        lead["validation_refusals"] = max(refusals, 1)
        return []
    key = "error_phone_doubt" if phone.follows_rule(typed) else "error_phone_number"
    message = words.get(key, "")
    if refusals + 1 >= limit:
        message += " " + words.get("error_phone_again", "")
    return [["phone_number", message.strip()]]


def _country(details: "dict[str, Any]", values: "dict[str, Any]") -> "tuple[str, str]":
    # The shell's options are sent as their texts, "SG +65", where nobody shortened them.
    chosen = _one(values, "country").upper().partition(" ")[0]
    for alpha2, dial_code in _rows(details, "countries"):
        if alpha2 == chosen:
            return chosen, str(dial_code)
    return "", ""


def _service(
    details: "dict[str, Any]",
    values: "dict[str, Any]",
    lead: "dict[str, Any]",
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
    details: "dict[str, Any]", values: "dict[str, Any]", words: "dict[str, str]"
) -> "tuple[list[list[Any]], list[list[str]]]":
    info: list[list[Any]] = []
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


def _consent(
    details: "dict[str, Any]",
    values: "dict[str, Any]",
    lead: "dict[str, Any]",
    words: "dict[str, str]",
) -> "list[list[str]]":
    asked = details.get(consent.FIELD)
    wording = consent.given(_one(values, consent.FIELD), details) if asked else ""
    if wording:
        lead[consent.FIELD] = wording
    elif asked and asked["required"]:
        return [[consent.FIELD, words.get("error_consent", "")]]
    return []


def _words(details: "dict[str, Any]") -> "dict[str, str]":
    found = details.get("texts")
    return found if isinstance(found, dict) else {}


def _rows(details: "dict[str, Any]", key: str) -> "list[list[Any]]":
    found = details.get(key)
    return found if isinstance(found, list) else []


def _one(values: "dict[str, Any]", name: str) -> str:
    value = values.get(name)
    if isinstance(value, (list, tuple)):
        value = value[0] if value else ""
    return curation.line(value, 1000)


def _refusals(values: "dict[str, Any]") -> int:
    sent = _one(values, "validation_refusals")
    return int(sent) if len(sent) == 1 and "0" <= sent <= "9" else 0


def _limit(details: "dict[str, Any]") -> int:
    value = details.get("validation_limit")
    return value if isinstance(value, int) else 1
