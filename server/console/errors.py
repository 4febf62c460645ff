"""Refusals in the console, as people see them: a page, or a notice on the page they are on."""

from typing import Any

from litestar import Request, Response

from server import answers
from server.console import frame
from server.errors import Refusal

_NOTICE = {"HX-Retarget": "#notice", "HX-Reswap": "innerHTML"}


def refused(request: Request[Any, Any, Any], refusal: Refusal) -> Response[Any]:
    """Answer what a client got wrong."""
    by_htmx = request.headers.get("hx-request") == "true"
    if not by_htmx and "text/html" not in request.headers.get("accept", ""):
        return answers.refused(request, refusal)
    # The token against forged forms has no name that people know.
    field = "" if refusal.field == "csrf" else refusal.field
    said = f"{field}: {refusal.message}" if field else refusal.message
    if not by_htmx:
        return frame.problem(refusal.status_code, said, refusal.headers)
    context = {"notice": frame.sentence(said)}
    response = frame.page("notice.html.j2", context, refusal.status_code)
    response.headers.update({**refusal.headers, **_NOTICE})
    return response


HANDLERS = {Refusal: refused}
