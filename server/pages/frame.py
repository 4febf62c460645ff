"""What every page for visitors shares: its style sheets, its loader, its error page."""

from typing import Any

from litestar import Response

from server.kiosks import hours
from widget.core.templating import render

ASSETS = {
    "loader": "/js/lucep.stable.latest.min.js",
    "widget_css": "/styles/widget.css",
    "page_css": "/styles/page.css",
}
_TITLES = {404: "Nothing here", 429: "One moment, please"}


def page(name: str, context: dict[str, Any], status_code: int = 200) -> Response[str]:
    """Answer with one of the widget's pages, never kept by a cache."""
    kiosk = context["kiosk"]
    kiosk = {**kiosk, "next_call": hours.sentence(kiosk)} if kiosk else kiosk
    return Response(
        render(name, {**context, "kiosk": kiosk, "assets": ASSETS}),
        media_type="text/html",
        status_code=status_code,
        headers={"Cache-Control": "no-store"},
    )


def problem(status_code: int, message: str, headers: dict[str, str]) -> Response[str]:
    """Answer with a page that says what is wrong."""
    title = _TITLES.get(status_code, "That did not work")
    sentence = f"{message[:1].upper()}{message[1:]}."
    context: dict[str, Any] = {"kiosk": {}, "style": None, "title": title, "message": sentence}
    response = page("problem.html.j2", context, status_code)
    response.headers.update(headers)
    return response
