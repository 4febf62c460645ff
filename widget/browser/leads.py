"""`raise_lead`: from the documented parameters to a ticket."""

import json

from widget.browser import outbox, page
from widget.core import wire
from widget.core.errors import FieldError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from widget.browser.tickets import Tickets


async def raise_lead(params: dict[str, Any], callback: int, tickets: Tickets) -> None:
    """Raises a lead for the site's own code.

    Args:
        params: the documented parameters, `additional_info` and `payload` as JSON
            text, and the `interaction_id` that the loader gave the call.
        callback: the number of the site's callback. It hears `no-ticket` with
            `field` and `msg` when a parameter is refused.
        tickets: follows the ticket that comes of it.
    """
    try:
        lead = wire.clean_lead(dict(params) | page.identity())
    except FieldError as error:
        refuse(callback, {"field": error.field, "msg": str(error)})
        return
    answer = await send(lead)
    if "ticket" in answer:
        tickets.follow(answer["ticket"], answer["ticket-status"], callback)
    else:
        refuse(callback, answer)


async def send(lead: dict[str, Any], unsent: Any = None) -> dict[str, Any]:
    """Sends a checked lead, however long it takes.

    Args:
        lead: the wire's fields, `interaction_id` among them.
        unsent: called without arguments after each try that got no answer.

    Returns:
        The server's answer.
    """
    fields = [("action", "raise_lead")]
    fields += [(name, str(value)) for name, value in lead.items() if value is not None]
    return await outbox.send(lead["interaction_id"], wire.form_encode(fields), unsent)


def refuse(callback: int, why: dict[str, Any]) -> None:
    """Tells a callback of the site's that no lead came of its call.

    Args:
        callback: its number.
        why: `msg` and, where one is to blame, `field`.
    """
    told = {"ticket-status": "no-ticket", "server": "status" in why, "status": "fail"} | why
    page.reply(callback, json.dumps(told))
    page.forget(callback)
