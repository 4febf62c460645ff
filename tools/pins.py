"""Writes requirements/*.txt from the pins of pyproject.toml: `python -m tools.pins [uv]`."""

import sys

from tools.steps import ROOT, run

# What each file adds to the project's own dependencies; every file installs alone.
FILES = {"server": [], "build": ["build"], "test": ["test"]}


def main(uv: str = "uv") -> None:
    """Writes every file.

    Args:
        uv: the program that resolves.
    """
    for name, extras in FILES.items():
        command = [uv, "pip", "compile", "--quiet", "--universal", "--python-version", "3.11"]
        command += ["--no-header", "--no-emit-index-url", "--no-annotate", "pyproject.toml"]
        command += [f"--extra={extra}" for extra in extras]
        pins = run(f"Resolving {name}", command, "Install uv and check the pins.")
        (ROOT / "requirements" / f"{name}.txt").write_bytes(pins)


if __name__ == "__main__":
    main(*sys.argv[1:])
