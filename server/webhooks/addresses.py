"""Where a webhook may lead: nowhere inside the operator's own network, unless they allow it."""

import asyncio
import ipaddress
import re
import socket
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from ipaddress import IPv4Address, IPv6Address

import httpx

_MAX = 2000
_MAX_PORT = 65535
_DEFAULT_PORTS = {"https": 443, "http": 80}
# As it goes over the wire; some name their machines with an underscore.
_NAME = re.compile(rb"[A-Za-z0-9_-]{1,63}(\.[A-Za-z0-9_-]{1,63})*\.?")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
# All that is in use; what lies outside of it stands for addresses of one's own network.
_INTERNET6 = ipaddress.IPv6Network("2000::/3")
_DOCUMENTATION6 = ipaddress.IPv6Network("3fff::/20")
# A name whose server is silent holds its thread for many seconds. The event loop's own threads,
# a handful, are for the database.
_LOOKING_UP = ThreadPoolExecutor(64, "webhook-name")


class ForbiddenAddressError(Exception):
    """The name leads to an address that webhooks may not reach."""


def why_not(url: str, *, private: bool) -> str:
    """Say why a webhook cannot have an address, "" when it can; asks no network.

    Args:
        url: As an owner wrote it.
        private: Whether the operator allows private networks and plain http.
    """
    try:
        parsed = httpx.URL(url)
        host = parsed.host
    except (httpx.InvalidURL, UnicodeError):  # the latter for an "xn--" that encodes nothing
        return "an address such as https://crm.example/leads"
    literal = _literal(host)
    named = literal is not None or _NAME.fullmatch(parsed.raw_host)
    numbered = parsed.port is None or 0 < parsed.port <= _MAX_PORT
    good = named and numbered and not parsed.fragment
    if not good or len(url) > _MAX or not url.isprintable():
        return "an address such as https://crm.example/leads"
    if parsed.scheme != "https" and not (private and parsed.scheme == "http"):
        return "an address that begins with https://"
    if parsed.userinfo:
        return "an address without a name and password; check the signature instead"
    if not private and ((literal and not _is_public(literal)) or _is_local_name(host)):
        return "an address on the internet, not one of a private network"
    return ""


def same(one: str, other: str) -> bool:
    """Say whether two addresses lead to the same place, however they are spelt."""
    return _place(one) == _place(other)


def _place(url: str) -> tuple[str, bytes, int | None, bytes]:
    parsed = httpx.URL(url)
    port = parsed.port or _DEFAULT_PORTS.get(parsed.scheme)
    return parsed.scheme, parsed.raw_host, port, parsed.raw_path


async def resolve(host: str, port: int, *, private: bool) -> list[str]:
    """Look a name up, and refuse it when any of its addresses is forbidden.

    Args:
        host: The name, or an address.
        port: The port.
        private: Whether the operator allows private networks.

    Returns:
        The addresses to connect to, none of them looked up again.

    Raises:
        ForbiddenAddressError: One of them is not for webhooks.
        OSError: There is no such name.
    """
    look_up = partial(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
    found = await asyncio.get_running_loop().run_in_executor(_LOOKING_UP, look_up)
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    for address in addresses:
        literal = _literal(address)
        if not private and (literal is None or not _is_public(literal)):
            raise ForbiddenAddressError(f"{host} is {address}, which is not on the internet")
    return addresses


def _literal(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ipaddress.ip_address(host.strip("[]").partition("%")[0])
    except ValueError:
        return None


def _is_local_name(host: str) -> bool:
    name = host.rstrip(".")
    return name == "localhost" or name.endswith((".localhost", ".local", ".internal"))


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    """Say whether an address is on the internet, and what it may carry inside of it too."""
    if isinstance(address, IPv6Address):
        inside = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
        if address in _NAT64:
            inside.append(IPv4Address(int(address) & 0xFFFFFFFF))
        if any(carried is not None and not _is_public(carried) for carried in inside):
            return False
        if address.ipv4_mapped or address in _NAT64:
            return True
        if address not in _INTERNET6 or address in _DOCUMENTATION6:
            return False
    return address.is_global and not address.is_multicast
