"""Telephony software, for the tests that place calls over SIP."""

import shutil
from pathlib import Path

from server.channels.sip.programs import PACKAGES
from tools import debian
from tools.steps import StepError

# What sipp brings: each key's tone as RFC 2833 packets.
RECORDINGS = Path("/usr/share/sip-tester")
_ALL = {**PACKAGES, "sipp": "sip-tester"}
REMEDY = f"Install it (on Debian: apt-get install {' '.join(_ALL.values())}) and try again."


def install() -> None:
    """Installs what is missing, where we may.

    Raises:
        StepError: apt-get refused.
    """
    missing = [package for program, package in _ALL.items() if not shutil.which(program)]
    if missing and debian.can_install():
        debian.install("telephony software", missing, REMEDY)


def sipp() -> Path:
    """Returns sipp, which plays the called party.

    Raises:
        StepError: there is none.
    """
    install()
    found = shutil.which("sipp")
    if not found:
        raise StepError("Finding sipp", "there is no sipp on this machine", REMEDY)
    return Path(found)
