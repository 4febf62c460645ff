"""The other engines that the tests drive: Firefox, and WebKit as WebKitGTK."""

import shutil
from pathlib import Path

from tools import debian
from tools.steps import StepError

# What each engine needs: the programs, any one name of each, and Debian's packages of them.
# MiniBrowser stands in the library's own folder, which differs by architecture and version.
NEEDED: dict[str, tuple[dict[str, tuple[str, ...]], list[str]]] = {
    "Firefox": ({"firefox": ("firefox-esr", "firefox")}, ["firefox-esr"]),
    "WebKitGTK": (
        {
            "driver": ("WebKitWebDriver",),
            "browser": ("MiniBrowser", "/usr/lib/*/webkit2gtk-4.*/MiniBrowser"),
            "display": ("Xvfb",),
        },
        ["webkit2gtk-driver", "xvfb"],
    ),
}


def require(engine: str) -> dict[str, Path]:
    """Finds the programs that drive an engine.

    Args:
        engine: a key of `NEEDED`.

    Returns:
        Where each program is, by the keys of `NEEDED[engine]`.

    Raises:
        StepError: one is missing; says which, and what to install.
    """
    programs, packages = NEEDED[engine]
    found = {name: _first(names) for name, names in programs.items()}
    missing = [programs[name][0] for name, path in found.items() if not path]
    if missing:
        why = f"{' and '.join(missing)} not found on this machine"
        remedy = f"Install Debian's {' and '.join(packages)}, or run build.py test as root there."
        raise StepError(f"Starting {engine}", why, remedy)
    return {name: path for name, path in found.items() if path}


def install() -> None:
    """Installs what is missing, where that is possible.

    Raises:
        StepError: it is missing still; says what to do.
    """
    for engine, (_, packages) in NEEDED.items():
        try:
            require(engine)
        except StepError as missing:
            if not debian.can_install():
                raise
            debian.install(engine, packages, missing.remedy)
            require(engine)


def _first(names: tuple[str, ...]) -> Path | None:
    for name in names:
        if name.startswith("/"):
            found = next(iter(sorted(Path("/").glob(name[1:]))), None)
        else:
            found = Path(path) if (path := shutil.which(name)) else None
        if found:
            return found
    return None
