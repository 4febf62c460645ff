"""E-mail to a real SMTP server on the loopback: what it takes and every way to refuse."""

from __future__ import annotations

import socket
import ssl
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import pytest

from server import clock
from server.channels import smtp
from server.channels.base import Message, Order, Sent
from server.channels.options import OptionError
from server.channels.services import Services
from server.channels.smtp.channel import Smtp
from tests.channels.smtp_server import MailServer, running

LINK = "https://callback.example/a/" + "k" * 90
MESSAGE = Message(
    text="Good day, Ada!\n.\nOne dot alone ends no mail.",
    subject="Shall we call you?",
    html="<p>Good day, <b>Ada</b>!</p>",
    unsubscribe=LINK,
    bcp47="en",
)
NO_SERVICES: Services = None  # type: ignore[assignment]  # SMTP asks for none


def order(message: Message | None = MESSAGE, to: str = "ada@example.org", **more: Any) -> Order:
    return Order(**{"attempt_id": 7, "account_key": "demo", "lead_id": 3, "to": to,
                    "langcode": "eng", "message": message, **more})  # fmt: skip


def channel(port: Any, **options: Any) -> Smtp:
    given = {"host": "127.0.0.1", "port": port, "tls": "none", "timeout": 5,
             "sender": "Größe, Harbour Cars <hello@harbour.example>", **options}  # fmt: skip
    return smtp.create("email", given, lambda *_: None, NO_SERVICES)


@pytest.fixture
def start() -> Iterator[Callable[..., MailServer]]:
    """Starts mail servers that end with the test."""
    with ExitStack() as stack:

        def begin(tls: ssl.SSLContext | None = None, utf8: bool = True, **told: Any) -> MailServer:
            server = MailServer(**told)
            stack.enter_context(running(server, tls, utf8=utf8))
            return server

        yield begin


def test_it_works(start: Callable[..., MailServer]) -> None:
    server = start()
    sent = channel(server.port, reply_to="sales@harbour.example <sales@harbour.example>").send(
        order()
    )
    assert sent.status == "sent"
    (mail,) = server.mails
    assert mail["From"] == '"Größe, Harbour Cars" <hello@harbour.example>'
    assert mail["To"] == "ada@example.org"
    assert mail["Reply-To"].addresses[0].addr_spec == "sales@harbour.example"
    assert mail["Subject"] == "Shall we call you?"
    assert mail["Message-ID"] == sent.provider_id
    assert mail["Content-Language"] == "en"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert abs((parsedate_to_datetime(mail["Date"]) - clock.now()).total_seconds()) < 60
    text, html = mail.iter_parts()
    assert text.get_content().splitlines() == MESSAGE.text.splitlines()
    assert html.get_content().strip() == MESSAGE.html
    assert server.envelopes[0].mail_from == "hello@harbour.example"
    assert server.envelopes[0].rcpt_tos == ["ada@example.org"]


@pytest.mark.parametrize(("langcode", "spoken"), [("", "fr"), ("deu", "fr"), ("deu", "")])
def test_the_language_is_that_of_the_text(
    start: Callable[..., MailServer], langcode: str, spoken: str
) -> None:
    server = start()
    channel(server.port).send(order(replace(MESSAGE, bcp47=spoken), langcode=langcode))
    assert server.mails[0].get("Content-Language", "") == spoken
    assert ("Content-Language" in server.mails[0]) == bool(spoken)


def test_one_click_unsubscribes(start: Callable[..., MailServer]) -> None:
    # RFC 8058: both headers, the address as it is.
    server = start()
    channel(server.port).send(order())
    raw = server.raws[0].decode()
    assert f"\r\nList-Unsubscribe: <{LINK}>\r\n" in raw
    assert "\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in raw


@pytest.mark.parametrize("address", ["", "javascript:x", "https://a.example/\r\nBcc: e@x.example"])
def test_an_address_that_is_none_is_no_header(
    start: Callable[..., MailServer], address: str
) -> None:
    server = start()
    channel(server.port).send(order(Message(text="Hello", unsubscribe=address)))
    assert server.mails[0]["List-Unsubscribe"] is None
    assert server.mails[0]["List-Unsubscribe-Post"] is None
    assert server.mails[0]["Bcc"] is None
    assert not server.mails[0].is_multipart()


