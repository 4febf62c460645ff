"""What happens to webhooks and their deliveries: the only module that writes their tables."""

import base64
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session
from standardwebhooks import Webhook as Signer

from server import clock, db
from server.accounts.models import User
from server.errors import Refusal
from server.events import actions as events
from server.events.models import Event
from server.leads.models import Lead
from server.qualification.models import Attempt
from server.webhooks import addresses, payload, queries
from server.webhooks.models import Delivery, Webhook
from server.webhooks.queue import TOPIC
from server.webhooks.sender import Answer

# How long to wait after each try that failed: the last one is made about a day after the first.
PAUSES = tuple(
    timedelta(seconds=seconds)
    for seconds in (5, 30, 120, 600, 1800, 3600, 7200, 14400, 28800, 28800)
)
# A delivery under way is somebody else's again after so long: its process has died.
LEASE = timedelta(minutes=2)
MOST_WEBHOOKS = 20
_AT_ONCE = 4
_GONE = 410


@dataclass(frozen=True)
class Job:
    """A delivery that is to be made now.

    Attributes:
        delivery_id: Its row.
        webhook_id: To which webhook.
        tries: Which try it is, from 1.
        url: Where to.
        headers: Its signature among them.
        body: The payload.
    """

    delivery_id: int
    webhook_id: int
    tries: int
    url: str
    headers: dict[str, str]
    body: bytes


def add(session: Session, user: User, url: str, *, private: bool) -> Webhook:
    """Tell an address of every change of the account's leads from now on.

    Args:
        session: The transaction.
        user: The owner or manager who wants it.
        url: Where to.
        private: Whether the operator allows private networks.

    Returns:
        The webhook with its new secret.

    Raises:
        Refusal: 400, the address is not fit, or there already; 409, too many are switched on.
    """
    url = url.strip()
    refused = addresses.why_not(url, private=private)
    if refused:
        raise Refusal(400, refused, "url")
    there = queries.of_account(session, user.account_id)
    if any(addresses.same(webhook.url, url) for webhook in there):
        raise Refusal(400, "an address that is not in the list yet", "url")
    _refuse_too_many(there, "url")
    secret = f"whsec_{base64.b64encode(secrets.token_bytes(32)).decode()}"
    webhook = Webhook(
        account_id=user.account_id, url=url, secret=secret, enabled=True, created_at=clock.now()
    )
    session.add(webhook)
    session.flush()
    _record(session, user, webhook, "webhook_added")
    return webhook


def switch(session: Session, user: User, webhook_id: int, *, on: bool) -> Webhook:
    """Switch a webhook on or off; off, what waits for it is given up.

    Raises:
        NotFoundError: The account has no such webhook.
        Refusal: 409, too many are switched on.
    """
    webhook = queries.one(session, user.account_id, webhook_id)
    if on and not webhook.enabled:
        _refuse_too_many(queries.of_account(session, user.account_id), "webhook")
    if webhook.enabled != on:
        webhook.enabled = on
        _record(session, user, webhook, "webhook_switched_on" if on else "webhook_switched_off")
    if not on:
        _give_up(session, webhook.id, "switched off")
    return webhook


def send_again(session: Session, user: User, webhook_id: int, delivery_id: int) -> Webhook:
    """Try a delivery again from the start, with the same id for its receiver.

    Raises:
        NotFoundError: The account has no such delivery.
        Refusal: 409, the webhook is switched off.
    """
    webhook = queries.one(session, user.account_id, webhook_id)
    delivery = queries.delivery(session, webhook, delivery_id)
    if not webhook.enabled:
        raise Refusal(409, "switch the webhook on first", "webhook")
    delivery.status, delivery.tries = "waiting", 0
    delivery.due, delivery.ended_at = clock.now(), None
    db.touch(session, TOPIC)
    return webhook


