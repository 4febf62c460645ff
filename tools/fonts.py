"""Fonts, for pictures of text that the machine may have no letters for."""

import shutil

from tools import debian
from tools.steps import StepError, run

REMEDY = "Install a Japanese font (on Debian and Ubuntu: apt-get install fonts-vlgothic)."


def install_japanese() -> None:
    """Sees to it that there is a Japanese font: the machine's, else Debian's smallest with kanji.

    Raises:
        StepError: there is none; a picture would show boxes.
    """
    if not _has_japanese() and debian.can_install():
        debian.install("a Japanese font", ["fonts-vlgothic"], REMEDY)
    if not _has_japanese():
        raise StepError("Finding fonts", "there is no Japanese one on this machine", REMEDY)


def _has_japanese() -> bool:
    if not shutil.which("fc-list"):  # not a system that keeps its fonts so: it has them all
        return True
    return bool(run("Listing fonts", ["fc-list", ":lang=ja", "family"], REMEDY).strip())
