"""What is known of a prospect when a turn is due: their number, zones, and what is closed to us."""

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberType, timezone
from phonenumbers.shortnumberinfo import is_emergency_number
from sqlalchemy.orm import Session

from server.campaigns.types import Campaign
from server.leads.models import Lead
from server.optouts import queries as optouts
from server.optouts.addresses import e164, normal
from server.qualification.types import CHANNELS, ChannelName, Prospect

# Numbers that belong to no place: their zones say nothing of where it rings.
_PLACELESS = (
    PhoneNumberType.TOLL_FREE,
    PhoneNumberType.PREMIUM_RATE,
    PhoneNumberType.SHARED_COST,
    PhoneNumberType.VOIP,
    PhoneNumberType.UAN,
)
# Numbers that telephones everywhere take for an emergency, whatever the plan says.
_EVERYWHERE = ("112", "911", "999", "000", "110", "118", "119")
# What takes neither a text message nor WhatsApp.
_NO_TEXT = (PhoneNumberType.FIXED_LINE, PhoneNumberType.TOLL_FREE)


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
    number = _parsed(lead)
    emergency = _is_emergency(lead, number)
    if number is not None and not phonenumbers.is_possible_number(number):
        number = None
    phone = "" if number is None else e164(number)
    closed = optouts.reasons(session, lead.account_id, [phone, lead.email])
    unreachable: dict[str, str] = {}
    for channel in CHANNELS:
        address = normal(lead.email) if channel == "email" else phone
        if (address, channel) in closed:
            unreachable[channel] = "opted_out"
        elif channel == "email":
            _note(unreachable, channel, "" if address else "no_address")
        else:
            _note(unreachable, channel, _why_not(number, channel, emergency))
        if channel not in ("voice", *campaign.messages.channels):
            unreachable.setdefault(channel, "switched_off")
    return Prospect(
        phone=phone,
        zones=() if number is None else _zones(number),
        region=(phonenumbers.region_code_for_number(number) or "") if number else "",
        emergency=emergency,
        unreachable=unreachable,
    )


def _parsed(lead: Lead) -> PhoneNumber | None:
    """Read the number again: the verdict that the lead keeps may be older than the plans."""
    text = lead.phone_verdict.get("e164") or lead.phone_number
    try:
        return phonenumbers.parse(text, lead.country.upper() or None)
    except phonenumbers.NumberParseException:
        return None


def _is_emergency(lead: Lead, number: PhoneNumber | None) -> bool:
    """Look the number up as it was written and without its country code."""
    regions = {lead.country.upper(), str(lead.phone_verdict.get("region", ""))}
    written = {lead.phone_number, "".join(ch for ch in lead.phone_number if ch.isdigit())}
    if number is not None:
        regions.update(phonenumbers.region_codes_for_country_code(number.country_code or 0))
        written.add(phonenumbers.national_significant_number(number))
    regions &= set(phonenumbers.SUPPORTED_REGIONS)
    listed = any(is_emergency_number(text, region) for text in written for region in regions)
    return listed or not written.isdisjoint(_EVERYWHERE)


def _zones(number: PhoneNumber) -> tuple[str, ...]:
    if phonenumbers.number_type(number) in _PLACELESS:
        return ()
    found = timezone.time_zones_for_number(number)
    return tuple(zone for zone in found if zone != timezone.UNKNOWN_TIMEZONE)


def _why_not(number: PhoneNumber | None, channel: ChannelName, emergency: bool) -> str:
    if emergency:
        return "emergency_number"
    if number is None:
        return "no_number"
    if phonenumbers.number_type(number) == PhoneNumberType.PREMIUM_RATE:
        # Who sends such numbers in may be who earns by each call.
        return "premium_rate"
    if channel != "voice" and phonenumbers.number_type(number) in _NO_TEXT:
        return "fixed_line"
    return ""


def _note(unreachable: dict[str, str], channel: str, word: str) -> None:
    if word:
        unreachable[channel] = word