@pytest.mark.parametrize(
    "words", ["Дозволено зателефонувати вам?", "要给您回电吗", "هل نتصل بك؟", "Ring meg 📞"]
)
def test_every_language(start: Callable[..., MailServer], words: str) -> None:
    server = start()
    long = f"{words} " * 12
    channel(server.port).send(order(Message(text=long, subject=long[:200], html=f"<p>{long}</p>")))
    (mail,) = server.mails
    assert mail["Subject"].split() == long[:200].split()
    text, html = mail.iter_parts()
    assert text.get_content().strip() == long.strip()
    assert words in html.get_content()
    raw = server.raws[0]
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) <= 998


@pytest.mark.parametrize(
    ("evil", "subject"),
    [
        ("Hello\r\nBcc: eve@example.org\r\n\r\nBody", "Hello Bcc: eve@example.org Body"),
        (
            "Hello =?utf-8?q?you=0D=0ABcc=3A_eve=0D=0A=0D=0ABody?= there",
            "Hello = ?utf-8?q?you=0D=0ABcc=3A_eve=0D=0A=0D=0ABody?= there",
        ),
        ("=?us-ascii?b?SGkNCkJjYzogZXZl?=", "= ?us-ascii?b?SGkNCkJjYzogZXZl?="),
    ],
)
def test_nobody_injects_a_header(start: Callable[..., MailServer], evil: str, subject: str) -> None:
    server = start()
    channel(server.port).send(order(Message(text="Hi", subject=evil)))
    (mail,) = server.mails
    assert mail["Bcc"] is None
    assert mail["Subject"] == subject
    assert mail.get_content().strip() == "Hi"
    assert server.envelopes[0].rcpt_tos == ["ada@example.org"]


@pytest.mark.parametrize(
    "to",
    [
        "",
        "ada",
        "ada@",
        "@example.org",
        "a b@example.org",
        "ada@example.org\r\nRCPT TO:<e@x.example>",
        "ada@example.org,eve@example.org",
        "<ada@example.org>",
        "ada@[127.0.0.1]",
        "=?utf-8?q?a=0D=0ABcc=3A_eve=40example.org=0D=0AX=3A?=@example.org",
        "=?utf-8?q?eve=40example.com=2C?=ada@example.org",
        f"{'a' * 250}@b.example",
    ],
)
def test_an_address_that_is_none_is_refused(to: str) -> None:
    refused = channel(1)
    assert refused.why_not(order(to=to)) == "this is not an e-mail address"
    assert refused.send(order(to=to)) == Sent("failed", detail="this is not an e-mail address")
    assert refused.why_not(order(message=None)) == "there is no message to send"


def test_a_domain_with_its_own_letters(start: Callable[..., MailServer]) -> None:
    server = start(utf8=False)
    assert channel(server.port).send(order(to="ada@bücher.example")).status == "sent"
    assert server.envelopes[0].rcpt_tos == ["ada@xn--bcher-kva.example"]


def test_an_address_with_its_own_letters(start: Callable[..., MailServer]) -> None:
    server = start()
    assert channel(server.port).send(order(to="ада@пример.рф")).status == "sent"
    assert server.envelopes[0].rcpt_tos == ["ада@xn--e1afmkfd.xn--p1ai"]
    refused = channel(start(utf8=False).port).send(order(to="ада@пример.рф"))
    assert (refused.status, refused.temporary) == ("failed", False)
    assert "letters" in refused.detail


def test_a_repeat_is_recognised(start: Callable[..., MailServer]) -> None:
    server = start()
    first, again = (channel(server.port).send(order()) for _ in range(2))
    other = channel(server.port).send(order(attempt_id=8))
    assert first.provider_id == again.provider_id != other.provider_id
    assert channel(1).find(order(), "") is None
    assert channel(1).find(order(), first.provider_id) == first


@pytest.mark.parametrize(
    ("told", "temporary"),
    [
        ({"rcpt": "550 5.1.1 no such user"}, False),
        ({"rcpt": "450 4.2.1 try later"}, True),
        ({"data": "554 5.7.1 we take this for spam"}, False),
        ({"data": "451 4.3.0 try later"}, True),
        ({"data": "552 5.3.4 too large"}, False),
    ],
)
def test_a_refusal(start: Callable[..., MailServer], told: dict[str, str], temporary: bool) -> None:
    server = start(**told)
    (answer,) = told.values()
    assert channel(server.port).send(order()) == Sent("failed", detail=answer, temporary=temporary)
    assert server.mails == []


