"""The one table of limits that `build.py bench` holds the product to."""

from dataclasses import dataclass

from tools.assets.budgets import BUDGETS


@dataclass(frozen=True)
class Limit:
    """How far a value may go.

    Attributes:
        bound: the last value that is fine.
        unit: what the value counts: `ratio`, `ms`, `bytes`, …
        at_least: whether more is better; else less is.
    """

    bound: float
    unit: str
    at_least: bool = False

    def allows(self, value: float) -> bool:
        """Says whether a value is on the right side of the bound, or on it."""
        return value >= self.bound if self.at_least else value <= self.bound


LIMITS = {
    **{f"{page}_bytes": Limit(budget, "bytes") for page, budget in BUDGETS.items()},
    "ready_micropython": Limit(1.3, "ratio"),
    "ready_pyodide": Limit(0.5, "ratio"),
    "launcher_painted": Limit(0.3, "ratio"),
    "send_to_seen": Limit(150, "ms"),
    "lead_submit_sqlite": Limit(0.5, "ratio", at_least=True),
    "lead_submit_postgresql": Limit(0.5, "ratio", at_least=True),
    "two_workers": Limit(1.5, "ratio", at_least=True),
    "waiting_cpu": Limit(3, "%"),
    "waiting_memory": Limit(300, "MB"),
}
