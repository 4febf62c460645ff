"""Leads under load: they are taken by both programs, and a refusal is told."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tools.bench import load
from tools.running import ready, serving
from tools.steps import StepError


def test_it_works() -> None:
    with serving("--demo", "--web", "--submit-limit", "0") as ours:
        assert load.per_second(ours, 1, connections=2) > 1


def test_the_bare_program_takes_the_same_leads(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tools.bench.bare", f"sqlite:///{tmp_path / 'bare.sqlite3'}"]
    with (
        (tmp_path / "said").open("w+") as said,
        ready(command, said, dict(os.environ)) as bare,
    ):
        assert load.per_second(bare.origin, 1, connections=2) > 1


def test_a_refused_lead_is_no_measurement() -> None:
    with (
        serving("--demo", "--web", "--submit-limit", "1") as ours,
        pytest.raises(StepError, match="fail"),
    ):
        load.per_second(ours, 1, connections=2)
