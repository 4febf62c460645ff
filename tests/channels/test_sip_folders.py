"""The folders of calls: gone with the call, or with the next start after a kill."""

from __future__ import annotations

import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from server.channels.sip import folders

HOLD = (
    "import sys, time; from server.channels.sip import folders\n"
    "with folders.new() as folder:\n"
    "    print(folder, flush=True); time.sleep(60)\n"
)


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return tmp_path


def test_it_is_gone_with_the_call(place: Path) -> None:
    with folders.new() as folder:
        assert Path(folder).parent == place
        folders.remove_orphans()
        assert Path(folder).is_dir()
    assert list(place.iterdir()) == []


def test_a_killed_process_leaves_none_for_good(place: Path) -> None:
    holder = subprocess.Popen([sys.executable, "-c", HOLD], stdout=subprocess.PIPE, text=True)
    assert holder.stdout
    folder = Path(holder.stdout.readline().strip())
    (folder / "prompt.wav").write_bytes(b"sound")
    folders.remove_orphans()
    assert folder.is_dir(), "its process lives"
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    holder.stdout.close()
    for other in ("lucep-call-x-1", "lucep-call-99999999999999999999-a", "lucep-call-1-of-init"):
        (place / other).mkdir()
    folders.remove_orphans()
    assert {path.name for path in place.iterdir()} == {"lucep-call-x-1", "lucep-call-1-of-init"}
