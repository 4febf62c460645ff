"""How often something is measured, and which number stands for it."""

from collections.abc import Callable, Mapping
from statistics import median

Run = Callable[[], float]


def alternating(jobs: Mapping[str, Run], runs: int, warm_ups: int = 1) -> dict[str, float]:
    """Runs jobs in turn, so that a noisy moment of the machine meets all of them alike.

    Args:
        jobs: what to run, by name; each returns what it measured.
        runs: how often each counts.
        warm_ups: how often each runs before that, uncounted.

    Returns:
        Each job's median, by its name.
    """
    measured: dict[str, list[float]] = {name: [] for name in jobs}
    order = list(jobs)
    for _ in range(warm_ups + runs):
        for name in order:
            measured[name].append(jobs[name]())
        order.reverse()
    return {name: median(values[warm_ups:]) for name, values in measured.items()}
