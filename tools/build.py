"""`build.py build`: makes `dist/`, when something it is made of has changed."""

import hashlib
import json
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from server.lock import AlreadyLockedError, FileLock
from tools.assets import archive, budgets, licences, npm, pages, runtime, shell, sources
from tools.assets.compress import compress_beside
from tools.assets.output import Output
from tools.steps import ROOT, step

DIST = ROOT / "dist"
CACHE = ROOT / "var" / "cache"
STAMP = "inputs.sha256"
INPUTS = (
    "package-lock.json",
    "pyproject.toml",
    "requirements/build.txt",
    "server",  # draws the shell, which is measured
    "static",
    "tools",
    "widget",
)


def inputs() -> str:
    """Returns a hash of all that `dist/` is made of."""
    digest = hashlib.sha256()
    for name in INPUTS:
        root = ROOT / name
        for path in sorted(root.rglob("*")) if root.is_dir() else [root]:
            if path.is_file() and "__pycache__" not in path.parts:
                content = path.read_bytes()
                digest.update(f"{path.relative_to(ROOT)} {len(content)} ".encode() + content)
    return digest.hexdigest()


def build(dist: Path = DIST) -> bool:
    """Makes `dist/`, unless what is there was made of the same inputs.

    Args:
        dist: the folder.

    Returns:
        Whether anything was made.

    Raises:
        StepError: a part does not build, or a page is over its budget.
    """
    if _stands(dist):
        return False
    with _alone():
        if _stands(dist):  # made by the build that we waited for
            return False
        # A folder of its own and a quick swap: a build that fails or is killed harms nobody.
        with tempfile.TemporaryDirectory(prefix="dist-", dir=CACHE) as folder:
            made = Path(folder, "dist")
            wanted = inputs()
            fill(Output(made))
            (made / STAMP).write_text(wanted)
            if dist.exists():
                dist.rename(Path(folder, "old"))
            made.rename(dist)
    return True


def _stands(dist: Path) -> bool:
    stamp = dist / STAMP
    return stamp.exists() and stamp.read_text() == inputs()


@contextmanager
def _alone() -> Iterator[None]:
    """Waits until no other build of this tree is under way."""
    CACHE.mkdir(parents=True, exist_ok=True)
    while True:
        with suppress(AlreadyLockedError):
            lock = FileLock(CACHE / "build")
            break
        time.sleep(0.2)
    try:
        yield
    finally:
        lock.release()


def fill(output: Output) -> None:
    """Makes everything, into an empty folder.

    Args:
        output: the folder.

    Raises:
        StepError: a part does not build, or a page is over its budget.
    """
    with step("Bundling Python for MicroPython"):
        micropython = sources.bundle()
    with step("Bundling Python for Pyodide"):
        pyodide = archive.bundle()
    with step("Bundling PyScript and its interpreters"):
        opening = runtime.place_opening(output)
        engines = runtime.place(output, micropython, pyodide, opening)
        loaders = runtime.place_loader(output, engines)
        runtime.place_python(output, engines)
    pages.place(output)
    npm.place(output)
    output.write("LICENSES.txt", licences.text().encode())
    files = output.files()
    with step(f"Compressing {len(files)} files (the first time this takes a minute)"):
        compress_beside(files)
    before = {f"{shell.PATH}?lang=eng": shell.draw(output.folder)}
    described = budgets.describe(
        {
            kind: {path: (output.folder / path).read_bytes() for path in paths} | before
            for kind, paths in runtime.pages(engines, loaders).items()
        }
        | {"opening": {opening: (output.folder / opening).read_bytes()}}
    )
    output.write("manifest.json", json.dumps(described, indent=2).encode())
    budgets.check(described)


def main(arguments: list[str]) -> int:
    """Builds, and says what came of it."""
    del arguments
    print("made dist/" if build() else "dist/ is up to date", file=sys.stderr)
    return 0
