"""A campaign's configuration: how sections go before one another, and what they make."""

from collections.abc import Callable
from typing import Any

from server.campaigns.types import (
    Campaign,
    Email,
    Flow,
    Hours,
    Messages,
    Retry,
    Sms,
    Step,
    WhatsApp,
    Window,
)

# The mappings that are merged setting by setting; every other value is taken whole, for a text
# in one language of the account's must not stand between texts of the campaign's.
_MERGED = {
    (),
    ("flow",),
    ("flow", "thanks"),
    ("messages",),
    ("messages", "email"),
    ("messages", "sms"),
    ("messages", "whatsapp"),
    ("retries",),
}


def merged(below: dict[str, Any], above: dict[str, Any], place: tuple[str, ...] = ()) -> Any:
    """Put a configuration before another one.

    Args:
        below: What holds where the other says nothing.
        above: What goes before it.
        place: Where in a configuration both are.

    Returns:
        A new configuration.
    """
    out = dict(below)
    for key, value in above.items():
        inner = (*place, key)
        out[key] = merged(below[key], value, inner) if inner in _MERGED and key in below else value
    return out


def own(below: dict[str, Any], whole: dict[str, Any], place: tuple[str, ...] = ()) -> Any:
    """Keep of a configuration what differs from the one below it: `merged` undoes it."""
    out = {}
    for key, value in whole.items():
        inner = (*place, key)
        if inner in _MERGED and key in below:
            value = own(below[key], value, inner)
            if not value:
                continue
        elif key in below and below[key] == value:
            continue
        out[key] = value
    return out


def campaign(config: dict[str, Any], name: str, campaign_id: int | None = None) -> Campaign:
    """Make a campaign of a configuration in which nothing is missing.

    Args:
        config: As `schema.read` gives it, merged over the product's.
        name: For people.
        campaign_id: Its row.
    """
    flow, messages, hours = config["flow"], config["messages"], config["hours"]
    whatsapp = dict(messages["whatsapp"])
    whatsapp["variables"] = tuple(whatsapp["variables"])
    return Campaign(
        id=campaign_id,
        name=name,
        company=config["company"],
        language=config["language"],
        flow=Flow(**flow),
        messages=Messages(Email(**messages["email"]), Sms(**messages["sms"]), WhatsApp(**whatsapp)),
        retries=_each(config["retries"], Retry),
        messages_after=frozenset(config["messages_after"]),
        sequence=tuple(Step(**step) for step in config["sequence"]),
        hours=Hours(
            time_zone=hours["time_zone"],
            weekly={
                day: tuple((begin, end) for begin, end in spans)
                for day, spans in hours["weekly"].items()
            },
            holidays=tuple(hours["holidays"]),
            holidays_of=tuple(hours["holidays_of"]),
        ),
        lawful=Window(**config["lawful"]),
        max_calls=config["max_calls"],
        await_answer=config["await_answer"],
        link_valid=config["link_valid"],
    )


def _each(rules: dict[Any, dict[str, Any]], make: Callable[..., Any]) -> dict[Any, Any]:
    return {key: make(**rule) for key, rule in rules.items()}
