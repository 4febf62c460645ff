"""Deliver one webhook over HTTP: to the address that was checked, in bounded time and size."""

import asyncio
import re
import ssl
from contextlib import suppress
from dataclasses import dataclass
from http.cookiejar import CookieJar, DefaultCookiePolicy

import httpx

from server.webhooks.addresses import ForbiddenAddressError, resolve

_SECONDS = 20.0
# Only a connection has a shorter time: the next address may answer.
_TIMEOUT = httpx.Timeout(None, connect=5.0)
# More than one account's receivers can take together: `MOST_WEBHOOKS` times `_AT_ONCE` of
# `server.webhooks.actions`.
MOST_AT_ONCE = 100
# None is kept: it is one to an address, and of two names that share an address it has the
# certificate of the first.
_LIMITS = httpx.Limits(max_connections=MOST_AT_ONCE, max_keepalive_connections=0)
_MAX_ANSWER = 2048
# Its status is what counts: what else it says is for people, and may lack its end.
_SECONDS_FOR_THE_REST = 2.0
# What the system puts before its words.
_ERRNO = re.compile(r"^\[Errno -?\d+\] ")
_MAX_DETAIL = 300
_TRIED_ADDRESSES = 3


@dataclass(frozen=True)
class Answer:
    """What came of a delivery.

    Attributes:
        status: The HTTP status, 0 where there was no answer.
        detail: For people: the beginning of the answer, or why there was none.
    """

    status: int
    detail: str = ""

    @property
    def good(self) -> bool:
        """Whether the receiver has it."""
        return 200 <= self.status < 300


class _CheckedTransport(httpx.AsyncHTTPTransport):
    """Looks names up itself, so that what is connected to is what was checked."""

    def __init__(self, *, private: bool, verify: ssl.SSLContext | bool) -> None:
        super().__init__(verify=verify, retries=0, limits=_LIMITS)
        self._private = private

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Connect to a checked address; the certificate is still the name's."""
        # As it goes over the wire: the system would make another name of "straße" than we do.
        host = request.url.raw_host.decode("ascii")
        port = request.url.port or (443 if request.url.scheme == "https" else 80)
        addresses = await resolve(host, port, private=self._private)
        request.extensions = {**request.extensions, "sni_hostname": host}
        failed: httpx.TransportError = httpx.ConnectError(f"{host} has no address")
        for address in addresses[:_TRIED_ADDRESSES]:
            request.url = request.url.copy_with(host=address)
            try:
                return await super().handle_async_request(request)
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                failed = error
        raise failed


class Sender:
    """Delivers; one for a process."""

    def __init__(
        self,
        *,
        private: bool = False,
        verify: ssl.SSLContext | bool = True,
        seconds: float = _SECONDS,
    ) -> None:
        """Connect to nothing yet.

        Args:
            private: Whether the operator allows private networks.
            verify: Whose certificates are trusted; True for the system's.
            seconds: How long one delivery may take in all.
        """
        self._seconds = seconds
        self._client = httpx.AsyncClient(
            transport=_CheckedTransport(private=private, verify=verify),
            timeout=_TIMEOUT,
            follow_redirects=False,
            trust_env=False,
            headers={"User-Agent": "lucep-webhooks", "Accept-Encoding": "identity"},
            # It serves every account: nothing that a receiver says is kept for the next delivery.
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
        )

    async def send(self, url: str, headers: dict[str, str], body: bytes) -> Answer:
        """Post a body; never raises for what a network or a receiver does."""
        try:
            async with (
                asyncio.timeout(self._seconds),
                self._client.stream("POST", url, content=body, headers=headers) as response,
            ):
                return Answer(response.status_code, await _beginning(response))
        except TimeoutError:
            return Answer(0, f"no answer within {self._seconds:g} seconds")
        except ForbiddenAddressError as error:
            return Answer(0, str(error)[:_MAX_DETAIL])
        except (httpx.HTTPError, httpx.InvalidURL, OSError, UnicodeError) as error:
            return Answer(0, (_ERRNO.sub("", str(error)) or type(error).__name__)[:_MAX_DETAIL])

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()


async def _beginning(response: httpx.Response) -> str:
    read = b""
    with suppress(TimeoutError, httpx.HTTPError):
        async with asyncio.timeout(_SECONDS_FOR_THE_REST):
            async for chunk in response.aiter_raw():
                read += chunk
                if len(read) >= _MAX_ANSWER:
                    break
    text = read[:_MAX_ANSWER].decode("utf-8", "replace")
    printable = "".join(ch if ch.isprintable() else " " for ch in text)
    return " ".join(printable.split())[:_MAX_DETAIL]
