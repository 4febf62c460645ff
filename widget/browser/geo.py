"""`get_geo_data`: the visitor's country, never from a third party."""

import json

from widget.browser import page
from widget.browser.runtime import host

OK = 200


async def get_geo_data(callback: int) -> None:
    """Tells a callback `{"country": "sg"}`: the server's view of the address, else the locale's.

    Args:
        callback: the number of the site's callback.
    """
    status, text = await page.request("/api/geo")
    country = json.loads(text).get("country") if status == OK else ""
    page.reply(callback, json.dumps({"country": country or str(host.locale_region())}))
    page.forget(callback)
