"""`get_geo_data`: the visitor's country, never from a third party."""

import json

from widget.browser import page
from widget.browser.runtime import host

OK = 200


async def country_here() -> str:
    """Finds the visitor's country: the server's view of the address, else the locale's.

    Returns:
        ISO 3166 alpha-2 in lower case, or "" when neither knows.
    """
    status, text = await page.request("/api/geo")
    country = json.loads(text).get("country") if status == OK else ""
    return country or str(host.locale_region())


async def get_geo_data(callback: int) -> None:
    """Tells a callback `{"country": "sg"}`.

    Args:
        callback: the number of the site's callback.
    """
    page.reply(callback, json.dumps({"country": await country_here()}))
    page.forget(callback)