def claim(session: Session, under_way: Mapping[int, int], most: int) -> list[Job]:
    """Take deliveries that are due; nobody else takes them while their lease lasts.

    Args:
        session: The transaction.
        under_way: How many this process already makes, by webhook: a receiver that hangs must
            not hold up the others, so those go first of which it makes the fewest.
        most: At most so many.

    Returns:
        What is to be sent now.
    """
    now = clock.now()
    due = (Delivery.status == "waiting", Delivery.due <= now, Webhook.enabled)
    # One look into the index for each: to group what waits would go through all of it each time.
    oldest = (
        sa.select(sa.func.min(Delivery.due))
        .where(Delivery.webhook_id == Webhook.id, Delivery.status == "waiting")
        .scalar_subquery()
    )
    waiting = sa.select(Webhook.id).where(Webhook.enabled, oldest <= now).order_by(oldest)
    jobs: list[Job] = []
    for webhook_id in sorted(session.scalars(waiting), key=lambda found: under_way.get(found, 0)):
        free = min(_AT_ONCE - under_way.get(webhook_id, 0), most - len(jobs))
        if free <= 0:
            continue
        query = (
            sa.select(Delivery)
            .join(Webhook)
            .where(Delivery.webhook_id == webhook_id, *due)
            .order_by(Delivery.due, Delivery.id)
            .limit(free)
            .with_for_update(skip_locked=True, of=Delivery)
        )
        for delivery in session.scalars(query).all():
            delivery.tries += 1
            delivery.due = now + LEASE
            jobs.append(_job(session, delivery, now))
    return jobs


def finish(session: Session, job: Job, answer: Answer) -> None:
    """Write down what came of a try, and when the next one is.

    Args:
        session: The transaction.
        job: What was sent; a try that is not the newest any more changes nothing.
        answer: What came back; 410 switches the webhook off.
    """
    if answer.status == _GONE:
        # First, for such an answer ends the deliveries of others too: two must not wait for each
        # other.
        session.get_one(Webhook, job.webhook_id, with_for_update=True)
    delivery = session.get(Delivery, job.delivery_id, with_for_update=True)
    if delivery is None or delivery.status != "waiting" or delivery.tries != job.tries:
        return
    now = clock.now()
    delivery.answer, delivery.detail = answer.status, answer.detail[:500]
    if answer.good:
        delivery.status, delivery.due, delivery.ended_at = "delivered", None, now
    elif answer.status == _GONE or job.tries > len(PAUSES):
        delivery.status, delivery.due, delivery.ended_at = "failed", None, now
    else:
        delivery.due = now + PAUSES[job.tries - 1] * (0.9 + secrets.randbelow(200) / 1000)
    if answer.status == _GONE:
        session.flush()
        webhook = session.get_one(Webhook, job.webhook_id)
        webhook.enabled = False
        _give_up(session, webhook.id, "the receiver has switched it off (410)")
        _record(session, None, webhook, "webhook_switched_off")


def _refuse_too_many(there: Sequence[Webhook], field: str) -> None:
    if sum(webhook.enabled for webhook in there) >= MOST_WEBHOOKS:
        said = f"at most {MOST_WEBHOOKS} webhooks can be switched on; switch one off first"
        raise Refusal(409, said, field)


def _job(session: Session, delivery: Delivery, now: datetime) -> Job:
    event = session.get_one(Event, delivery.event_id)
    webhook = session.get_one(Webhook, delivery.webhook_id)
    lead = session.get_one(Lead, event.lead_id)
    attempts = session.scalars(
        sa.select(Attempt).where(Attempt.lead_id == lead.id).order_by(Attempt.id)
    ).all()
    text = json.dumps(payload.body(event, lead, attempts), ensure_ascii=False)
    # The same for every try, so that a receiver knows what it has already.
    name = f"event-{event.id}"
    signature = Signer(webhook.secret).sign(name, now, text)
    headers = {
        "Content-Type": "application/json",
        "webhook-id": name,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": signature,
    }
    return Job(delivery.id, webhook.id, delivery.tries, webhook.url, headers, text.encode())


def _give_up(session: Session, webhook_id: int, why: str) -> None:
    session.execute(
        sa.update(Delivery)
        .where(Delivery.webhook_id == webhook_id, Delivery.status == "waiting")
        .values(status="failed", due=None, ended_at=clock.now(), detail=why)
    )


def _record(session: Session, user: User | None, webhook: Webhook, kind: str) -> None:
    data = {"webhook": webhook.id, "url": webhook.url}
    events.record(session, webhook.account_id, kind, data, user=user)
