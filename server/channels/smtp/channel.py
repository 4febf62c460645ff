"""Hand a mail in, and tell permanent refusals from temporary ones."""

import asyncio
from email.message import EmailMessage

import aiosmtplib

from server import clock
from server.channels.base import Order, Sent
from server.channels.smtp import mime
from server.channels.smtp.options import Server, address
from server.qualification.types import CallEnded, ChannelName

_PERMANENT = 500
_REFUSALS = range(400, 600)
_DOUBTFUL = "the mail server did not say whether it took the mail; it may have taken it"
_MAX_DETAIL = 500


class Smtp:
    """E-mail through one mail server; each message has a connection of its own."""

    name: ChannelName = "email"
    kind = "smtp"

    def __init__(self, server: Server) -> None:
        """Remember the server; nothing is connected yet."""
        self._server = server

    def why_not(self, order: Order) -> str:
        """Say why an order cannot be taken, "" when it can."""
        if order.message is None:
            return "there is no message to send"
        return "" if address(order.to) else "this is not an e-mail address"

    def send(self, order: Order) -> Sent:
        """Hand a mail in; see `server.channels.base.Channel.send`."""
        refused = self.why_not(order)
        if refused or order.message is None:
            return Sent("failed", detail=refused)
        to = address(order.to)
        server = self._server
        mail = mime.lay_out(order, order.message, to, server.sender, server.reply_to, clock.now())
        return asyncio.run(_deliver(server, mail, to))

    def find(self, order: Order, provider_id: str) -> Sent | CallEnded | None:  # noqa: ARG002
        """Say what is known: SMTP cannot be asked what became of a mail."""
        return Sent("sent", provider_id) if provider_id else None

    def close(self) -> None:
        """Nothing is held."""


async def _deliver(server: Server, mail: EmailMessage, to: str) -> Sent:
    options = server.options
    client = aiosmtplib.SMTP(
        hostname=options.host,
        port=server.port,
        username=options.username or None,
        password=options.password or None,
        local_hostname=server.sender.domain,
        timeout=options.timeout,
        use_tls=options.tls == "tls",
        start_tls=options.tls == "starttls",
        cert_bundle=options.ca_file or None,
    )
    provider_id = str(mail["Message-ID"])
    handed_over = accepted = False
    try:
        async with asyncio.timeout(options.timeout), client:
            flags, encoding = await _international(client, to)
            await client.mail(server.sender.addr_spec, options=flags, encoding=encoding)
            await client.rcpt(to, encoding=encoding)
            handed_over = True
            await client.data(mime.encoded(mail))
            accepted = True
    except (aiosmtplib.SMTPException, OSError) as error:
        if not accepted:
            return _failed(error, provider_id if handed_over else "")
    return Sent("sent", provider_id)


def _failed(error: Exception, handed_over: str) -> Sent:
    """Say what an error means; `handed_over` is the id of a mail that the server has got whole."""
    if isinstance(error, aiosmtplib.SMTPResponseException):
        detail = f"{error.code} {error.message}"[:_MAX_DETAIL]
        if handed_over and error.code not in _REFUSALS:
            return Sent("failed", handed_over, f"{_DOUBTFUL} ({detail[:100]})")
        return Sent("failed", detail=detail, temporary=error.code < _PERMANENT)
    if handed_over:
        # Trying again could bring it twice.
        return Sent("failed", handed_over, _DOUBTFUL)
    detail = str(error) or "the mail server did not answer in time"
    # The rest is what the server cannot do, such as STARTTLS.
    return Sent("failed", detail=detail[:_MAX_DETAIL], temporary=isinstance(error, OSError))


async def _international(client: aiosmtplib.SMTP, to: str) -> tuple[list[str], str]:
    """Return what an address with letters outside ASCII needs (RFC 6531).

    Raises:
        aiosmtplib.SMTPNotSupported: The server does not know such addresses.
    """
    if to.isascii():
        return [], "ascii"
    await client.ehlo()
    if not client.supports_extension("smtputf8"):
        raise aiosmtplib.SMTPNotSupported("the mail server takes no address with such letters")
    return ["SMTPUTF8"], "utf-8"
