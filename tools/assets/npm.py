"""The npm package: `dist/npm/`, ready for `npm publish`."""

import json
import tomllib

from tools.assets.output import Output
from tools.environment import here, node
from tools.steps import ROOT, run

SOURCES = ROOT / "static" / "npm"
TYPES = ROOT / "static" / "types" / "lucep.d.ts"
COPIES = {
    "README.md": "README.md",
    "index.mjs": "index.mjs",
    "react.mjs": "react.mjs",
    # The same types, once for each way of importing.
    "index.d.mts": "index.d.ts",
    "index.d.cts": "index.d.ts",
    "react.d.mts": "react.d.ts",
}


def place(output: Output) -> None:
    """Puts types/ and npm/ into the output."""
    types = TYPES.read_bytes()
    output.write("types/lucep.d.ts", types)
    output.write("npm/lucep.d.ts", types)
    for name, source in COPIES.items():
        output.write(f"npm/{name}", (SOURCES / source).read_bytes())
    output.write("npm/index.cjs", _common_js())
    output.write("npm/package.json", _description().encode())


def _description() -> str:
    package = json.loads((SOURCES / "package.json").read_text())
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return json.dumps({"name": package["name"], "version": project["version"], **package}, indent=2)


def _common_js() -> bytes:
    command = [node(here()), "tools/js/common.mjs", SOURCES / "index.mjs"]
    return run("Making the npm package", command, "Correct static/npm/index.mjs and build again.")
