"""Everything that qualification has done, as one CSV file: a row for each attempt."""

import csv
import io
from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.response import Stream
from sqlalchemy.orm import Session

from server.accounts.models import LoginSession
from server.console import access
from server.console.routers import console_router
from server.db import Database, pause
from server.errors import Refusal
from server.leads.models import Lead
from server.qualification.models import Attempt, Qualification
from widget.client.cells import safe

BATCH = 100
LEAD = (
    "validation_id",
    "submitted_at",
    "interaction_id",
    "customer_id",
    "name",
    "phone_number",
    "e164",
    "email",
    "location",
    "service_id",
    "service_name",
    "langcode",
    "lead_status",
    "qualification",
    "reason",
    "ended_at",
)
ATTEMPT = (
    "attempt",
    "channel",
    "address",
    "status",
    "outcome",
    "keys",
    "detail",
    "started_at",
    "finished_at",
)


@get("/qualification.csv")
async def qualification_csv(
    db: NamedDependency[Database], me: NamedDependency[LoginSession]
) -> Response[Any]:
    """Serve an account's leads under qualification with their attempts, the oldest first."""
    if not access.may_export(me.user):
        raise Refusal(403, "exports are for owners and managers of the account")
    headers = {"Content-Disposition": 'attachment; filename="qualification.csv"'}
    return Stream(_file(db, me.user.account_id), media_type="text/csv", headers=headers)


async def _file(db: Database, account_id: int) -> AsyncIterator[bytes]:
    """Write the file in parts, each in a transaction of its own, so that none is long."""
    # The mark by which spreadsheets know UTF-8.
    yield "\ufeff".encode() + _written([(*LEAD, *ATTEMPT)])
    last = 0
    while True:
        rows, last = await db.run(batch, account_id, last)
        if not rows:
            return
        yield _written(rows)
        await pause()


def batch(session: Session, account_id: int, after: int) -> tuple[list[tuple[Any, ...]], int]:
    """Read the rows of the next leads.

    Args:
        session: The transaction.
        account_id: Whose leads.
        after: The id of the last lead before them.

    Returns:
        A row for each attempt, one without an attempt for a lead that has none; and the id of the
        last of these leads.
    """
    query = (
        sa.select(Qualification)
        .where(Qualification.account_id == account_id, Qualification.lead_id > after)
        .order_by(Qualification.lead_id)
        .limit(BATCH)
    )
    found = session.scalars(query).unique().all()
    if not found:
        return [], after
    attempts: dict[int, list[Attempt]] = {}
    of_these = sa.select(Attempt).where(Attempt.lead_id.in_([row.lead_id for row in found]))
    for attempt in session.scalars(of_these.order_by(Attempt.id)):
        attempts.setdefault(attempt.lead_id, []).append(attempt)
    rows = [row for each in found for row in _rows(each, attempts.get(each.lead_id, []))]
    return rows, found[-1].lead_id


def _rows(row: Qualification, attempts: list[Attempt]) -> Iterator[tuple[Any, ...]]:
    about = _lead(row, row.lead)
    if not attempts:
        yield (*about, *[""] * len(ATTEMPT))
    for number, attempt in enumerate(attempts, 1):
        yield (
            *about,
            number,
            attempt.channel,
            attempt.address,
            attempt.status,
            attempt.outcome,
            attempt.keys,
            attempt.detail,
            _moment(attempt.started_at),
            _moment(attempt.ended_at),
        )


def _lead(row: Qualification, lead: Lead) -> tuple[Any, ...]:
    return (
        lead.id,
        _moment(lead.created_at),
        lead.interaction_id,
        lead.customer_id,
        lead.name,
        lead.phone_number,
        lead.phone_verdict["e164"],
        lead.email,
        lead.location,
        lead.service_id,
        lead.service_name,
        lead.langcode,
        lead.status,
        row.phase,
        row.state.get("reason", ""),
        _moment(row.ended_at),
    )


def _moment(moment: datetime | None) -> str:
    return moment.isoformat(timespec="seconds") if moment else ""


def _written(rows: list[tuple[Any, ...]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows([[safe(cell) for cell in r] for r in rows])
    return text.getvalue().encode()


ROUTES = [console_router("/console/export", [qualification_csv])]
