"""The scripts of a page, each told where the build has put what it loads."""

import json

from tools.assets.output import Output
from tools.assets.scripts import bundle
from tools.environment import NODE_MODULES
from tools.steps import ROOT

CHANNELS = ("stable", "bleeding")
# The second name is the one of the years when the library was called so; pages still use it.
LIBRARIES = ("lucep", "L.SalesGorilla")
MICROPYTHON = NODE_MODULES / "@micropython" / "micropython-webassembly-pyscript"
PYODIDE = NODE_MODULES / "pyodide"

# What the loader gets: {engine: {"boot", "interpreter", "app", "preload": [[path, as], …]}}.
Engines = dict[str, dict[str, object]]


def place(output: Output, micropython: bytes, pyodide: bytes) -> Engines:
    """Puts everything that the hidden frame loads into the output.

    Args:
        output: where to.
        micropython: the MicroPython bundle.
        pyodide: the Pyodide bundle.

    Returns:
        The loader's table, as docs/architecture.md says.
    """
    core = output.place_one("core.mjs", bundle("static/core.mjs"))
    boot = output.place_one("boot.mjs", bundle("static/boot.mjs", {"__CORE__": _beside(core)}))
    shared = [[boot, "script"], [core, "script"]]
    return {
        "micropython": _micropython(output, micropython, boot, shared),
        "pyodide": _pyodide(output, pyodide, boot, shared),
    }


def _micropython(output: Output, app: bytes, boot: str, shared: list[list[str]]) -> dict[str, object]:
    wasm = output.place_one("micropython.wasm", (MICROPYTHON / "micropython.wasm").read_bytes())
    script = bundle("static/micropython.mjs", {"__WASM__": _beside(wasm)})
    interpreter = output.place_one("micropython.mjs", script)
    placed = output.place_one("micropython.json", app)
    preload = [[wasm, "fetch"], *shared, [interpreter, "script"], [placed, "fetch"]]
    return {"boot": boot, "interpreter": interpreter, "app": placed, "preload": preload}


def _pyodide(output: Output, app: bytes, boot: str, shared: list[list[str]]) -> dict[str, object]:
    # Pyodide wants these two side by side.
    parts = {name: (PYODIDE / name).read_bytes() for name in ("pyodide.asm.mjs", "pyodide.asm.wasm")}
    parts = output.place(parts)
    asm, wasm = parts["pyodide.asm.mjs"], parts["pyodide.asm.wasm"]
    info = json.loads((PYODIDE / "pyodide-lock.json").read_text())["info"]
    define = {
        "__RUNTIME__": _beside(asm).removesuffix("pyodide.asm.mjs"),
        "__LOCK__": json.dumps({"info": info, "packages": {}}),
    }
    interpreter = output.place_one("pyodide.mjs", bundle("static/pyodide.mjs", define))
    placed = output.place_one("pyodide.zip", app)
    preload = [[wasm, "fetch"], [placed, "fetch"], [asm, "script"], *shared, [interpreter, "script"]]
    return {"boot": boot, "interpreter": interpreter, "app": placed, "preload": preload}


def _beside(path: str) -> str:
    """From one hashed folder to a file in another: `../<hash>/<name>`."""
    return "../" + path.removeprefix("a/")


def place_loader(output: Output, engines: Engines) -> list[str]:
    """Puts the loader into the output, under each of its names.

    Args:
        output: where to.
        engines: what `place` returned.

    Returns:
        Its paths; all hold the same.
    """
    script = bundle("static/loader.js", {"__ASSETS__": engines}, form="iife")
    output.write("engines.json", json.dumps(engines, indent=2).encode())
    return [
        output.write(f"js/{library}.{channel}.latest.min.js", script)
        for library in LIBRARIES
        for channel in CHANNELS
    ]


def pages(engines: Engines, loaders: list[str]) -> dict[str, list[str]]:
    """Returns the paths that each kind of page loads, `{kind: [path, …]}`."""
    before = [loaders[0]]
    return {
        "before_intent": before,
        **{name: [*before, *(path for path, _ in engine["preload"])] for name, engine in engines.items()},
    }
