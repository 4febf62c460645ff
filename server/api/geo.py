"""What the server knows of where a visitor is: only what its own proxy tells it."""

from typing import Any

from litestar import Request, get
from litestar.di import NamedDependency

from server.settings import Settings


@get("/api/geo")
async def geo(
    request: Request[Any, Any, Any], settings: NamedDependency[Settings]
) -> dict[str, str]:
    """Answer with the country that a trusted proxy wrote into the request.

    Returns:
        `{"status": "ok", "country": "sg"}`: ISO 3166 alpha-2 in lower case, "" when unknown.
    """
    sent = request.headers.get(settings.country_header, "") if settings.country_header else ""
    country = sent.strip().lower()
    known = len(country) == 2 and country.isascii() and country.isalpha()
    return {"status": "ok", "country": country if known else ""}


ROUTES = [geo]
