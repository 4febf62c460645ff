"""The same tables of cases on CPython, on MicroPython's and on Pyodide's WebAssembly."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from . import run_cases
from .cases import MODULES, ROOT, tables
from .run_cases import made

HERE = Path(__file__).parent
TABLES = tables()
# Python that only the server or the templates' owner runs elsewhere.
SOURCES = [
    path
    for path in sorted((ROOT / "widget/core").glob("*.py"))
    if not path.name.startswith("templating")
]
CASES = [
    pytest.param(module, function, number, case, id=f"{module}.{function}-{number}")
    for module, functions in TABLES.items()
    for function, cases in functions.items()
    for number, case in enumerate(cases)
]


@pytest.fixture(scope="session")
def outcomes() -> dict[str, Any]:
    """Run all tables once in every interpreter, the two in Node at the same time."""
    text = json.dumps(
        {
            m: {f: [{"args": c["args"]} for c in cs] for f, cs in fs.items()}
            for m, fs in TABLES.items()
        },
        ensure_ascii=False,
    )
    files = {str(path.relative_to(ROOT)): path.read_text("utf-8") for path in SOURCES}
    files["widget/__init__.py"] = (ROOT / "widget/__init__.py").read_text("utf-8")
    runner = (HERE / "run_cases.py").read_text("utf-8")
    given = json.dumps({"files": files, "runner": runner, "tables": text}).encode()
    nodes = {
        name: subprocess.Popen(
            ["node", str(HERE / "interpreter.mjs"), name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for name in ("micropython", "pyodide")
    }
    for node in nodes.values():
        assert node.stdin
        node.stdin.write(given)
        node.stdin.close()
        node.stdin = None
    found = {"cpython": json.loads(run_cases.run(text))}
    for name, node in nodes.items():
        out, err = node.communicate(timeout=60)
        # A warning would reach the console of somebody's page.
        assert (node.returncode, err) == (0, b"")
        found[name] = json.loads(out)
    return found


@pytest.mark.parametrize("interpreter", ["cpython", "micropython", "pyodide"])
@pytest.mark.parametrize(("module", "function", "number", "case"), CASES)
def test_it_works(
    outcomes: dict[str, Any],
    interpreter: str,
    module: str,
    function: str,
    number: int,
    case: dict[str, Any],
) -> None:
    expected = ["raises", *case["raises"]] if "raises" in case else ["is", made(case["is"])]
    assert outcomes[interpreter][module][function][number] == expected


def test_every_module_has_a_table() -> None:
    assert {path.stem for path in SOURCES} - {"__init__", "errors"} == set(MODULES)
