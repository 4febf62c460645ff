"""A fresh machine gets just what was tried, from wherever it gets its packages."""

import ast
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tools import environment
from tools.steps import ROOT

REQUIREMENTS = sorted((ROOT / "requirements").glob("*.txt"))
PIN = re.compile(r"^[a-z0-9][a-z0-9._-]*==[0-9][a-z0-9.]*( ; .+)?$")
EXACT = re.compile(r"^\d+\.\d+\.\d+(-\d+)?$")


def project() -> dict[str, Any]:
    found: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return found


@pytest.mark.parametrize("path", REQUIREMENTS, ids=lambda path: path.name)
def test_it_works(path: Path) -> None:
    lines = path.read_text().splitlines()
    assert lines
    for line in lines:
        assert PIN.match(line), line


@pytest.mark.parametrize("extra", ["server", "build", "test"])
def test_the_requirements_follow_the_project(extra: str) -> None:
    lines = (ROOT / f"requirements/{extra}.txt").read_text().splitlines()
    pins = {line.split(" ;")[0] for line in lines}
    found = project()
    wanted = found["dependencies"] + found["optional-dependencies"].get(extra, [])
    assert {pin.lower().replace("_", "-") for pin in wanted} <= pins


def test_what_the_project_asks_for_is_exact() -> None:
    found = project()
    for pin in sum(found["optional-dependencies"].values(), found["dependencies"]):
        assert PIN.match(pin.lower()), pin
    package = json.loads((ROOT / "package.json").read_text())
    for version in [*package["dependencies"].values(), *package["devDependencies"].values()]:
        assert EXACT.match(version), version


def test_no_lock_file_carries_an_address() -> None:
    for path in [ROOT / "package-lock.json", *REQUIREMENTS]:
        assert not re.search(r"https?://|\bresolved\b", path.read_text()), path
    for package in json.loads((ROOT / "package-lock.json").read_text())["packages"].values():
        assert "resolved" not in package


def test_the_npm_lock_names_every_content() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert all("integrity" in package for path, package in packages.items() if path)


@pytest.mark.parametrize("name", ["build.py", "tools/steps.py", "tools/environment.py"])
def test_setting_up_needs_nothing_but_python(name: str) -> None:
    tree = ast.parse((ROOT / name).read_text())
    imported = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            imported |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported.add((node.module or "").split(".")[0])
    assert imported <= sys.stdlib_module_names | {"tools"}


def test_setting_up_imports_nothing_but_python() -> None:
    program = (
        "import sys, build; from tools import environment, steps;"
        "print(*{n.split('.')[0] for n in sys.modules} - sys.stdlib_module_names)"
    )
    # -I: as on a machine with nothing installed; site-packages of .venv stay out with -S.
    done = subprocess.run(
        [sys.executable, "-S", "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert set(done.stdout.split()) <= {"build", "tools", "__main__", "__mp_main__"}


def test_node_modules_are_what_the_lock_says() -> None:
    assert environment.missing_packages() == []


def test_a_package_in_another_version_is_missing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text())
    lock["packages"]["node_modules/pyodide"]["version"] = "0.0.1"
    (tmp_path / ".package-lock.json").write_text(json.dumps(lock))
    monkeypatch.setattr(environment, "NODE_MODULES", tmp_path)
    assert environment.missing_packages() == ["pyodide"]
