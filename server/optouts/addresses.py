"""The form in which addresses stand on the do-not-contact list."""

from typing import NamedTuple

from server.leads import phones
from server.leads.models import Lead
from server.qualification.types import ChannelName
from widget.core import checks, phone


class Addresses(NamedTuple):
    """The addresses of somebody in their one form, "" where they gave none."""

    phone: str
    email: str

    def of(self, channel: ChannelName) -> str:
        """Return the address that a channel uses."""
        return self.email if channel == "email" else self.phone


def of_lead(lead: Lead) -> Addresses:
    """Return the addresses that the person behind a lead gave."""
    written = lead.phone_verdict.get("e164") or lead.phone_number
    return Addresses(normal(written, lead.country), normal(lead.email))


def normal(address: str, country: str = "") -> str:
    """Bring an address into the one form in which it is listed and looked up.

    Args:
        address: A phone number or an e-mail address, as people write it; a number is read as
            `lead_submit` reads it, so that the one that is listed is the one that is not dialled.
        country: ISO 3166 alpha-2 of the plan to read a number without a prefix by, or "".

    Returns:
        E.164, or the e-mail address in lower case; "" for what is neither.
    """
    address = address.strip()
    if "@" in address:
        return address.lower() if checks.is_email(address) and address.isprintable() else ""
    found = phones.of_a_list(phone.curate(address), country)
    return found["e164"] if found["possible"] else ""
