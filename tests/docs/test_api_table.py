"""docs/api.md has every row of the documented tables, each with a test that is there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tools.steps import ROOT

API = ROOT / "docs" / "api.md"
REFERENCE = ROOT.parent / "shared" / "reference" / "lucep-api-docs.txt"
BEGINNING = "Lucep Callback API"
HEADINGS = re.compile(r"^(Parameter Type|Property Name|Status Description)\b")
# What is documented, by table; the reference itself is not always beside the repository.
EXPECTED = {
    "init": "domain id lang no_ui mobile load_ui callback",
    "raise_lead": "phone_number name service_id service_name additional_info callback",
    "send_intelligence": "event_type payload callback",
    "put_data": "key value",
    "get_data": "key",
    "get_kiosk_details": "callback",
    "kiosk": "default_lang kiosk_id button_cta color extra_fields closed_txt open_txt",
    "extra_fields": "dom-property-id label type help_txt options",
    "get_ticket_status": "status server",
    "create_profile": "callback",
    "status responses": "ok fail error",
}
ROWS = [(table, row) for table, rows in EXPECTED.items() for row in rows.split()]
LINK = re.compile(r"\[`(?P<path>[\w/.]+)::(?P<test>\w+)`\]\(\.\./(?P<address>[\w/.]+)\)")


def linked() -> list[tuple[str, str, list[tuple[str, str, str]]]]:
    """Returns each line of the page's table of rows: line number, what it is about, its links."""
    section = API.read_text().split("\n## Every row")[1]
    lines = [line.strip("| ").split(" | ") for line in section.splitlines()]
    return [
        (cells[0], "/".join(cells[1:-1]), LINK.findall(cells[-1]))
        for cells in lines
        if cells[0].isdigit()
    ]


def documented() -> list[tuple[int, str]]:
    """Returns the rows of the reference's tables, as line number and name."""
    lines = REFERENCE.read_text().splitlines()
    rows, inside = [], False
    for number, line in enumerate(lines[lines.index(BEGINNING) :], lines.index(BEGINNING) + 1):
        if HEADINGS.match(line):
            inside = True
        elif not line:
            inside = False
        elif inside:
            rows.append((number, line.split()[0]))
    return rows


def functions(path: Path) -> dict[str, str]:
    """Returns the tests of a file with their docstrings."""
    tree = ast.parse(path.read_text())
    return {
        node.name: ast.get_docstring(node) or ""
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
    }


def test_it_works() -> None:
    found = [what for _, what, _ in linked()]
    assert found[: len(ROWS)] == [f"{table}/`{row}`" for table, row in ROWS]


@pytest.mark.parametrize(("line", "what", "links"), linked())
def test_every_row_is_held_by_a_test(
    line: str, what: str, links: list[tuple[str, str, str]]
) -> None:
    assert links, f"line {line}, {what}: no test"
    for path, test, address in links:
        assert path == address
        assert test in functions(ROOT / path), f"{path} has no {test}"


def test_each_test_of_a_row_names_its_line() -> None:
    for line, what, links in linked():
        cited = " ".join(functions(ROOT / path)[test] for path, test, _ in links)
        spans = re.findall(r"Lines? (\d+)(?: (?:to|and) (\d+))?", cited)
        held = any(int(first) <= int(line) <= int(last or first) for first, last in spans)
        assert held, f"line {line}, {what}: {cited}"


def test_the_rows_are_the_documented_ones() -> None:
    if not REFERENCE.exists():  # it lies beside the repository where the founders work
        return
    table = [(int(line), what.split("`")[1]) for line, what, _ in linked()[: len(ROWS)]]
    assert [row for _, row in documented()] == [row for _, row in ROWS]
    assert documented() == table
