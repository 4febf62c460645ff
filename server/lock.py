"""One process for one SQLite file: a lock that the system drops when its holder dies."""

import os
import sys
from pathlib import Path

if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


class AlreadyLockedError(Exception):
    """Another process holds this SQLite file."""


class FileLock:
    """Holds `<file>.lock` until released or until the process ends."""

    def __init__(self, file: Path) -> None:
        """Take the lock.

        Args:
            file: The SQLite file to guard.

        Raises:
            AlreadyLockedError: Another process has it; the message says what to do.
        """
        self._descriptor = os.open(f"{file}.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _lock(self._descriptor)
        except OSError:
            os.close(self._descriptor)
            raise AlreadyLockedError(
                f"{file} is in use by another server. Stop that one, give this one its own "
                "--data directory, or set DATABASE_URL to a PostgreSQL database, which any "
                "number of servers can share."
            ) from None

    def release(self) -> None:
        """Let the next process have the file."""
        os.close(self._descriptor)
