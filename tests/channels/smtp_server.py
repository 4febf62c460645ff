"""A real mail server on the loopback that behaves as it is told."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tools.ports import free_port


@dataclass
class MailServer:
    """What it answers, and what it took.

    Attributes:
        rcpt: Its answer to a recipient.
        data: Its answer to a mail; "hang" to be silent, "close" to hang up without a word.
        login: The name and the password that it wants.
        port: Where it listens.
        mails: What it took.
        envelopes: How it came.
        raws: What it took, as it was sent.
    """

    rcpt: str = "250 OK"
    data: str = "250 OK"
    login: tuple[str, str] | None = None
    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    envelopes: list[Envelope] = field(default_factory=list)
    raws: list[bytes] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        """Answers a recipient."""
        if self.rcpt == "hang":
            await asyncio.sleep(60)
        if self.rcpt.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Answers a mail."""
        if self.data == "hang":
            await asyncio.sleep(60)
        if self.data == "close":
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
            return "250 nobody hears this"
        if self.data.startswith("250"):
            self.envelopes.append(envelope)
            assert isinstance(envelope.content, bytes)
            self.raws.append(envelope.content)
            mail = message_from_bytes(envelope.content, policy=default)
            assert isinstance(mail, EmailMessage)
            self.mails.append(mail)
        return self.data

    def authenticate(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _how: str, given: Any
    ) -> AuthResult:
        """Checks a login."""
        assert isinstance(given, LoginPassword)
        good = (given.login.decode(), given.password.decode()) == self.login
        return AuthResult(success=good, handled=False)


@contextmanager
def running(server: MailServer, tls: ssl.SSLContext | None = None, **more: Any) -> Iterator[int]:
    """Runs a mail server until the block ends; yields its port."""
    server.port = free_port()
    controller = Controller(
        server,
        hostname="127.0.0.1",
        port=server.port,
        ready_timeout=10,
        enable_SMTPUTF8=more.pop("utf8", True),
        tls_context=tls,
        require_starttls=tls is not None,
        auth_required=server.login is not None,
        auth_require_tls=tls is not None,
        authenticator=server.authenticate,
        **more,
    )
    controller.start()
    try:
        yield server.port
    finally:
        controller.stop()
