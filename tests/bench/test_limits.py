"""Which side of a limit is the right one."""

from __future__ import annotations

import re

from tools.assets.budgets import BUDGETS
from tools.bench.limits import LIMITS, Limit
from tools.steps import ROOT


def test_it_works() -> None:
    assert [Limit(1.3, "ratio").allows(value) for value in (1.2, 1.3, 1.31)] == [True, True, False]


def test_more_may_be_better() -> None:
    limit = Limit(0.5, "ratio", at_least=True)
    assert [limit.allows(value) for value in (0.49, 0.5, 2)] == [False, True, True]


def test_no_number_is_within_no_limit() -> None:
    assert not Limit(1, "ms").allows(float("nan"))


def test_the_budgets_of_the_build_are_the_limits_of_the_bytes() -> None:
    assert {name: LIMITS[f"{name}_bytes"].bound for name in BUDGETS} == BUDGETS


def test_the_page_in_the_docs_says_the_same() -> None:
    page = (ROOT / "docs" / "performance.md").read_text()
    rows = re.findall(
        r"^\| `(\w+)` \|.*\| (at least )?([\d.,]+)(?: ([\w%]+))? \|$", page, re.MULTILINE
    )
    told = {
        name: Limit(float(bound.replace(",", "")), unit or "ratio", bool(least))
        for name, least, bound, unit in rows
    }
    assert told == LIMITS
