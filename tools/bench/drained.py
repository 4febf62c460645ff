"""How many more calls two workers place and bring to their end than one, on one PostgreSQL."""

import time
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import sqlalchemy as sa

from server.parts import Parts
from tools import postgresql
from tools.bench import leads
from tools.bench.findings import Finding
from tools.bench.rig import Rig
from tools.bench.runs import alternating
from tools.running import product
from tools.steps import StepError

RUNS = 3
# So many leads of each of two accounts are due at once.
LEADS = 150
WARM_UP = 60
CAMPAIGN = Path(__file__).with_name("calls.yaml")
# Every call is answered at once, and a key is pressed after a second.
CHANNELS = """[voice]
kind = "recorder"
file = "{file}"
answers = ["qualified"]
seconds = 1.0
"""
PATIENCE = 120.0  # seconds
_LEFT = sa.text("SELECT count(*) FROM qualification WHERE ended_at IS NULL")
_SPAN = sa.text(
    "SELECT extract(epoch FROM max(ended_at) - min(ended_at)) FROM qualification"
    " WHERE lead_id > :newest"
)
_NEWEST = sa.text("SELECT coalesce(max(lead_id), 0) FROM qualification")


def measure(rig: Rig) -> dict[str, Finding]:
    """Measures `two_workers`: how much faster they are than one."""
    with (
        TemporaryDirectory(prefix="lucep-bench-") as folder,
        postgresql.running(durable=True) as cluster,
    ):
        url = cluster.create("product")
        channels = Path(folder) / "channels.toml"
        channels.write_text(CHANNELS.format(file=Path(folder) / "told"))
        with leads.parts(Path(folder), CAMPAIGN, url) as parts:
            jobs = {
                str(workers): lambda workers=workers: drained(parts, url, channels, workers)
                for workers in (1, 2)
            }
            rates = alternating(jobs, rig.runs or RUNS, warm_ups=0)
    note = f"{rates['1']:.0f} calls a second with one, {rates['2']:.0f} with two"
    return {"two_workers": Finding(rates["2"] / rates["1"], note)}


def drained(parts: Parts, url: str, channels: Path, workers: int) -> float:
    """Has workers place a call to each of many leads that are due at once.

    Args:
        parts: what puts the leads into the database.
        url: its address.
        channels: the channels file of the workers.
        workers: how many.

    Returns:
        How many calls ended in a second, from the first to the last.

    Raises:
        StepError: they do not end in time.
    """
    with ExitStack() as stack:
        for number in range(workers):
            data = channels.parent / f"worker-{number}"
            stack.enter_context(
                product(data, "--worker", "--channels", str(channels), database_url=url)
            )
        # Workers live for weeks: what each does once, at its first calls, is not what is measured.
        _call(parts, WARM_UP)
        with parts.db.engine.connect() as connection:
            newest = connection.scalar(_NEWEST)
        _call(parts, LEADS)
        with parts.db.engine.connect() as connection:
            seconds = float(connection.scalar(_SPAN, {"newest": newest}) or 0)
    return (LEADS * len(leads.KEYS) - 1) / seconds


def _call(parts: Parts, count: int) -> None:
    parts.db.run_now(lambda session: [leads.submit(session, key, count) for key in leads.KEYS])
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with parts.db.engine.connect() as connection:
            if not connection.scalar(_LEFT):
                return
        time.sleep(0.1)
    why = f"not every call came to its end within {PATIENCE:.0f} s"
    raise StepError("Placing calls", why, "Run `python3 build.py test tests/qualification`.")
