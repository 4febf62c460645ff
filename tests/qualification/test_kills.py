"""Killed with -9 again and again: every lead ends, and nobody is called twice for one attempt."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.qualification import killing
from tests.qualification.killing import House, Process
from tools import postgresql

LEADS = 300
KILLS = 20


@pytest.fixture(params=["sqlite", "postgresql"])
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    if request.param == "sqlite":
        made = House(tmp_path, "")
        yield made
        made.close()
        return
    with postgresql.running() as cluster:
        made = House(tmp_path, cluster.create("killed"))
        yield made
        made.close()


def test_no_kill_loses_a_lead_or_dials_twice(house: House) -> None:
    embedded = not house.environment["DATABASE_URL"]
    roles = [()] if embedded else [("--web",), ("--worker",), ("--worker",)]
    processes = [house.process(*role) for role in roles]
    chance = random.Random(20)  # noqa: S311 - a repeatable one
    try:
        # Workers begin once every lead is in, so that the first kill finds all of them under way.
        processes[0].start()
        leads = killing.submit(processes[0].url, LEADS)
        for process in processes[1:]:
            process.start()
        left = _kill(house, processes if embedded else processes[1:], chance)
        assert left[0] > LEADS / 2, "the kills came too late"
        assert left[-1] > 0, "the last kills met nothing under way"
        house.until_all_ended(minutes=5)
    finally:
        for process in processes:
            process.kill()
    killing.check(house, leads)


def _kill(house: House, processes: list[Process], chance: random.Random) -> list[int]:
    """Kills and starts processes; returns how many leads were under way at each kill."""
    left = []
    for _ in range(KILLS):
        time.sleep(chance.uniform(0.1, 0.9))
        left.append(house.left())
        killed = chance.choice(processes)
        killed.kill()
        killed.start()
    return left
