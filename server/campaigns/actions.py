"""Save campaigns."""

from typing import Any

from sqlalchemy.orm import Session

from server import clock
from server.accounts.models import Account, User
from server.campaigns import config, queries, render, templates
from server.campaigns.models import Campaign as Row
from server.campaigns.readers import Problem, Problems
from server.campaigns.types import Campaign
from server.channels import sms_length
from server.events.actions import record
from server.qualification import links


def save(
    session: Session,
    account: Account,
    service_id: int,
    name: str,
    changed: dict[str, Any],
    *,
    origin: str,
    enabled: bool = True,
    user: User | None = None,
) -> Row:
    """Store a service's campaign, or the account's own configuration.

    Only what differs from what it inherits is kept, so that a file that was exported whole
    follows the account's later changes.

    Args:
        session: The transaction.
        account: Whose campaign.
        service_id: Of which service, 0 for the account's configuration.
        name: For people.
        changed: As `schema.read` returned it; what is left out is inherited.
        origin: The public origin, for the length of links.
        enabled: Whether it holds.
        user: Who does it.

    Raises:
        NotFoundError: The account has no such service.
        Problems: Two settings do not go together, or an SMS would not fit.
    """
    row = put(session, account, service_id, name, changed, origin=origin, enabled=enabled)
    record(session, account.id, "campaign_saved", {"service_id": service_id}, user=user)
    return row


def put(
    session: Session,
    account: Account,
    service_id: int,
    name: str,
    changed: dict[str, Any],
    *,
    origin: str,
    enabled: bool = True,
) -> Row:
    """Store a campaign as `save` does, but as nobody's deed: for an account that is being made."""
    queries.check_service(session, account, service_id)
    below = queries.inherited(session, account.id, service_id)
    whole = config.merged(below, changed)
    check(config.campaign(whole, name), account.name, origin)
    row = queries.stored(session, account.id, service_id)
    if row is None:
        row = Row(account_id=account.id, service_id=service_id)
        session.add(row)
    row.name, row.config, row.enabled = name, config.own(below, whole), enabled
    row.updated_at = clock.now()
    session.flush()
    return row


def check(campaign: Campaign, account_name: str, origin: str) -> None:
    """Check what takes the whole campaign.

    Raises:
        Problems: Two settings do not go together, or an SMS would not fit.
    """
    wrong = []
    messages = campaign.messages
    for place, found in (
        (("flow", "prompts"), campaign.flow.prompts),
        (("messages", "email", "subject"), messages.email.subject),
        (("messages", "email", "text"), messages.email.text),
        (("messages", "sms", "text"), messages.sms.text),
        (("messages", "whatsapp", "text"), messages.whatsapp.text),
    ):
        if not any(found.values()):
            wrong.append(Problem(place, "a text in at least one language"))
    for code in messages.sms.text:
        wrong += _too_long(campaign, account_name, origin, code)
    if wrong:
        raise Problems(*wrong)


def _too_long(campaign: Campaign, account_name: str, origin: str, code: str) -> list[Problem]:
    source, place = campaign.messages.sms.text[code], ("messages", "sms", "text", code)
    try:
        drawn = render.longest_sms(source, campaign, account_name, links.longest(origin))
    except templates.DrawError as error:
        # Of the account's own configuration, which was stored when more was allowed.
        return [Problem(place, str(error))]
    problem = sms_length.why_not(drawn)
    if not problem:
        return []
    return [Problem(place, f"shorter: with the longest link, name and number {problem}")]
