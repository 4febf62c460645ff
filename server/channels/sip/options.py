"""The options of calls over SIP, held to what may stand in baresip's files."""

import re
from dataclasses import dataclass, field
from ipaddress import AddressValueError, IPv4Address

from server.channels.options import OptionError

_HOST = r"[A-Za-z0-9.-]+(?::\d{1,5})?"
_ACCOUNT = re.compile(rf"sip:([A-Za-z0-9_.+~-]+)@({_HOST})")
_PROXY = re.compile(rf"sip:{_HOST}(?:;transport=(?:udp|tcp))?")
_VOICE = re.compile(r"[A-Za-z][A-Za-z0-9_+-]*")
_PORTS = re.compile(r"(\d{4,5})-(\d{4,5})")
# What ends a parameter in baresip's accounts file.
_PARAMETER = re.compile(r"[^\s;,\"<>\\\x00-\x1f\x7f]+")
_MAX_PORT = 65535
_LEAST_PORTS = 4


@dataclass(frozen=True)
class SipOptions:
    """A SIP account and how it is used.

    Attributes:
        account: Our address, such as `sip:lucep@sip.example`: who calls.
        domain: The host that numbers are dialled at; "" for the account's.
        outbound: The proxy to send everything to, such as `sip:gw.example:5060;transport=tcp`.
        auth_user: The name to log in with; "" for the account's own.
        password: Its password, "" where none is asked.
        display_name: What the called party may see beside the number.
        register: Whether the provider wants the account registered before a call.
        plus: Whether numbers are dialled with `+`.
        listen: The address of ours to send from, an IPv4 address; `0.0.0.0` for all.
        rtp_ports: The ports for sound, as a firewall lets them through.
        voice: The espeak-ng voice for languages that have none.
        voices: An espeak-ng voice by language, such as `{"en" = "en-us"}`.
    """

    account: str
    domain: str = ""
    outbound: str = ""
    auth_user: str = ""
    password: str = ""
    display_name: str = ""
    register: bool = False
    plus: bool = True
    listen: str = "0.0.0.0"  # noqa: S104 - a telephone listens for its callers' sound
    rtp_ports: str = "16384-32767"
    voice: str = "en"
    voices: dict[str, str] = field(default_factory=dict)

    @property
    def host(self) -> str:
        """Where numbers are dialled."""
        return self.domain or self.account.partition("@")[2]

    def check(self) -> None:
        """Refuse what does not fit.

        Raises:
            OptionError: An option is wrong; says which and what would be right.
        """
        _fits(_ACCOUNT, "account", self.account, "an address such as sip:name@sip.example")
        if self.domain:
            _fits(re.compile(_HOST), "domain", self.domain, "a host, with a port if need be")
        if self.outbound:
            example = "a proxy such as sip:gw.example:5060;transport=tcp"
            _fits(_PROXY, "outbound", self.outbound, example)
        for key in ("auth_user", "password"):
            if value := getattr(self, key):
                _fits(_PARAMETER, key, value, "without spaces, quotes, commas and semicolons")
        if self.auth_user and not self.password:
            raise OptionError("password", "must be there where auth_user is")
        if re.search(r"[\"<>\\\x00-\x1f\x7f]", self.display_name):
            raise OptionError("display_name", "must be plain text without quotes")
        try:
            IPv4Address(self.listen)
        except AddressValueError:
            raise OptionError("listen", "must be an IPv4 address of this machine") from None
        self._check_ports()
        _fits(_VOICE, "voice", self.voice, "the name of an espeak-ng voice")
        for voice in self.voices.values():
            _fits(_VOICE, "voices", voice, "names of espeak-ng voices by language")

    def _check_ports(self) -> None:
        found = _PORTS.fullmatch(self.rtp_ports)
        if found:
            low, high = int(found[1]), int(found[2])
            if low + _LEAST_PORTS <= high <= _MAX_PORT:
                return
        raise OptionError("rtp_ports", "must be a range such as 16384-32767")


def _fits(pattern: re.Pattern[str], key: str, value: str, right: str) -> None:
    if not pattern.fullmatch(value):
        raise OptionError(key, f"must be {right}")
