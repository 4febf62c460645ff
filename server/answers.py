"""From an exception to an answer: JSON for programs, a page for people."""

import logging
from typing import Any

from litestar import Request, Response
from litestar.exceptions import HTTPException
from litestar.response import Redirect

from server import errors
from server.console.access import LOGIN, NotLoggedInError
from server.errors import Refusal
from server.headers import FOR_WIDGETS
from server.pages import frame
from widget.core.errors import FieldError

log = logging.getLogger("server")
AnyRequest = Request[Any, Any, Any]

_REASONS = {
    404: "there is nothing at this address",
    405: "not with this method; the Allow header says which",
}


def refused(request: AnyRequest, refusal: Refusal) -> Response[Any]:
    """Answer what a client got wrong."""
    return _answer(request, refusal.status_code, refusal.message, refusal.field, refusal.headers)


def field_refused(request: AnyRequest, error: FieldError) -> Response[Any]:
    """Answer a value that one of the widget's own checks refused."""
    return _answer(request, 400, error.message, error.field)


def not_served(request: AnyRequest, error: HTTPException) -> Response[Any]:
    """Answer what the framework refused: no such address, not this method."""
    if error.status_code >= 500:
        return broken(request, error)
    message = _REASONS.get(error.status_code, error.detail)
    return _answer(request, error.status_code, message, headers=dict(error.headers or {}))


def not_logged_in(request: AnyRequest, error: NotLoggedInError) -> Response[Any]:
    """Send people to the login; refuse programs, streams and forms."""
    wants_page = "text/html" in request.headers.get("accept", "")
    if request.method == "GET" and wants_page and "hx-request" not in request.headers:
        return Redirect(LOGIN, status_code=303)
    return refused(request, error)


def broken(request: AnyRequest, error: Exception) -> Response[Any]:
    """Answer our own mistake, and write it down for us."""
    log.error("%s %s failed", request.method, request.url.path, exc_info=error)
    return _answer(request, 500, "something broke on our side; please try again")


def _answer(
    request: AnyRequest,
    status_code: int,
    message: str,
    field: str = "",
    headers: dict[str, str] | None = None,
) -> Response[Any]:
    wants_page = "text/html" in request.headers.get("accept", "")
    if wants_page and not FOR_WIDGETS.holds(request.url.path):
        said = f"{field}: {message}" if field else message
        return frame.problem(status_code, said, headers or {})
    body = errors.body(status_code, message, field)
    kept = {"Cache-Control": "no-store", **(headers or {})}
    return Response(body, status_code=status_code, headers=kept, media_type="application/json")
