"""Settings from the command line and the environment; the clock."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from server import settings


def test_it_works() -> None:
    read = settings.read(
        ["--port", "0", "--data", "var", "--demo", "--origin", "https://a.example/"], {}
    )
    assert (read.port, read.data, read.demo) == (0, Path("var"), True)
    assert read.origin == "https://a.example"
    assert read.url.startswith("sqlite:////")
    assert read.url.endswith("/var/lucep.sqlite3")


def test_the_environment_gives_defaults() -> None:
    environ = {
        "DATABASE_URL": "postgresql://db.example/lucep",
        "LUCEP_DATA": "/data",
        "LUCEP_DIST": "/dist",
        "LUCEP_PORT": "81",
        "LUCEP_ORIGIN": "https://a.example",
    }
    read = settings.read([], environ)
    assert (read.data, read.dist, read.port) == (Path("/data"), Path("/dist"), 81)
    assert read.url == "postgresql://db.example/lucep"
    assert read.origin == "https://a.example"
    assert settings.read(["--port", "82"], environ).port == 82
    assert not read.demo


@pytest.mark.parametrize("port", ["-1", "65536", "x", ""])
def test_a_port_that_is_none(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        settings.read(["--port", port], {})
    assert "a port is a number from 0 to 65535" in capsys.readouterr().err


def test_only_the_clock_knows_the_time() -> None:
    culprits = []
    for file in (settings.ROOT / "server").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Attribute) and node.attr in ("now", "utcnow", "today", "time"):
                owner = ast.unparse(node.value)
                if owner != "clock" and file.name != "clock.py":
                    culprits.append(f"{file.name}: {ast.unparse(node)}")
    assert culprits == []


def test_every_setting_is_documented(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        settings.read(["--help"], {})
    source = (settings.ROOT / "server" / "settings.py").read_text()
    names = {
        *re.findall(r"--[a-z-]+", capsys.readouterr().out),
        *re.findall(r'environ.get\("([A-Z_]+)"', source),
    } - {"--help"}
    documented = (settings.ROOT / "docs" / "settings.md").read_text()
    assert len(names) >= 10
    assert [name for name in names if f"`{name}`" not in documented] == []
