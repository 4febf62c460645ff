"""`create_profile`: the old profile leaves no trace in the browser, a new one begins."""

import json

from widget.browser import outbox, page
from widget.core.urlencoded import form_encode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from widget.browser.tickets import Tickets
    from widget.browser.widget import Widget


async def create_profile(
    params: dict[str, Any], callback: int, tickets: Tickets, widget: Widget
) -> None:
    """Purges the profile here at once, and on the server as soon as it answers.

    Args:
        params: nothing but the `interaction_id` that the loader gave the call.
        callback: the number of the site's callback; it hears `{"status": "ok"}`.
        tickets: forgets the ticket under way.
        widget: shows nothing of it, and nothing of the visitor, any more.
    """
    old = page.load(page.own("customer")) or ""
    # Before the ticket: other tabs that hear of its end draw a form with what is left.
    page.drop(page.own("country"))
    page.drop(page.own("filled"))
    tickets.forget()
    page.drop(page.own("customer"))
    widget.leave()
    body = form_encode(
        [
            ("action", "create_profile"),
            ("account_key", page.settings["domain"]),
            ("customer_id", old),
        ]
    )
    answer = await outbox.send(params["interaction_id"], body)
    if "customer_id" in answer and not page.load(page.own("customer")):
        page.save(page.own("customer"), answer["customer_id"])
    page.reply(callback, json.dumps({"status": answer["status"]}))
    page.forget(callback)
