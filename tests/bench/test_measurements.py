"""Measurements for real, once each: what needs no browser, and one that does."""

from __future__ import annotations

import pytest

from tools.bench import launcher, sizes
from tools.bench.rig import Rig
from tools.build import build


@pytest.fixture(scope="module", autouse=True)
def built() -> None:
    build()


def test_sizes() -> None:
    with Rig() as rig:
        found = sizes.measure(rig)
    assert list(found) == list(sizes.NAMES)
    assert found["before_intent_bytes"].value < found["micropython_bytes"].value
    assert found["micropython_bytes"].value < found["pyodide_bytes"].value
    assert "2 in number" in found["before_intent_bytes"].note


def test_launcher() -> None:
    with Rig(runs=1) as rig:
        found = launcher.measure(rig)["launcher_painted"]
    assert 0 < found.value < 1
    assert found.note.startswith("painted ")
