"""Turns the sources in /sources.zip into an archive of bytecode. Runs on Pyodide, under Node."""

import importlib.util
import zipfile
from _frozen_importlib_external import _code_to_hash_pyc  # type: ignore[attr-defined]

SOURCES = "/sources.zip"
BYTECODE = "/bytecode.zip"
EPOCH = (1980, 1, 1, 0, 0, 0)
OPTIMIZE = 2  # as -OO: no docstrings, no asserts

with zipfile.ZipFile(SOURCES) as sources, zipfile.ZipFile(BYTECODE, "w") as bytecode:
    for name in sorted(sources.namelist()):
        content = sources.read(name)
        if name.endswith(".py"):
            code = compile(content, name, "exec", dont_inherit=True, optimize=OPTIMIZE)
            content = _code_to_hash_pyc(code, importlib.util.source_hash(content), checked=False)
            name += "c"
        # Stored, so that brotli sees the whole archive and the browser inflates only once.
        bytecode.writestr(zipfile.ZipInfo(name, EPOCH), content)
