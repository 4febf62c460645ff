"""Leads that are qualified while it is measured, few of them: each is called, each waits."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import sqlalchemy as sa

from tools import postgresql
from tools.bench import drained, leads, waiting

COUNT = 30
WAITING = (
    "SELECT count(DISTINCT phone_number) FROM lead",
    "SELECT count(DISTINCT due) FROM qualification WHERE phase = 'waiting_call'",
    "SELECT count(*) FROM workflow_status WHERE status = 'DELAYED'",
)


def test_two_workers_call_every_lead_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drained, "LEADS", 4)
    monkeypatch.setattr(drained, "WARM_UP", 1)
    channels = tmp_path / "channels.toml"
    channels.write_text(drained.CHANNELS.format(file=tmp_path / "told"))
    with postgresql.running() as cluster:
        url = cluster.create("product")
        with leads.parts(tmp_path, drained.CAMPAIGN, url) as parts:
            assert drained.drained(parts, url, channels, workers=2) > 1
    told = (tmp_path / "told").read_text().splitlines()
    assert len({line.split()[2] for line in told}) == len(told) == 5 * len(leads.KEYS)
    assert {line.split()[0] for line in told} == {"voice"}


def test_every_copy_waits_for_a_turn_of_its_own(tmp_path: Path) -> None:
    with leads.parts(tmp_path, waiting.CAMPAIGN) as parts:
        waiting.fill(parts, COUNT)
        with parts.db.engine.connect() as connection:
            for count in WAITING:
                assert connection.scalar(sa.text(count)) == COUNT, count


def test_what_a_process_uses() -> None:
    before = waiting.cpu_seconds(os.getpid())
    while waiting.cpu_seconds(os.getpid()) - before < 0.1:
        sum(range(10_000))
    assert 10 < waiting.resident_megabytes(os.getpid()) < 10_000
