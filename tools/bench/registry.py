"""Every measurement; a new one is a file here, a row below and a row in `limits.py`."""

from collections.abc import Callable
from dataclasses import dataclass

from tools.bench import drained, launcher, ready, sent, sizes, submit, waiting
from tools.bench.findings import Finding
from tools.bench.rig import Rig


@dataclass(frozen=True)
class Measurement:
    """Something that is measured: the names of what it finds, and the function that does it."""

    names: tuple[str, ...]
    run: Callable[[Rig], dict[str, Finding]]


MEASUREMENTS = (
    Measurement(sizes.NAMES, sizes.measure),
    Measurement(("ready_micropython",), ready.micropython),
    Measurement(("ready_pyodide",), ready.pyodide),
    Measurement(("launcher_painted",), launcher.measure),
    Measurement(("send_to_seen",), sent.measure),
    Measurement(("lead_submit_sqlite",), submit.sqlite),
    Measurement(("lead_submit_postgresql",), submit.on_postgresql),
    Measurement(("two_workers",), drained.measure),
    Measurement(("waiting_cpu", "waiting_memory"), waiting.measure),
)
