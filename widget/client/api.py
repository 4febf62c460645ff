"""Two calls of the qualification API: `token_create` and `lead_submit`."""

import http.client
import json
import secrets
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

try:  # what a browser's network errors are on Pyodide
    from pyodide.ffi import JsException as BrowserError
except ImportError:
    BrowserError = OSError

TRIES = 6
SECONDS = 30.0
# Of a server that says when to come back, and of our own guesses.
LONGEST_WAIT = 300.0
LONGEST_GUESS = 30.0
# Everything that is the same for each submission: the next one will be refused as well.
_EVERYBODY = ("account_key", "apikey", "for_action", "auth")


class RefusedError(Exception):
    """The server will not take this, however often it is sent.

    Args:
        code: The HTTP status.
        message: Why, in the server's words, beginning with the field's name.
        field: The parameter to blame, "" when none is.
    """

    def __init__(self, code: int, message: str, field: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.field = field

    @property
    def for_everybody(self) -> bool:
        """Whether every other submission would be refused for the same reason.

        What blames no parameter comes from something else than our server, or is about none of
        them; but for 413, which is about the size of this one.
        """
        return self.field in _EVERYBODY or (not self.field and self.code != 413)


class UnavailableError(Exception):
    """The server could not be reached, or was too busy, each time we tried."""


class _TryAgainError(Exception):
    def __init__(self, reason: str, seconds: float | None = None) -> None:
        super().__init__(reason)
        self.seconds = seconds


@dataclass(frozen=True)
class Submitted:
    """What `lead_submit` answered.

    Attributes:
        validation_id: The id of the submission.
        out_of_working_hours: Whether it came outside of today's working hours.
        skip_ivr_call_counter: The number of rounds without calls.
    """

    validation_id: int
    out_of_working_hours: bool = False
    skip_ivr_call_counter: int = 0


class Client:
    """Submits leads for clearance, each with a token of its own where there is an API key."""

    def __init__(
        self,
        server: str,
        account_key: str,
        api_key: str = "",
        *,
        tries: int = TRIES,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Take what every call needs.

        Args:
            server: The server's origin, such as `https://callback.example`.
            account_key: The name of the account.
            api_key: One of its keys; "" to go without tokens, which is limited per minute.
            tries: How often a call is made before giving up.
            sleep: Waits for so many seconds.
        """
        self._url = server.rstrip("/") + "/api/"
        self._account_key = account_key
        self._api_key = api_key
        self._tries = tries
        self._sleep = sleep

    def token(self) -> str:
        """Create a token for one submission.

        Raises:
            RefusedError: The key is not right.
            UnavailableError: The server is not there.
        """
        answer = self._patiently(
            lambda: {
                "action": "token_create",
                "account_key": self._account_key,
                "for_action": "lead_submit",
                "apikey": self._api_key,
            }
        )
        return str(answer["token"])

    def submit(self, fields: Mapping[str, object]) -> Submitted:
        """Submit a lead for clearance; however often it has to be sent, it counts once.

        Args:
            fields: The documented parameters; dicts become JSON, None and "" are left out. An
                `interaction_id` is made unless given.

        Returns:
            What the server answered.

        Raises:
            RefusedError: A parameter is wrong; says which.
            UnavailableError: The server is not there.
        """
        form = {"interaction_id": secrets.token_hex(20), **_written(fields)}
        form |= {"action": "lead_submit", "account_key": self._account_key}

        def attempt() -> dict[str, str]:
            # A token is used up by the call whatever comes of it.
            return {**form, "auth": self.token()} if self._api_key else form

        answer = self._patiently(attempt)
        return Submitted(
            int(answer["validation_id"]),
            bool(answer.get("out_of_working_hours")),
            int(answer.get("skip_ivr_call_counter", 0)),
        )

    def _patiently(self, attempt: Callable[[], dict[str, str]]) -> dict[str, Any]:
        for tried in range(1, self._tries + 1):
            form = attempt()
            try:
                return self._call(form)
            except _TryAgainError as error:
                if tried == self._tries:
                    raise UnavailableError(f"{self._url}: {error}") from error
                guess = min(LONGEST_GUESS, 0.5 * 2 ** (tried - 1))
                wait = guess if error.seconds is None else min(error.seconds, LONGEST_WAIT)
            self._sleep(wait)
        raise UnavailableError(f"{self._url}: not tried")

    def _call(self, form: Mapping[str, str]) -> dict[str, Any]:
        data = urllib.parse.urlencode(form).encode()
        request = urllib.request.Request(self._url, data)  # noqa: S310
        request.add_header("Content-Type", "application/x-www-form-urlencoded")
        try:
            try:
                answer = urllib.request.urlopen(request, timeout=SECONDS)  # noqa: S310
            except urllib.error.HTTPError as error:
                answer = error  # pyodide-http raises none: both are read below
            with answer:
                code, headers, text = answer.status, answer.headers, answer.read()
                place = _place(self._url, answer)
        except (OSError, http.client.HTTPException, BrowserError) as error:
            raise _TryAgainError(str(getattr(error, "reason", error)) or "no answer") from None
        if code == 429 or code >= 500:
            raise _TryAgainError(_message(text, code), _seconds(headers.get("Retry-After")))
        body = _body(text)
        if code == 200 and body.get("status") == "ok":
            return body
        if place != self._url:
            raise RefusedError(code, f"{self._url} leads on to {place}; name that server")
        raise RefusedError(code, _message(text, code), str(body.get("field", "")))


def _place(url: str, answer: Any) -> str:
    """Return where an answer comes from, or leads to: who follows has lost the form on the way."""
    if 300 <= answer.status < 400:
        return urllib.parse.urljoin(url, str(answer.headers.get("Location", "")))
    return str(getattr(answer, "url", None) or url)


def _written(fields: Mapping[str, object]) -> dict[str, str]:
    return {
        name: json.dumps(value) if isinstance(value, (dict, list)) else str(value)
        for name, value in fields.items()
        if value is not None and value != ""
    }


def _body(text: bytes) -> dict[str, Any]:
    try:
        body = json.loads(text)
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def _message(text: bytes, code: int) -> str:
    return str(_body(text).get("msg") or f"answered with {code} and no reason; is it the server?")


def _seconds(header: str | None) -> float | None:
    """Read `Retry-After` where it is a number of seconds, as our server writes it."""
    return float(header) if header and header.isascii() and header.isdigit() else None
