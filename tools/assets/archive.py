"""Python for Pyodide: one archive of bytecode with the library, the packages and the widget."""

import fnmatch
import hashlib
import importlib.metadata
import io
import tempfile
import zipfile
from pathlib import Path

from tools.environment import NODE_MODULES, here, node
from tools.steps import ROOT, run
from tools.templates import compile_for_jinja2

CACHE = ROOT / "var" / "cache" / "bytecode"
KEPT = Path(__file__).with_name("library.txt")
PACKAGES = ("jinja2", "markupsafe", "pyodide-http")
WIDGET = ("widget/core", "widget/browser", "widget/client")
EPOCH = (1980, 1, 1, 0, 0, 0)


def bundle() -> bytes:
    """Returns the Pyodide bundle: one ZIP_STORED archive.

    Raises:
        StepError: CPython cannot compile a module; says which and why.
    """
    library = _compiled({**standard_library(), **packages()})
    return _joined([library, _compiled(widget())])


def standard_library() -> dict[str, bytes]:
    """Returns the modules of Pyodide's standard library that library.txt names, by path."""
    lines = (line.strip() for line in KEPT.read_text().splitlines())
    kept = [line for line in lines if line and not line.startswith("#")]
    with zipfile.ZipFile(NODE_MODULES / "pyodide" / "python_stdlib.zip") as archive:
        return {
            name: archive.read(name)
            for name in archive.namelist()
            if any(fnmatch.fnmatchcase(name, pattern) for pattern in kept)
        }


def packages() -> dict[str, bytes]:
    """Returns the pure Python of the installed packages that Pyodide gets, by path."""
    found = {}
    for package in PACKAGES:
        for file in importlib.metadata.files(package) or []:
            if file.suffix == ".py":
                found[file.as_posix()] = file.read_binary()
    return found


def widget() -> dict[str, bytes]:
    """Returns our own modules and the templates as Jinja2 compiled them, by path."""
    paths = [ROOT / "widget" / "__init__.py"]
    for package in WIDGET:
        paths += (ROOT / package).rglob("*.py")
    found = {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in paths}
    for name, source in compile_for_jinja2(ROOT / "widget" / "templates").items():
        found[name.replace(".", "/") + ".py"] = source.encode()
    return found


def _compiled(sources: dict[str, bytes]) -> bytes:
    archive = _stored(sources)
    compilers = [ROOT / "package-lock.json", Path(__file__).with_name("inside_pyodide.py")]
    digest = hashlib.sha256(b"".join([archive, *(path.read_bytes() for path in compilers)]))
    cached = CACHE / f"{digest.hexdigest()}.zip"
    if not cached.exists():
        cached.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=CACHE) as folder:
            source, bytecode = Path(folder, "sources.zip"), Path(folder, "bytecode.zip")
            source.write_bytes(archive)
            command = [node(here()), "tools/js/compile.mjs", source, bytecode]
            remedy = "Correct the module it names and build again."
            run("Compiling Python with Pyodide", command, remedy)
            bytecode.replace(cached)
    return cached.read_bytes()


def _stored(files: dict[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name, EPOCH), files[name])
    return content.getvalue()


def _joined(archives: list[bytes]) -> bytes:
    files = {}
    for content in archives:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            files.update({name: archive.read(name) for name in archive.namelist()})
    return _stored(files)
