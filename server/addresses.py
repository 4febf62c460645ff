"""Whom a request comes from: only what a proxy of ours says, else the connection itself."""

import ipaddress
from typing import Any

from litestar import Request

from server.settings import Settings

# A provider gives a home so many addresses at once that only their common part says anything.
_PREFIX_OF_A_HOME = 64


def visitor(request: Request[Any, Any, Any], settings: Settings) -> str:
    """Return the network address of a visitor.

    Args:
        request: The visitor's request.
        settings: `address_header` names the header in which a proxy writes the address.

    Returns:
        What `known` returns for the proxy's word, and without one for the connection's end.
    """
    header = settings.address_header
    sent = request.headers.get(header, "") if header else ""
    return known(sent or (request.client.host if request.client else ""))


def known(text: str) -> str:
    """Return the address that leads are counted by.

    Args:
        text: One address or several with commas between them, of which the last counts: the
            others are what the visitor's own side claims.

    Returns:
        An IPv4 address, or an IPv6 network; "" for what says nothing: no address, and the
        loopback, which is a proxy that does not tell or this machine itself.
    """
    try:
        found = ipaddress.ip_address(text.split(",")[-1].strip())
    except ValueError:
        return ""
    if isinstance(found, ipaddress.IPv6Address):
        found = found.ipv4_mapped or found
    if found.is_loopback:
        return ""
    if isinstance(found, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((found, _PREFIX_OF_A_HOME), strict=False))
    return str(found)