def test_silence_before_the_mail_may_be_tried_again(start: Callable[..., MailServer]) -> None:
    server = start(rcpt="hang")
    sent = channel(server.port, timeout=1).send(order())
    assert (sent.status, sent.temporary) == ("failed", True)
    assert sent.detail


@pytest.mark.parametrize("how", ["hang", "close", "taken", "299 taken", "25"])
def test_no_clear_answer_to_the_mail_may_not(start: Callable[..., MailServer], how: str) -> None:
    # It may have been taken: a second try could bring it twice.
    server = start(data=how)
    sent = channel(server.port, timeout=1).send(order())
    assert (sent.status, sent.temporary) == ("failed", False)
    assert "may have taken" in sent.detail
    assert sent.provider_id


def test_nobody_listens() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        sent = channel(taken.getsockname()[1], timeout=2).send(order())
    assert (sent.status, sent.temporary) == ("failed", True)
    assert sent.detail


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("tls")
    key, cert = folder / "key.pem", folder / "cert.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-keyout", key,
         "-out", cert, "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"],
        check=True, capture_output=True,
    )  # fmt: skip
    return key, cert


@pytest.fixture
def tls(certificate: tuple[Path, Path]) -> ssl.SSLContext:
    key, cert = certificate
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(cert, key)
    return context


def test_a_login_over_starttls(
    start: Callable[..., MailServer], tls: ssl.SSLContext, certificate: tuple[Path, Path]
) -> None:
    server = start(tls, login=("hello", "open sesame"))
    safe = {"tls": "starttls", "ca_file": str(certificate[1]), "username": "hello"}
    assert channel(server.port, **safe, password="open sesame").send(order()).status == "sent"
    wrong = channel(server.port, **safe, password="guess").send(order())
    assert (wrong.status, wrong.temporary) == ("failed", False)
    assert wrong.detail.startswith("535")
    without = channel(server.port, tls="starttls", ca_file=str(certificate[1])).send(order())
    assert (without.status, without.temporary) == ("failed", False)
    assert without.detail.startswith("530")


def test_a_certificate_that_nobody_vouches_for(
    start: Callable[..., MailServer], tls: ssl.SSLContext
) -> None:
    server = start(tls)
    sent = channel(server.port, tls="starttls").send(order())
    assert sent.status == "failed"
    assert "certificate" in sent.detail.lower()
    assert server.mails == []


def test_a_server_without_starttls_gets_no_mail(start: Callable[..., MailServer]) -> None:
    server = start()
    sent = channel(server.port, tls="starttls").send(order())
    assert (sent.status, sent.temporary) == ("failed", False)
    assert server.mails == []


@pytest.mark.parametrize(
    ("options", "key"),
    [
        ({"host": ""}, "host"),
        ({"host": 5}, "host"),
        ({"port": -1}, "port"),
        ({"port": 70000}, "port"),
        ({"port": "25"}, "port"),
        ({"tls": "yes"}, "tls"),
        ({"host": "mail.example", "username": "x"}, "tls"),
        ({"sender": ""}, "sender"),
        ({"sender": "Eve\r\nBcc: x <e@x.example>"}, "sender"),
        ({"sender": "not an address"}, "sender"),
        ({"sender": "Ünal <ünal@harbour.example>"}, "sender"),
        ({"reply_to": "nobody"}, "reply_to"),
        ({"ca_file": "/is/not/there.pem"}, "ca_file"),
        ({"ca_file": __file__}, "ca_file"),
        ({"timeout": 0}, "timeout"),
        ({"timeout": 301}, "timeout"),
        ({"hots": "typo"}, "hots"),
    ],
)
def test_a_wrong_option_is_named(options: dict[str, Any], key: str) -> None:
    with pytest.raises(OptionError) as refused:
        channel(**{"port": 25, **options})
    assert refused.value.key == key


def test_it_carries_nothing_but_email() -> None:
    with pytest.raises(OptionError, match="kind: smtp carries email"):
        smtp.create("sms", {}, lambda *_: None, NO_SERVICES)
