"""What is known of a prospect when a turn is due: their number, zones, and what is closed to us."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberType, timezone
from phonenumbers.shortnumberinfo import is_emergency_number
from sqlalchemy.orm import Session

from server.campaigns.types import Campaign
from server.leads import phones
from server.leads.models import Lead
from server.optouts import queries as optouts
from server.optouts.addresses import normal
from server.qualification.types import CHANNELS, ChannelName, Prospect

# Numbers that belong to no place: their zones say nothing of where it rings.
_PLACELESS = (
    PhoneNumberType.TOLL_FREE,
    PhoneNumberType.PREMIUM_RATE,
    PhoneNumberType.SHARED_COST,
    PhoneNumberType.UAN,
)
# Numbers that telephones everywhere take for an emergency, whatever the plan says.
_EVERYWHERE = ("112", "911", "999", "000", "110", "118", "119")
# What takes neither a text message nor WhatsApp.
_NO_TEXT = (PhoneNumberType.FIXED_LINE, PhoneNumberType.TOLL_FREE)
_REGIONS = frozenset(phonenumbers.SUPPORTED_REGIONS)


@dataclass(frozen=True)
class Contact:
    """What a lead says of how to reach them.

    Attributes:
        phone_number: As it was written.
        phone_verdict: `server.leads.phones.verdict` on it.
        country: The plan of a number without a prefix, or "".
        email: Their address, or "".
    """

    phone_number: str
    phone_verdict: Mapping[str, Any]
    country: str
    email: str


@dataclass(frozen=True)
class _Line:
    """What the number plans say: of what is no number, nothing but whether it is an emergency's."""

    phone: str = ""
    zones: tuple[str, ...] = ()
    region: str = ""
    emergency: bool = False
    premium: bool = False
    text: bool = False


def of(session: Session, lead: Lead, campaign: Campaign) -> Prospect:
    """Describe whom a lead is about, as it is now.

    Args:
        session: The transaction; the account's do-not-contact list is read.
        lead: The lead; its `country` is the plan of a number without a prefix.
        campaign: What it has switched off is unreachable.

    Returns:
        The prospect. The words of `unreachable` are `opted_out`, `emergency_number`, `no_number`,
        `premium_rate`, `no_address`, `fixed_line` and `switched_off`.
    """
    contact = Contact(lead.phone_number, lead.phone_verdict, lead.country, lead.email)
    (prospect,) = of_all(session, lead.account_id, [(contact, campaign)])
    return prospect


def of_all(
    session: Session, account_id: int, asked: Sequence[tuple[Contact, Campaign]]
) -> list[Prospect]:
    """Describe several whom leads of one account are about.

    Args:
        session: The transaction; the account's do-not-contact list is read once.
        account_id: Whose leads.
        asked: Each, and what they are to be reached for.

    Returns:
        The prospects, in the same order.
    """
    found = [
        (_line_of(contact), normal(contact.email) if contact.email else "") for contact, _ in asked
    ]
    closed = optouts.reasons(
        session, account_id, {text for line, email in found for text in (line.phone, email)}
    )
    return [
        _prospect(line, email, campaign, closed)
        for (line, email), (_, campaign) in zip(found, asked, strict=True)
    ]


def _prospect(
    line: _Line, email: str, campaign: Campaign, closed: Mapping[tuple[str, str], str]
) -> Prospect:
    unreachable: dict[str, str] = {}
    for channel in CHANNELS:
        address = email if channel == "email" else line.phone
        if (address, channel) in closed:
            unreachable[channel] = "opted_out"
        elif channel == "email":
            _note(unreachable, channel, "" if address else "no_address")
        else:
            _note(unreachable, channel, _why_not(line, channel))
        if channel not in ("voice", *campaign.messages.channels):
            unreachable.setdefault(channel, "switched_off")
    return Prospect(
        phone=line.phone,
        zones=line.zones,
        region=line.region,
        emergency=line.emergency,
        unreachable=unreachable,
    )


def _line_of(contact: Contact) -> _Line:
    verdict = contact.phone_verdict
    return _line(
        contact.phone_number,
        verdict.get("e164", ""),
        verdict.get("region", ""),
        contact.country.upper(),
    )


@lru_cache(maxsize=4096)
def _line(written: str, known: str, region: str, country: str) -> _Line:
    """Look a number up again: the verdict that its lead keeps may be older than the plans.

    Args:
        written: The number as it was written.
        known: Its E.164 form by that verdict, or "".
        region: Its region by that verdict, or "".
        country: ISO 3166 alpha-2 of the plan to read it by, or "".
    """
    found = phones.listed(known or written, country)
    emergency = _is_emergency(written, {country, region}, found.number if found else None)
    if found is None or not found.possible:
        return _Line(emergency=emergency)
    return _Line(
        phone=found.e164,
        zones=() if found.kind in _PLACELESS else _zones(found.number),
        region=found.region,
        emergency=emergency,
        premium=found.kind == PhoneNumberType.PREMIUM_RATE,
        text=found.kind not in _NO_TEXT,
    )


def _is_emergency(phone: str, regions: set[str], number: PhoneNumber | None) -> bool:
    """Look the number up as it was written and without its country code."""
    written = {phone, "".join(ch for ch in phone if ch.isdigit())}
    if number is not None:
        regions.update(phonenumbers.region_codes_for_country_code(number.country_code or 0))
        written.add(phonenumbers.national_significant_number(number))
    regions &= _REGIONS
    listed = any(is_emergency_number(text, region) for text in written for region in regions)
    return listed or not written.isdisjoint(_EVERYWHERE)


def _zones(number: PhoneNumber) -> tuple[str, ...]:
    found = timezone.time_zones_for_number(number)
    return tuple(zone for zone in found if zone != timezone.UNKNOWN_TIMEZONE)


def _why_not(line: _Line, channel: ChannelName) -> str:
    if line.emergency:
        return "emergency_number"
    if not line.phone:
        return "no_number"
    if line.premium:
        # Who sends such numbers in may be who earns by each call.
        return "premium_rate"
    if channel != "voice" and not line.text:
        return "fixed_line"
    return ""


def _note(unreachable: dict[str, str], channel: str, word: str) -> None:
    if word:
        unreachable[channel] = word
