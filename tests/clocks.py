"""The clock of a live server, which a file moves."""

from __future__ import annotations

from pathlib import Path


def move(file: Path, seconds: float) -> None:
    """Tells a server how far ahead its clock is; it reads the old word or the new one, no half.

    Args:
        file: What `LUCEP_CLOCK_FILE` names.
        seconds: How far.
    """
    new = file.with_suffix(".new")
    new.write_text(str(seconds))
    new.replace(file)
