"""The options of the kind `smtp` in the channels file."""

import ipaddress
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from email.headerregistry import Address
from typing import Any

import idna

from server.channels import options
from server.channels.options import OptionError

_PORTS = {"tls": 465, "starttls": 587, "none": 25}
_BAD = frozenset('"(),:;<>@[]\\ ')
_MAX_ADDRESS = 254
# A round of messages, of which the mail is one, is given up after ten minutes.
_MAX_TIMEOUT = 300


@dataclass(frozen=True)
class SmtpOptions:
    """A section of the channels file.

    Attributes:
        host: The mail server's name or address.
        sender: From whom, such as `Harbour Cars <hello@harbour.example>`.
        port: 0 for the usual one: 587 with `starttls`, 465 with `tls`, 25 with `none`.
        tls: `starttls`, `tls` from the first byte, or `none`.
        ca_file: A file of certificates to trust in place of the system's, "" for those.
        username: Of the login, "" for none.
        password: Of the login.
        reply_to: Where answers go, "" for the sender.
        timeout: How long one delivery may take in all, in seconds.
    """

    host: str
    sender: str
    port: int = 0
    tls: str = "starttls"
    ca_file: str = ""
    username: str = ""
    password: str = ""
    reply_to: str = ""
    timeout: float = 60


@dataclass(frozen=True)
class Server:
    """Where mail is handed in, and in whose name: the options, checked."""

    options: SmtpOptions
    port: int
    sender: Address
    reply_to: Address | None


def read(name: str, given: Mapping[str, Any]) -> Server:
    """Check a section of the channels file.

    Args:
        name: The channel that it is for.
        given: The section.

    Returns:
        Where mail is handed in.

    Raises:
        OptionError: One is wrong; it is named.
    """
    if name != "email":
        raise OptionError("kind", f"smtp carries email, not {name}")
    read = options.read(SmtpOptions, given)
    if not read.host:
        raise OptionError("host", "the mail server's name")
    if read.tls not in _PORTS:
        raise OptionError("tls", "one of starttls, tls, none")
    if not 0 <= read.port <= 65535:
        raise OptionError("port", "a number from 1 to 65535, or 0 for the usual one")
    if not 0 < read.timeout <= _MAX_TIMEOUT:
        raise OptionError("timeout", f"up to {_MAX_TIMEOUT} seconds")
    if read.ca_file and not _are_certificates(read.ca_file):
        raise OptionError("ca_file", "a file of certificates, PEM, that can be read")
    if read.username and read.tls == "none" and not _is_loopback(read.host):
        raise OptionError("tls", "a password goes over starttls or tls, never in the clear")
    return Server(
        options=read,
        port=read.port or _PORTS[read.tls],
        sender=_mailbox("sender", read.sender),
        reply_to=_mailbox("reply_to", read.reply_to) if read.reply_to else None,
    )


def address(text: str) -> str:
    """Return an e-mail address with its domain as the DNS has it.

    Args:
        text: The address, such as `ada@bücher.example`. What RFC 5321 allows inside quotes,
            spaces and comments is refused: mail servers of today refuse it too. So is what begins
            an encoded word (RFC 2047), which is decoded on the way into a header.

    Returns:
        It with an ASCII domain, `ada@xn--bcher-kva.example`; "" when it is none.
    """
    local, _, domain = text.rpartition("@")
    plain = local.isprintable() and "=?" not in local
    good = plain and "" not in local.split(".") and _BAD.isdisjoint(local)
    try:
        found = f"{local}@{idna.encode(domain, uts46=True).decode()}"
    except idna.IDNAError:
        return ""
    return found if good and len(found.encode()) <= _MAX_ADDRESS else ""


def _mailbox(key: str, text: str) -> Address:
    """Read `Name <address>` or an address alone; the name may hold commas."""
    name, _, spec = text.rpartition("<")
    found = address(spec.removesuffix(">").strip()) if name.isprintable() else ""
    # Each mail would need a server that knows more than ASCII, and many do not.
    if not found.isascii():
        raise OptionError(key, "an address with ASCII letters alone before its @")
    if not found:
        raise OptionError(key, "an address such as Harbour Cars <hello@harbour.example>")
    username, domain = found.split("@")
    return Address(name.strip().strip('"'), username, domain)


def _are_certificates(file: str) -> bool:
    try:
        ssl.create_default_context(cafile=file)
    except OSError:
        return False
    return True


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
