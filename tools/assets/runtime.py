"""The scripts of a page, each told where the build has put what it loads."""

import json
from typing import TypedDict

from tools.assets.output import Output
from tools.assets.scripts import bundle
from tools.environment import NODE_MODULES

CHANNELS = ("stable", "bleeding")
# The second name is the one of the years when the library was called so; pages still use it.
LIBRARIES = ("lucep", "L.SalesGorilla")
MICROPYTHON = NODE_MODULES / "@micropython" / "micropython-webassembly-pyscript"
PYODIDE = NODE_MODULES / "pyodide"


class Engine(TypedDict):
    """What the loader needs to know of an interpreter; paths from the server's origin.

    `preload` are all the files that a frame loads, each with what a `<link>` calls its kind.
    """

    boot: str
    interpreter: str
    app: str
    preload: list[tuple[str, str]]


Engines = dict[str, Engine]


def place_opening(output: Output) -> str:
    """Puts what is loaded when a visitor opens the form into the output; returns where it is."""
    return output.place_one("picker.mjs", bundle("static/picker.mjs"))


def place(output: Output, micropython: bytes, pyodide: bytes, opening: str) -> Engines:
    """Puts everything that the hidden frame loads into the output.

    Args:
        output: where to.
        micropython: the MicroPython bundle.
        pyodide: the Pyodide bundle.
        opening: what `place_opening` returned; the frame knows it, the loader need not.

    Returns:
        The loader's table, as docs/architecture.md says.
    """
    core = output.place_one("core.mjs", bundle("static/core.mjs"))
    define = {"__CORE__": _beside(core), "__PICKER__": _beside(opening)}
    boot = output.place_one("boot.mjs", bundle("static/boot.mjs", define))
    engines = {
        "micropython": _micropython(output, micropython, boot),
        "pyodide": _pyodide(output, pyodide, boot),
    }
    for engine in engines.values():
        scripts = (boot, core, engine["interpreter"])
        engine["preload"] += [(path, "script") for path in scripts]
    return engines


def _micropython(output: Output, bundled: bytes, boot: str) -> Engine:
    wasm = output.place_one("micropython.wasm", (MICROPYTHON / "micropython.wasm").read_bytes())
    script = bundle("static/micropython.mjs", {"__WASM__": _beside(wasm)})
    interpreter = output.place_one("micropython.mjs", script)
    app = output.place_one("micropython.json", bundled)
    preload = [(wasm, "fetch"), (app, "fetch")]
    return Engine(boot=boot, interpreter=interpreter, app=app, preload=preload)


def _pyodide(output: Output, bundled: bytes, boot: str) -> Engine:
    # Pyodide wants these two side by side.
    names = ("pyodide.asm.mjs", "pyodide.asm.wasm")
    placed = output.place({name: (PYODIDE / name).read_bytes() for name in names})
    asm, wasm = (placed[name] for name in names)
    info = json.loads((PYODIDE / "pyodide-lock.json").read_text())["info"]
    define = {
        "__RUNTIME__": _beside(asm).removesuffix(names[0]),
        "__LOCK__": json.dumps({"info": info, "packages": {}}),
    }
    interpreter = output.place_one("pyodide.mjs", bundle("static/pyodide.mjs", define))
    app = output.place_one("pyodide.zip", bundled)
    preload = [(wasm, "fetch"), (app, "fetch"), (asm, "script")]
    return Engine(boot=boot, interpreter=interpreter, app=app, preload=preload)


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


def place_python(output: Output, engines: Engines) -> str:
    """Puts what starts Python in a page's own worker into the output; returns where it is."""
    pyodide = engines["pyodide"]
    (asm,) = [path for path, _ in pyodide["preload"] if path.endswith("pyodide.asm.mjs")]
    info = json.loads((PYODIDE / "pyodide-lock.json").read_text())["info"]
    define = {
        "__RUNTIME__": f"../{asm.removesuffix('pyodide.asm.mjs')}",
        "__APP__": f"../{pyodide['app']}",
        "__LOCK__": json.dumps({"info": info, "packages": {}}),
    }
    return output.write("js/lucep.python.mjs", bundle("static/python.mjs", define))


def pages(engines: Engines, loaders: list[str]) -> dict[str, list[str]]:
    """Returns the paths that each kind of page loads before its form is opened, by kind."""
    before = loaders[:1]
    kinds = {"before_intent": before}
    for name, engine in engines.items():
        kinds[name] = before + [path for path, _ in engine["preload"]]
    return kinds
