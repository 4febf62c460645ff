"""How many leads are taken for qualification: `lead_submit` against the bare framework."""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from tools import postgresql
from tools.bench import load
from tools.bench.findings import Finding
from tools.bench.rig import Rig
from tools.bench.runs import alternating
from tools.running import ready, serving

RUNS = 7
SECONDS = 2
# It answers HTTP and leaves the turns to others: what is measured is taking a lead, not dialling.
ROLE = ("--demo", "--web", "--submit-limit", "0")


def sqlite(rig: Rig) -> dict[str, Finding]:
    """Measures `lead_submit_sqlite`."""
    with tempfile.TemporaryDirectory(prefix="lucep-bare-") as folder, serving(*ROLE) as ours:
        return {"lead_submit_sqlite": _compared(rig, ours, f"sqlite:///{folder}/bare.sqlite3")}


def on_postgresql(rig: Rig) -> dict[str, Finding]:
    """Measures `lead_submit_postgresql`; each commit waits for the disk."""
    with (
        postgresql.running(durable=True) as cluster,
        serving(*ROLE, database_url=cluster.create("ours")) as ours,
    ):
        return {"lead_submit_postgresql": _compared(rig, ours, cluster.create("bare"))}


def _compared(rig: Rig, ours: str, bare_url: str) -> Finding:
    with _bare(bare_url) as bare:
        jobs = {
            "ours": partial(load.per_second, ours, SECONDS),
            "bare": partial(load.per_second, bare, SECONDS),
        }
        rates = alternating(jobs, rig.runs or RUNS)
    note = f"{rates['ours']:,.0f} leads a second, {rates['bare']:,.0f} bare rows"
    return Finding(rates["ours"] / rates["bare"], note)


@contextmanager
def _bare(url: str) -> Iterator[str]:
    command = [sys.executable, "-m", "tools.bench.bare", url]
    with (
        tempfile.TemporaryFile("w+") as said,
        ready(command, said, dict(os.environ)) as bare,
    ):
        yield bare.origin
