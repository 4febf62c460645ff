"""Answer with one of the console's templates."""

from typing import Any

from litestar import Response

from server.console import filters, history, words
from server.console.access import may_export, may_work
from server.drawing import draw

_TITLES = {403: "Not allowed", 404: "Nothing here", 429: "One moment, please"}


def page(name: str, context: dict[str, Any], status_code: int = 200) -> Response[str]:
    """Answer with a page, or a part of one for htmx."""
    return Response(
        part(name, context), media_type="text/html; charset=utf-8", status_code=status_code
    )


def part(name: str, context: dict[str, Any]) -> str:
    """Draw a page, or a part of one for a stream."""
    shared = {
        "words": words,
        "views": filters.VIEWS,
        "may_work": may_work,
        "may_export": may_export,
        "reasons": history.REASONS,
    }
    return draw(name, {**shared, **context})


def problem(status_code: int, message: str, headers: dict[str, str]) -> Response[str]:
    """Answer with a page that says what is wrong."""
    title = _TITLES.get(status_code, "That did not work")
    context = {"code": status_code, "title": title, "message": sentence(message)}
    response = page("console_problem.html.j2", context, status_code)
    response.headers.update(headers)
    return response


def sentence(message: str) -> str:
    """Make a sentence of a refusal's words."""
    return f"{message[:1].upper()}{message[1:]}."
