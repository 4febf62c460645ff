"""The options of the kind `twilio` in the channels file."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from server.channels import options
from server.channels.options import OptionError

_NUMBER = re.compile(r"^\+[1-9][0-9]{6,14}$")
_SENDERS = {"voice": "from_numbers", "sms": "from_numbers", "whatsapp": "whatsapp_from"}


@dataclass(frozen=True)
class TwilioOptions:
    """A section of the channels file.

    Attributes:
        account_sid: The account at the carrier, such as `AC…`.
        auth_token: Its secret, which signs the callbacks too.
        from_numbers: The numbers that calls and SMS come from, E.164; a prospect always sees the
            same one. An SMS may also come from a name, such as `HARBOUR`.
        whatsapp_from: The WhatsApp sender, E.164.
        base_url: Where the API lies, without `/2010-04-01`.
        voices: Which voice speaks a language, such as `de = "Polly.Vicki"`.
        timeout: How long one request may take, in seconds.
    """

    account_sid: str
    auth_token: str
    from_numbers: list[str] = field(default_factory=list)
    whatsapp_from: str = ""
    base_url: str = "https://api.twilio.com"
    voices: dict[str, str] = field(default_factory=dict)
    timeout: float = 20


def read(name: str, given: Mapping[str, Any], origin: str) -> TwilioOptions:
    """Check a section of the channels file.

    Args:
        name: The channel that it is for.
        given: The section.
        origin: Our public origin, at which the carrier calls back.

    Returns:
        The options.

    Raises:
        OptionError: One is wrong; it is named.
    """
    if name not in _SENDERS:
        raise OptionError("kind", f"twilio carries voice, sms and whatsapp, not {name}")
    if not origin:
        raise OptionError("kind", "the carrier calls us back: say where, with --origin")
    read = options.read(TwilioOptions, given)
    for key in ("account_sid", "auth_token"):
        if not getattr(read, key).strip():
            raise OptionError(key, "missing")
    if not getattr(read, _SENDERS[name]):
        raise OptionError(_SENDERS[name], "missing")
    numbers = read.from_numbers if name != "whatsapp" else [read.whatsapp_from]
    for number in numbers:
        if not (_NUMBER.match(number) or (name == "sms" and _is_name(number))):
            raise OptionError(_SENDERS[name], f"{number} is not a number such as +6561234567")
    if not _is_origin(read.base_url):
        raise OptionError("base_url", "an address such as https://api.twilio.com")
    if not 0 < read.timeout <= 120:
        raise OptionError("timeout", "up to 120 seconds")
    return read


def _is_origin(address: str) -> bool:
    try:
        parts = urlsplit(address)
        whole = bool(parts.hostname) and parts.port != 0 and not parts.query
        return whole and parts.scheme in ("https", "http")
    except ValueError:
        return False


def _is_name(sender: str) -> bool:
    """Say whether a sender is alphanumeric, as networks allow it: 11 characters, one a letter."""
    good = sender.isascii() and sender.replace(" ", "").isalnum() and len(sender) <= 11
    return good and not sender.isdigit()
