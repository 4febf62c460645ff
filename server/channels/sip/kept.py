"""Sounds that are made once and kept until nobody has wanted them for a week."""

import contextlib
import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from server import clock

# Seconds. A prompt says a name: it is disk space, and somebody's own, long after their calls.
_UNWANTED = 7 * 86400
_TIDIED_EVERY = 3600


class Kept:
    """A folder of WAV files, each under a hash of what it depends on."""

    def __init__(self, folder: Path) -> None:
        """Say where they are kept; the folder is made with the first of them."""
        self._folder = folder
        self._tidied = 0.0

    def file(self, key: str, make: Callable[[Path], None]) -> Path:
        """Return the file of a key.

        Args:
            key: All that its sound depends on.
            make: Writes the sound to a path, in a folder of its own, where there is none yet.

        Returns:
            A file that stays for a week at least.
        """
        kept = self._folder / f"{hashlib.sha256(key.encode()).hexdigest()[:40]}.wav"
        self._folder.mkdir(parents=True, exist_ok=True)
        self._tidy()
        with contextlib.suppress(FileNotFoundError):
            os.utime(kept)
            return kept
        with tempfile.TemporaryDirectory(dir=self._folder) as work:
            made = Path(work) / "made.wav"
            make(made)
            made.replace(kept)
        return kept

    def _tidy(self) -> None:
        now = clock.true().timestamp()
        if now - self._tidied < _TIDIED_EVERY:
            return
        self._tidied = now
        for found in self._folder.iterdir():
            with contextlib.suppress(FileNotFoundError):  # another process tidies, too
                if now - found.stat().st_mtime < _UNWANTED:
                    continue
                # A server that was killed leaves the folder that it worked in.
                if found.is_dir():
                    shutil.rmtree(found)
                else:
                    found.unlink()
