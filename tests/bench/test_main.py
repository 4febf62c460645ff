"""`python3 build.py bench`: its output and its exit status, with measurements made up."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Error

from tools.bench import main as bench
from tools.bench.findings import Finding
from tools.bench.limits import LIMITS
from tools.bench.registry import MEASUREMENTS, Measurement
from tools.bench.rig import Rig
from tools.steps import StepError

Run = Callable[..., tuple[int, str, str]]


def found(name: str, value: float) -> Measurement:
    return Measurement((name,), lambda _rig: {name: Finding(value, "made of this")})


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    def run(measurements: list[Measurement], *arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(bench, "build", lambda: False)
        monkeypatch.setattr("tools.chromium.install", lambda: None)
        monkeypatch.setattr(bench, "MEASUREMENTS", measurements)
        status = bench.main(list(arguments))
        said = capsys.readouterr()
        return status, said.out, said.err

    return run


def test_it_works(run: Run) -> None:
    status, out, err = run([found("ready_micropython", 1.3)])
    assert status == 0
    assert out.split("\n")[1].split() == [
        *("ready_micropython", "1.30", "≤", "1.30", "ratio", "ok", "made", "of", "this")
    ]
    assert "Measuring ready_micropython" in err


def test_json_is_one_object_and_nothing_else(run: Run) -> None:
    status, out, _ = run([found("ready_micropython", 1.1), found("send_to_seen", 99)], "--json")
    assert status == 0
    assert json.loads(out) == {
        "ready_micropython": {"value": 1.1, "limit": 1.3, "unit": "ratio", "ok": True},
        "send_to_seen": {"value": 99, "limit": 150, "unit": "ms", "ok": True},
    }


def test_one_value_beyond_its_limit_is_status_1(run: Run) -> None:
    measurements = [found("ready_micropython", 1.1), found("ready_pyodide", 0.51)]
    status, out, _ = run(measurements, "--json")
    assert status == 1
    assert [told["ok"] for told in json.loads(out).values()] == [True, False]
    assert "NOT OK" in run(measurements)[1]


@pytest.mark.parametrize("error", [Error("the page did not answer"), StepError("a", "why", "b.")])
def test_what_cannot_be_measured_is_status_1_and_stops_nothing(run: Run, error: Exception) -> None:
    def broken(_rig: Rig) -> dict[str, Finding]:
        raise error

    measurements = [Measurement(("ready_pyodide",), broken), found("send_to_seen", 99)]
    status, out, err = run(measurements, "--json")
    assert status == 1
    assert list(json.loads(out)) == ["send_to_seen"]
    assert "the page did not answer" in err or "a failed: why." in err


def test_some_can_be_asked_for(run: Run) -> None:
    measurements = [found("ready_micropython", 1.1), found("send_to_seen", 99)]
    assert list(json.loads(run(measurements, "--json", "send_to_seen")[1])) == ["send_to_seen"]


@pytest.mark.parametrize("wrong", ["--runs=0", "--runs=x", "send_to_sean"])
def test_a_wrong_argument_is_refused(
    run: Run, wrong: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        run([found("send_to_seen", 99)], wrong)
    assert stopped.value.code == 2
    assert f"{wrong.removeprefix('--runs=')}: " in capsys.readouterr().err


def test_every_limit_is_measured_and_every_measurement_has_a_limit() -> None:
    names = [name for one in MEASUREMENTS for name in one.names]
    assert sorted(names) == sorted(LIMITS)
