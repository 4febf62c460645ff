"""What a process costs while a hundred thousand leads wait for their turn."""

import itertools
import os
import time
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server import db
from server.events.models import Event
from server.leads.models import Lead
from server.parts import Parts
from server.qualification import handover
from server.qualification.models import Qualification
from tools.bench import leads
from tools.bench.findings import Finding
from tools.bench.rig import Rig
from tools.running import product

LEADS = 100_000
CAMPAIGN = Path(__file__).with_name("later.yaml")
# What a start costs is over then, and the sweep has been there.
SETTLING = 6.0  # seconds
SECONDS = 20.0
_CHUNK = 5_000
_TICKS = os.sysconf("SC_CLK_TCK")


def measure(_rig: Rig) -> dict[str, Finding]:
    """Measures `waiting_cpu` and `waiting_memory`; once, however often others are measured."""
    with TemporaryDirectory(prefix="lucep-bench-") as folder:
        data = Path(folder)
        with leads.parts(data, CAMPAIGN) as parts:
            fill(parts, LEADS)
        with product(data) as process:
            time.sleep(SETTLING)
            before, began = cpu_seconds(process.pid), time.monotonic()
            time.sleep(SECONDS)
            share = (cpu_seconds(process.pid) - before) / (time.monotonic() - began)
            memory = resident_megabytes(process.pid)
    note = f"{LEADS:,} leads, over {SECONDS:.0f} s"
    return {
        "waiting_cpu": Finding(100 * share, note),
        "waiting_memory": Finding(memory, note),
    }


def fill(parts: Parts, count: int) -> None:
    """Has leads wait, due one a second: the first is submitted, the others are its copies.

    Each copy has the rows that a submission writes, and its turn is enqueued by the engine.

    Args:
        parts: the product's, on SQLite.
        count: how many leads.
    """
    (first,) = parts.db.run_now(leads.submit, "demo", 1)
    parts.db.run_now(handover.some)
    rest = iter(range(1, count))
    while chunk := list(itertools.islice(rest, _CHUNK)):
        parts.db.run_now(_copy, parts, first, chunk)


def cpu_seconds(pid: int) -> float:
    """Returns how long a process has kept a processor busy, in its own code and the system's."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    user, system = int(fields[11]), int(fields[12])
    return (user + system) / _TICKS


def resident_megabytes(pid: int) -> float:
    """Returns how much memory a process holds, in millions of bytes."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    (kilobytes,) = (line.split()[1] for line in lines if line.startswith("VmRSS:"))
    return int(kilobytes) * 1024 / 1e6


def _copy(session: Session, parts: Parts, first: int, chunk: list[int]) -> None:
    lead = _row(session, Lead, db.table(Lead).c.id == first)
    qualification = _row(session, Qualification, db.table(Qualification).c.lead_id == first)
    event = _row(session, Event, db.table(Event).c.lead_id == first)
    del event["id"]
    many: dict[type[db.Base], list[dict[str, Any]]] = {Lead: [], Qualification: [], Event: []}
    for number in chunk:
        lead_id = first + number
        due = qualification["due"] + timedelta(seconds=number)
        state = {**qualification["state"], "due": due.isoformat()}
        known = {**lead["phone_verdict"], "e164": leads.phone(number).replace(" ", "")}
        many[Lead].append(
            {
                **lead,
                "id": lead_id,
                "interaction_id": f"{number:040x}",
                "phone_number": leads.phone(number),
                "phone_verdict": known,
                "email": f"ada{number}@example.com",
            }
        )
        many[Qualification].append(
            {**qualification, "lead_id": lead_id, "due": due, "state": state}
        )
        many[Event].append({**event, "lead_id": lead_id})
        parts.engine.enqueue(session, lead_id, 0, due, account_id=lead["account_id"])
    for model, rows in many.items():
        session.connection().execute(sa.insert(db.table(model)), rows)


def _row(session: Session, model: type[db.Base], where: sa.ColumnElement[bool]) -> dict[str, Any]:
    return dict(session.execute(sa.select(db.table(model)).where(where)).mappings().one())
