"""A folder for each call, and those away that a killed process has left."""

import os
import shutil
import tempfile
from pathlib import Path

_PREFIX = "lucep-call-"


def new() -> "tempfile.TemporaryDirectory[str]":
    """Make a folder for a call, gone when the block around it ends; its name has our process."""
    return tempfile.TemporaryDirectory(prefix=f"{_PREFIX}{os.getpid()}-")


def remove_orphans() -> None:
    """Remove the folders of calls whose process was killed."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*-*"):
        process = folder.name.removeprefix(_PREFIX).partition("-")[0]
        if process.isascii() and process.isdigit() and not _lives(int(process)):
            # Another user's folder stays; a link is not followed.
            shutil.rmtree(folder, ignore_errors=True)


def _lives(process: int) -> bool:
    if os.name != "posix":
        return True  # asking would end it
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True
