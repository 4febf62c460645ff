"""Words for what the pages show: codes, moments and states as people say them."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from babel import Locale
from babel.lists import format_list

from server import clock
from server.events.models import Event
from server.leads import phones
from server.leads.models import Lead
from server.leads.schemas import labelled
from widget.core import languages

_ENGLISH = Locale("en")
_LATE_SECONDS = 600
_UNITS = ((86400, "d"), (3600, "h"), (60, "min"))
_EVENTS = {
    "lead_raised": "Asked for a callback",
    "lead_taken": "Taken",
    "lead_finished": "Finished",
    "qualification_started": "Sent in to be qualified",
    "qualification_answered": "Answered by link",
    "replied": "Wrote back",
    "qualified": "Qualified",
    "rejected": "Rejected",
    "opted_out": "Put on the do-not-contact list",
    "opt_out_removed": "Taken off the do-not-contact list",
}
_SUSPICIONS = {
    "trap": "filled in a field that people do not see",
    "fast": "sent faster than anybody writes",
    "no_stamp": "sent without opening the form",
    "address_rate": "many leads in a minute from one address",
    "account_rate": "unusually many leads in a minute",
}
_WAYS = {"voice": "calls", "sms": "SMS", "whatsapp": "WhatsApp", "email": "e-mail"}
_NUMBER_TYPES = {
    "fixed_line": "landline",
    "mobile": "mobile number",
    "toll_free": "toll-free number",
    "premium_rate": "premium-rate number",
    "voip": "internet number",
}


def now() -> datetime:
    """Return the present moment, so that a page can tell how wrong the reader's clock is."""
    return clock.now()


def age(moment: datetime) -> str:
    """Say how long ago something was, shortly; static/ages.js keeps it current by the same rule."""
    seconds = (clock.now() - moment).total_seconds()
    for size, unit in _UNITS:
        if seconds >= size:
            return f"{int(seconds // size)} {unit}"
    return "now"


def is_late(lead: Lead) -> bool:
    """Say whether a new lead has waited too long."""
    return lead.status == "new" and (clock.now() - lead.created_at).total_seconds() > _LATE_SECONDS


def moment(value: datetime) -> str:
    """Write a moment for people, in UTC; a browser with scripts makes it local."""
    return f"{value.day} {value:%b %Y, %H:%M} UTC"


def when(text: str) -> datetime:
    """Read a moment that is stored as text."""
    return datetime.fromisoformat(text)


def iso(value: datetime) -> str:
    """Write a moment as `<time datetime>` takes it."""
    return value.isoformat(timespec="seconds")


def who(lead: Lead) -> str:
    """Name the person behind a lead: by their number where they gave no name."""
    return lead.name or phone(lead)


def phone(lead: Lead) -> str:
    """Return a lead's number in its international form; as it was written where it has none."""
    return str(_known(lead, "international") or lead.phone_number)


def written(lead: Lead) -> str:
    """Return a lead's number as it was written, "" where only the gaps in it are others."""
    return "" if _digits(phone(lead)) == _digits(lead.phone_number) else lead.phone_number


def number(address: str) -> str:
    """Write a number as people read it; any other address stays as it is."""
    known = phones.verdict(address, "")["international"] if address.startswith("+") else ""
    return known or address


def dialled(lead: Lead) -> str:
    """Return what a `tel:` link dials; digits alone may come out of what a visitor wrote."""
    number = str(_known(lead, "e164") or lead.phone_number)
    return ("+" if number.lstrip().startswith("+") else "") + _digits(number)


def _digits(number: str) -> str:
    return "".join(ch for ch in number if ch in "0123456789")


def _known(lead: Lead, form: str) -> Any:
    return lead.phone_verdict[form] if lead.phone_verdict["possible"] else ""


def verdict(lead: Lead) -> tuple[str, str]:
    """Say what the number plans make of a number.

    Returns:
        `valid`, `possible` or `unverified`, and the words for it.
    """
    found = lead.phone_verdict
    if found["valid"]:
        return "valid", f"Valid {_NUMBER_TYPES.get(found['type'], 'number')}"
    if found["possible"]:
        return "possible", "Possible number"
    return "unverified", "Unverified number"


def closed(lead: Lead, channels: Collection[str]) -> tuple[str, str]:
    """Say what the do-not-contact list forbids.

    Args:
        lead: The lead.
        channels: Those that the list closes to them, at least one.

    Returns:
        What not to do, in two or three words, and why.
    """
    listed = "This person is on the do-not-contact list"
    if all(each in channels for each in _WAYS if each != "email" or lead.email):
        return "Do not contact", f"{listed}."
    ways = [way for channel, way in _WAYS.items() if channel in channels]
    what = "Do not call" if "voice" in channels else "Do not write"
    return what, f"{listed} for {format_list(ways, locale=_ENGLISH)}."


def country(code: str) -> str:
    """Name a country by its ISO 3166 code."""
    return str(_ENGLISH.territories.get(code.upper(), code))


def language(code: str) -> str:
    """Name a language by its ISO 639-2 code."""
    return str(
        _ENGLISH.languages.get(languages.bcp47(languages.iso639_2(code, code)).split("-")[0], code)
    )


def address(url: str) -> str:
    """Shorten a page's address to its host and path."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    return f"{parts.netloc}{parts.path}".rstrip("/") or url


def disposition(lead: Lead | str) -> str:
    """Name how a lead ended."""
    code = lead if isinstance(lead, str) else lead.disposition or ""
    return code.replace("_", " ").capitalize()


def event(happened: Event) -> str:
    """Name what happened to a lead."""
    if happened.data.get("by") == "reply":
        return "Answered by a reply"
    return _EVENTS.get(happened.kind, happened.kind.replace("_", " ").capitalize())


def suspicions(lead: Lead) -> str:
    """Say why a lead looks like a machine's, "" for one like any other."""
    return ", ".join(_SUSPICIONS.get(reason, reason) for reason in lead.suspicion)


def consent(lead: Lead) -> list[tuple[str, str]]:
    """Lay out what a visitor was asked to agree to; empty where nothing was asked."""
    found = lead.consent
    if not found:
        return []
    said = "Agreed to" if found["given"] else "Did not agree to"
    pairs = [(said, f"“{found['text']}”")]
    return [*pairs, ("Linked page", found["link"])] if found["link"] else pairs


def said(lead: Lead) -> str:
    """Say in plain text what a lead has come to, for those who listen to the page."""
    if lead.status == "finished":
        return f"{who(lead)} is finished: {disposition(lead)}"
    if lead.taken_by:
        return f"{lead.taken_by.name} has taken {who(lead)}"
    return f"New lead: {who(lead)}, {lead.service_name}"


def pairs(data: dict[str, Any]) -> list[tuple[str, str]]:
    """Lay a JSON object out as labels and texts."""
    return [(row["label"], row["text"]) for row in labelled([], data)]
