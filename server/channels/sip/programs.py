"""The programs that calls over SIP need, from Debian."""

import shutil

from server.channels.options import OptionError

# Program, then the package that brings it.
PACKAGES = {
    "baresip": "baresip-core",
    "espeak-ng": "espeak-ng",
    "sox": "sox",
    "setpriv": "util-linux",
}


def check() -> None:
    """Refuse to make a channel that could not place a call.

    Raises:
        OptionError: Programs are missing; names the packages.
    """
    missing = [package for program, package in PACKAGES.items() if not shutil.which(program)]
    if missing:
        raise OptionError(
            "kind",
            f"sip needs programs that this machine lacks: apt-get install {' '.join(missing)}",
        )
