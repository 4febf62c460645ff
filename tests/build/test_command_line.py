"""build.py as people run it: what it prints, how it stops, how it fails."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from tools import environment, steps
from tools.ports import free_port
from tools.steps import ROOT, StepError

READY = re.compile(r"^ready (http://127\.0\.0\.1:(\d+)/)$")


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "build.py", *arguments]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
    )


def serve(tmp_path: Path, port: int) -> subprocess.Popen[str]:
    command = [sys.executable, "build.py", "serve", "--port", str(port), "--data", str(tmp_path)]
    return subprocess.Popen(
        command,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )


@pytest.fixture(autouse=True)
def _built(dist: Path) -> None:
    assert dist.is_dir()


def started(server: subprocess.Popen[str]) -> list[str]:
    """Waits until the server is ready and returns what it says then."""
    assert server.stdout
    lines = [server.stdout.readline().rstrip()]
    assert READY.match(lines[0]), lines
    while "Ctrl-C" not in lines[-1]:
        lines.append(server.stdout.readline().rstrip())
    return lines


def stopped(server: subprocess.Popen[str]) -> None:
    """Presses Ctrl-C, as a terminal does: for the whole group."""
    os.killpg(server.pid, signal.SIGINT)
    rest = server.communicate(timeout=10)[0]
    assert server.returncode == 0, rest
    assert "Traceback" not in rest


def test_it_works(tmp_path: Path) -> None:
    server = serve(tmp_path, free_port())
    try:
        lines = started(server)
        pages = [line.strip() for line in lines if line.startswith("  http")]
        assert any("/examples/" in page for page in pages)
        assert any("/console/" in page for page in pages)
        for page in pages:
            assert httpx.get(page, follow_redirects=True).status_code in (200, 401)
        for login in ("alice@demo.example", "bob@demo.example"):
            assert any(login in line for line in lines)
    finally:
        stopped(server)


def test_paths_are_from_where_the_command_was_typed(tmp_path: Path) -> None:
    (tmp_path / "test_near.py").write_text("def test_near(): pass\n")
    command = [sys.executable, str(ROOT / "build.py"), "test", "test_near.py", "-k", "near"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "1 passed" in done.stdout, done.stdout + done.stderr


def test_a_second_start_is_quick(tmp_path: Path) -> None:
    seconds = []
    for _ in range(4):  # the quickest counts: other tests may keep the machine busy
        begun = time.monotonic()
        server = serve(tmp_path, free_port())
        try:
            started(server)
            seconds.append(time.monotonic() - begun)
        finally:
            stopped(server)
    assert min(seconds[1:]) < 5


def test_a_taken_port_is_said_in_one_paragraph(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run("serve", "--port", str(port), "--data", str(tmp_path))
    assert done.returncode != 0
    assert str(port) in done.stderr
    assert "--port" in done.stderr
    assert "Traceback" not in done.stderr


def test_help_names_what_there_is() -> None:
    done = run("--help")
    assert done.returncode == 0
    for command in ("serve", "build", "test", "bench", "screenshots"):
        assert re.search(rf"^\s+{command}\s", done.stdout, re.M)


@pytest.mark.parametrize("arguments", [(), ("nonsense",), ("serve", "--port", "x")])
def test_a_wrong_command_line_is_refused(arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert "usage" in done.stderr


def test_a_second_build_says_so() -> None:
    done = run("build")
    assert done.returncode == 0
    assert "up to date" in done.stderr


def test_arguments_go_to_pytest(tmp_path: Path) -> None:
    (tmp_path / "test_x.py").write_text("def test_good(): pass\ndef test_bad(): assert False\n")
    done = run("test", str(tmp_path), "-k", "good", "-p", "no:cacheprovider")
    assert "1 passed, 1 deselected" in done.stdout
    assert done.returncode == 0
    assert run("test", "-k", "bad", str(tmp_path)).returncode == 1


def test_a_failed_program_says_which_why_and_what_to_do() -> None:
    with pytest.raises(StepError) as caught:
        steps.run("Counting", [sys.executable, "-c", "1 / 0"], "Count again.")
    said = str(caught.value)
    assert said.startswith("Counting failed: ")
    assert "division by zero" in said
    assert said.endswith("Count again.")
    assert "\n\n" not in said


def test_a_program_that_is_not_there_says_so() -> None:
    with pytest.raises(StepError, match="no-such-program: No such file"):
        steps.run("Looking", ["no-such-program"], "Install it.")


def test_what_cannot_be_installed_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "server.txt").write_text("lucep-has-no-such-package==1.0\n")
    monkeypatch.setattr(environment, "ROOT", tmp_path.parent)
    monkeypatch.setattr(environment, "REQUIREMENTS", tmp_path)
    monkeypatch.setattr(environment, "VENV", tmp_path)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    with pytest.raises(StepError) as caught:
        environment.install(environment.here(), "server")
    said = " ".join(str(caught.value).split())
    assert said.startswith(f"Installing {tmp_path.name}/server.txt failed: ")
    assert "lucep-has-no-such-package" in said
    assert said.endswith(environment.TRY_AGAIN)
    assert not (tmp_path / "installed-server").exists()
