"""Alternating runs and their medians."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from tools.bench.runs import alternating


def counting(name: str, values: Iterable[float], order: list[str]) -> Callable[[], float]:
    left = iter(values)

    def job() -> float:
        order.append(name)
        return next(left)

    return job


def test_it_works() -> None:
    order: list[str] = []
    jobs = {"a": counting("a", [9, 1, 3, 2], order), "b": counting("b", [0, 5, 4, 90], order)}
    assert alternating(jobs, runs=3) == {"a": 2, "b": 5}


def test_neither_is_always_first() -> None:
    order: list[str] = []
    jobs = {name: counting(name, [1] * 4, order) for name in "ab"}
    alternating(jobs, runs=3)
    assert "".join(order) == "abbaabba"


def test_warm_ups_do_not_count() -> None:
    assert alternating({"a": counting("a", [900, 800, 1], [])}, runs=1, warm_ups=2) == {"a": 1}
