"""The official SDK over our own HTTP client: any base URL, time limits, no second try."""

import json
import logging
import zlib
from typing import Any
from urllib.parse import urlsplit

import httpx
from twilio.base.exceptions import (
    TwilioException,
    TwilioRestException,
    TwilioServiceException,
)
from twilio.http import HttpClient
from twilio.http.response import Response
from twilio.rest import Client

from server.channels.base import Sent
from server.channels.twilio.options import TwilioOptions

_MAX_DETAIL = 500
# Of the carrier's error codes, those that say that there is no such number.
_NO_SUCH_NUMBER = frozenset((13223, 13224, 21211, 21214, 21217, 21219, 21614, 30005, 63003))
OPTED_OUT = 21610


class LostError(Exception):
    """The request was sent and no answer came that can be read: whether it was done is open."""


class UnreachableError(Exception):
    """The carrier could not be reached: nothing was done."""


class _Http(HttpClient):  # type: ignore[misc]  # the SDK has no types
    def __init__(self, options: TwilioOptions) -> None:
        super().__init__(logging.getLogger("server.twilio"), is_async=False)
        self._base = options.base_url.rstrip("/")
        self._client = httpx.Client(timeout=options.timeout, follow_redirects=False)

    def request(
        self,
        method: str,
        uri: str,
        params: dict[str, Any] | None = None,
        data: dict[str, Any] | None = None,
        headers: dict[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,  # noqa: ARG002 - the client has its own
        allow_redirects: bool = False,  # noqa: ARG002 - never
    ) -> Response:
        """Send one request of the SDK's."""
        # The SDK names another host where TWILIO_EDGE or TWILIO_REGION is set.
        url = self._base + urlsplit(uri)._replace(scheme="", netloc="").geturl()
        try:
            answer = self._client.request(
                method, url, params=_given(params), data=data, headers=headers, auth=auth
            )
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise UnreachableError(str(error) or "the carrier does not answer") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise LostError(str(error) or "the carrier's answer did not come") from error
        if answer.is_success and not _is_record(answer.text):
            raise LostError("the carrier's answer cannot be read")
        return Response(answer.status_code, answer.text, answer.headers)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()


def _is_record(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False


def _given(params: dict[str, Any] | None) -> dict[str, Any] | None:
    """Leave out what the SDK does not ask for; httpx would send it as empty."""
    return params and {key: value for key, value in params.items() if value is not None}


class Carrier:
    """One account at the carrier."""

    def __init__(self, options: TwilioOptions) -> None:
        """Nothing is connected yet."""
        self._http = _Http(options)
        self.api = Client(options.account_sid, options.auth_token, http_client=self._http)

    def close(self) -> None:
        """Close the connections."""
        self._http.close()


def failed(error: TwilioException | UnreachableError) -> Sent:
    """Say what a request that was refused or never arrived means for an attempt."""
    if not isinstance(error, TwilioRestException | TwilioServiceException):
        lost = isinstance(error, UnreachableError)
        return Sent("failed", detail=str(error)[:_MAX_DETAIL], temporary=lost, outcome="failed")
    plain = isinstance(error, TwilioRestException)
    said = error.msg if plain else error.detail or error.title
    detail = f"{error.code or error.status} {said}"[:_MAX_DETAIL]
    if error.code in _NO_SUCH_NUMBER:
        return Sent("failed", detail=detail, outcome="unreachable")
    # After any other 5xx it may have been done all the same.
    temporary = error.status in (429, 503)
    return Sent("failed", detail=detail, temporary=temporary, outcome="failed")


def sender(numbers: list[str], to: str) -> str:
    """Choose the number that a prospect sees, always the same one of several."""
    return numbers[zlib.crc32(to.encode()) % len(numbers)]
