"""Refusals in the console, as a page where a person sees them."""

from typing import Any

from litestar import Request, Response

from server import answers
from server.console import frame
from server.errors import Refusal


def refused(request: Request[Any, Any, Any], refusal: Refusal) -> Response[Any]:
    """Answer what a client got wrong."""
    if "text/html" not in request.headers.get("accept", ""):
        return answers.refused(request, refusal)
    said = f"{refusal.field}: {refusal.message}" if refusal.field else refusal.message
    return frame.problem(refusal.status_code, said, refusal.headers)


HANDLERS = {Refusal: refused}
