"""Webhooks lead to the internet and nowhere else."""

import asyncio
import socket
import threading
from typing import Any

import pytest

from server.webhooks import addresses
from server.webhooks.addresses import ForbiddenAddressError

INSIDE = [
    "127.0.0.1",
    "127.9.9.9",
    "0.0.0.0",  # noqa: S104
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "192.0.0.1",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::7f00:1",
    "100:0:0:1::1",
    "3fff::1",
    "4000::1",
    "5f00::1",
    "fe80::1",
    "fc00::1",
    "fec0::1",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "2002:7f00:1::",
    "2002:a9fe:a9fe::1",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "2001:0:4136:e378:8000:63bf:80ff:fffe",
]
OUTSIDE = ["93.184.215.14", "8.8.8.8", "2606:4700::1111", "64:ff9b::808:808", "::ffff:8.8.8.8"]


def bracketed(address: str) -> str:
    return f"[{address}]" if ":" in address else address


@pytest.mark.parametrize("url", ["https://crm.example/leads?x=1", "https://crm.example:8443/"])
def test_it_works(url: str) -> None:
    assert addresses.why_not(url, private=False) == ""


@pytest.mark.parametrize("url", ["https://my_crm.example./", "https://bücher.example/"])
def test_names_that_there_are(url: str) -> None:
    assert addresses.why_not(url, private=False) == ""


@pytest.mark.parametrize(
    ("url", "same"),
    [
        ("HTTPS://CRM.example:443", True),
        ("https://crm.example:8443/", False),
        ("http://crm.example/", False),
        ("https://crm.example/?x=1", False),
    ],
)
def test_one_place_spelt_in_another_way(url: str, same: bool) -> None:
    assert addresses.same("https://crm.example/", url) is same


@pytest.mark.parametrize("address", INSIDE)
def test_inside(address: str) -> None:
    assert "private network" in addresses.why_not(f"https://{bracketed(address)}/", private=False)
    assert addresses.why_not(f"http://{bracketed(address)}/", private=True) == ""


@pytest.mark.parametrize("address", OUTSIDE)
def test_outside(address: str) -> None:
    assert addresses.why_not(f"https://{bracketed(address)}/", private=False) == ""


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("", "such as"),
        ("crm.example", "https://"),
        ("/leads", "such as"),
        ("https://", "such as"),
        ("https://x.example/#part", "such as"),
        ("https://x.example/\r\nHost: y", "such as"),
        ("https://[::1", "such as"),
        ("https://xn--a.example/", "such as"),
        ("https://x.example:99999/", "such as"),
        ("https://x.example:0/", "such as"),
        ("https://crm example/", "such as"),
        ("https://crm..example/", "such as"),
        ("https://*.example/", "such as"),
        (f"https://{'a' * 64}.example/", "such as"),
        (f"https://x.example/{'a' * 2000}", "such as"),
        ("http://crm.example/", "https://"),
        ("ftp://crm.example/", "https://"),
        ("file:///etc/passwd", "such as"),
        ("https://user:word@crm.example/", "password"),
        ("https://localhost/", "private network"),
        ("https://db.internal./", "private network"),
        ("https://printer.local/", "private network"),
    ],
)
def test_an_address_that_is_none(url: str, said: str) -> None:
    assert said in addresses.why_not(url, private=False)


def resolved(monkeypatch: pytest.MonkeyPatch, *found: str, private: bool = False) -> list[str]:
    def look_up(_host: str, port: int, *_: Any, **__: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in found]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return asyncio.run(addresses.resolve("crm.example", 443, private=private))


def test_a_name_is_looked_up_once(monkeypatch: pytest.MonkeyPatch) -> None:
    assert resolved(monkeypatch, *OUTSIDE, OUTSIDE[0]) == OUTSIDE


@pytest.mark.parametrize("address", INSIDE)
def test_a_name_that_leads_inside(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    with pytest.raises(ForbiddenAddressError, match="not on the internet"):
        resolved(monkeypatch, OUTSIDE[0], address)
    assert resolved(monkeypatch, address, private=True) == [address]


def test_there_are_other_ways_to_write_the_loopback() -> None:
    # The system reads these as 127.0.0.1; what it found is what is checked.
    for host in ("localhost", "127.1", "2130706433", "0x7f.1"):
        with pytest.raises((ForbiddenAddressError, OSError)):
            asyncio.run(addresses.resolve(host, 443, private=False))


def test_silent_name_servers_hold_up_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """The threads of the event loop run the database's transactions."""
    answered = threading.Event()

    def look_up(*_: Any, **__: Any) -> list[Any]:
        answered.wait(10)
        return []

    async def run() -> str:
        asked = [addresses.resolve("crm.example", 443, private=False) for _ in range(50)]
        looking = [asyncio.create_task(each) for each in asked]
        await asyncio.sleep(0.1)
        try:
            return await asyncio.wait_for(asyncio.to_thread(str, "done"), 2)
        finally:
            answered.set()
            await asyncio.gather(*looking)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    assert asyncio.run(run()) == "done"
