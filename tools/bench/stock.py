"""PyScript as its documentation has it, without us: what our own times are divided by.

It is no straw man: plugins are left out, every file is local, lies precompressed under an
immutable path, and is served by the same program that serves ours.
"""

import importlib.metadata
import io
import json
import zipfile
from dataclasses import dataclass
from pathlib import Path

from tools.assets.compress import compress_beside
from tools.assets.output import Output
from tools.environment import NODE_MODULES

PYSCRIPT = NODE_MODULES / "@pyscript" / "core" / "dist"
MICROPYTHON = NODE_MODULES / "@micropython" / "micropython-webassembly-pyscript"
PYODIDE = NODE_MODULES / "pyodide"
FILES = {
    # Published as it is, core asks for the plugin `error` even where it is left out.
    "core": sorted([*PYSCRIPT.glob("core*.js"), *PYSCRIPT.glob("error-*.js")]),
    "micropython": [MICROPYTHON / "micropython.mjs", MICROPYTHON / "micropython.wasm"],
    "pyodide": [
        PYODIDE / name
        for name in (
            "pyodide.mjs",
            "pyodide.asm.mjs",
            "pyodide.asm.wasm",
            "python_stdlib.zip",
            "pyodide-lock.json",
        )
    ],
}
WHEELS = ("markupsafe", "jinja2")
PLUGINS = (
    "codemirror",
    "deprecations-manager",
    "donkey",
    "error",
    "py-editor",
    "py-game",
    "py-terminal",
)
PAGE = """<mpy-config type="json">{config}</mpy-config>
<py-config type="json">{config}</py-config>
<script type="module" src="{core}"></script>
<script type="{kind}">
{code}
</script>"""


@dataclass(frozen=True)
class Stock:
    """Where everything is: the server's origin, and each file's path by its name."""

    origin: str
    paths: dict[str, str]

    def at(self, name: str) -> str:
        """Returns the address of a file."""
        return f"{self.origin}/{self.paths[name]}"

    def micropython(self, code: str) -> str:
        """Returns the head of a page that runs code on MicroPython."""
        return self._page("mpy", code, {"interpreter": self.at("micropython.mjs")})

    def pyodide(self, code: str) -> str:
        """Returns the head of a page that runs code on Pyodide, with Jinja2 to import.

        With `passthrough`, Pyodide itself loads the wheels, while it starts. Otherwise PyScript
        asks micropip for them, which npm's Pyodide has not.
        """
        wheels = [self.at(f"{name}.whl") for name in WHEELS]
        config = {"interpreter": self.at("pyodide.mjs"), "packages": wheels}
        return self._page("py", code, {**config, "packages_cache": "passthrough", "index_urls": []})

    def _page(self, kind: str, code: str, config: dict[str, object]) -> str:
        whole = json.dumps({**config, "plugins": [f"!{name}" for name in PLUGINS]})
        return PAGE.format(config=whole, core=self.at("core.js"), kind=kind, code=code)


def place(folder: Path) -> dict[str, str]:
    """Puts the published files into a folder that our server can serve.

    Args:
        folder: an empty one.

    Returns:
        Each file's path by its name; a wheel's name is the package's with `.whl`.
    """
    output = Output(folder)
    paths: dict[str, str] = {}
    for files in FILES.values():
        paths |= output.place({path.name: path.read_bytes() for path in files})
    for package in WHEELS:
        version = importlib.metadata.version(package)
        name = f"{package}-{version}-py3-none-any.whl"
        paths[f"{package}.whl"] = output.place_one(name, wheel(package))
    compress_beside(output.files())
    return paths


def wheel(package: str) -> bytes:
    """Returns the pure Python of an installed package as a wheel.

    Args:
        package: its name; what is compiled for this machine is left out.
    """
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in importlib.metadata.files(package) or []:
            if file.suffix == ".py" or file.parts[0].endswith(".dist-info"):
                archive.writestr(zipfile.ZipInfo(file.as_posix()), file.read_binary())
    return content.getvalue()
