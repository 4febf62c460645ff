"""What was measured, judged and put into words."""

import json
from dataclasses import dataclass

from tools.bench.limits import LIMITS, Limit

_DECIMALS = {"ratio": 2, "%": 1}


@dataclass(frozen=True)
class Finding:
    """What came of one measurement.

    Attributes:
        value: what its limit judges.
        note: what the value was made of, for people; it is not judged.
    """

    value: float
    note: str = ""


def report(findings: dict[str, Finding], limits: dict[str, Limit] = LIMITS) -> str:
    """Returns the table that people read.

    Args:
        findings: what was found, by name.
        limits: what each name is held to.
    """
    head = ("", "value", "limit", "unit", "", "made of")
    rows = [head] + [_row(name, found, limits[name]) for name, found in findings.items()]
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    return "\n".join(_line(row, widths) for row in rows)


def as_json(findings: dict[str, Finding], limits: dict[str, Limit] = LIMITS) -> str:
    """Returns `{name: {"value", "limit", "unit", "ok"}}` as JSON text, for machines."""
    told = {
        name: {
            "value": round(found.value, 3),
            "limit": limits[name].bound,
            "unit": limits[name].unit,
            "ok": limits[name].allows(found.value),
        }
        for name, found in findings.items()
    }
    return json.dumps(told)


def status(findings: dict[str, Finding], limits: dict[str, Limit] = LIMITS) -> int:
    """Returns the exit status: 1 when a value is beyond its limit, else 0."""
    return int(not all(limits[name].allows(found.value) for name, found in findings.items()))


def _row(name: str, found: Finding, limit: Limit) -> tuple[str, ...]:
    bound = f"{'≥' if limit.at_least else '≤'} {_number(limit.bound, limit)}"
    verdict = "ok" if limit.allows(found.value) else "NOT OK"
    return name, _number(found.value, limit), bound, limit.unit, verdict, found.note


def _number(value: float, limit: Limit) -> str:
    return f"{value:,.{_DECIMALS.get(limit.unit, 0)}f}"


def _line(row: tuple[str, ...], widths: list[int]) -> str:
    name, value, bound, *rest = (
        text.rjust(width) if column in (1, 2) else text.ljust(width)
        for column, (text, width) in enumerate(zip(row, widths, strict=True))
    )
    return "  ".join((name, value, bound, *rest)).rstrip()
