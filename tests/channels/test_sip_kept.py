"""Sounds that are kept, and what becomes of those that nobody wants any more."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from server import clock
from server.channels.sip.kept import Kept


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Lets time go by: for the clock that is told, and for the files that lie there."""
    touch = os.utime

    def go(**by: float) -> None:
        then = clock.true() + timedelta(**by)
        moment = then.timestamp()
        monkeypatch.setattr(clock, "true", lambda: then)
        monkeypatch.setattr(os, "utime", lambda file: touch(file, (moment, moment)))

    return go


def test_it_works(tmp_path: Path) -> None:
    made: list[Path] = []

    def make(sound: Path) -> None:
        made.append(sound)
        sound.write_bytes(b"sound")

    kept = Kept(tmp_path / "kept")
    first = kept.file("a", make)
    assert first.read_bytes() == b"sound"
    assert kept.file("a", make) == first
    assert kept.file("b", make) != first
    assert len(made) == 2
    assert sorted(first.parent.iterdir()) == sorted({first, kept.file("b", make)})


def test_what_could_not_be_made_is_not_kept(tmp_path: Path) -> None:
    def fail(sound: Path) -> None:
        sound.write_bytes(b"half")
        raise RuntimeError

    kept = Kept(tmp_path)
    with pytest.raises(RuntimeError):
        kept.file("a", fail)
    assert list(tmp_path.iterdir()) == []


def test_what_nobody_wants_for_a_week_is_removed(
    tmp_path: Path, later: Callable[..., None]
) -> None:
    kept = Kept(tmp_path)
    wanted = kept.file("wanted", Path.touch)
    unwanted = kept.file("unwanted", Path.touch)
    left = tmp_path / "tmp-of-a-killed-server"
    left.mkdir()
    (left / "made.wav").touch()
    later(days=4)
    kept.file("wanted", Path.touch)
    assert unwanted.exists()
    later(days=4)
    kept.file("wanted", Path.touch)
    assert list(tmp_path.iterdir()) == [wanted]
