"""`raise_lead`: from the documented parameters to a ticket."""

import json

from widget.browser import outbox, page
from widget.core import wire
from widget.core.errors import FieldError
from widget.core.urlencoded import form_encode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Coroutine
    from typing import Any

    from widget.browser.tickets import Tickets


def raise_lead(
    params: dict[str, Any], callback: int, tickets: Tickets
) -> Coroutine[Any, Any, None]:
    """Keeps a lead of the site's own code, before it returns: a page may close next.

    Args:
        params: the documented parameters, `additional_info` and `payload` as JSON
            text, and the `interaction_id` that the loader gave the call.
        callback: the number of the site's callback. It hears `no-ticket` with
            `field` and `msg` when a parameter is refused.
        tickets: follows the ticket that comes of it.

    Returns:
        What sends it and tells the callback.
    """
    refusal = {}
    try:
        _keep(wire.clean_lead(params))
    except FieldError as error:
        refusal = {"field": error.field, "msg": str(error)}
    return _raise(params["interaction_id"], refusal, callback, tickets, tickets.profile)


async def _raise(
    entry_id: str, refusal: dict[str, Any], callback: int, tickets: Tickets, profile: int
) -> None:
    answer = refusal
    if not answer:
        outbox.hurry()
        answer = await outbox.answer(entry_id)
    if profile != tickets.profile:
        page.forget(callback)  # the visitor has left the profile that asked
    elif "ticket" in answer:
        tickets.follow(answer["ticket"], answer["ticket-status"], callback)
    else:
        refuse(callback, answer)


def from_form(lead: dict[str, Any]) -> dict[str, Any]:
    """Makes a submission of what the form held.

    Args:
        lead: what `widget.core.form.read` returned.

    Returns:
        The lead with an id of its own and its `additional_info` as ordered JSON text.
    """
    return dict(lead) | {
        "interaction_id": page.new_id(),
        "additional_info": wire.additional_info(lead),
    }


async def send(lead: dict[str, Any]) -> dict[str, Any]:
    """Sends a checked lead, however long it takes.

    Args:
        lead: the wire's fields, `interaction_id` among them.

    Returns:
        The server's answer.
    """
    _keep(lead)
    outbox.hurry()
    return await outbox.answer(lead["interaction_id"])


async def send_form(pairs: list[list[str]]) -> dict[str, Any]:
    """Sends a form as it was filled in, when what to check it by could not be fetched.

    Args:
        pairs: what the form would send, in order.

    Returns:
        The server's answer.
    """
    who = page.identity()
    ours = {"interaction_id": page.new_id()} | {n: who[n] for n in ("page_url", "customer_id")}
    sent: list[tuple[str, object]] = [(name, value) for name, value in pairs if name not in ours]
    sent += list(ours.items())
    body = form_encode(sent)
    return await outbox.send(ours["interaction_id"], body)


def refuse(callback: int, why: dict[str, Any]) -> None:
    """Tells a callback of the site's that no lead came of its call.

    Args:
        callback: its number.
        why: `msg` and, where one is to blame, `field`; the server's answer, or ours.
    """
    told = {"ticket-status": "no-ticket", "server": "status" in why, "status": "fail"} | why
    page.reply(callback, json.dumps(told))
    page.forget(callback)


def _keep(lead: dict[str, Any]) -> None:
    fields = dict(lead) | page.identity() | {"action": "raise_lead"}
    outbox.put(lead["interaction_id"], form_encode(list(fields.items())))
