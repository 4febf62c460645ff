"""The JavaScript of a page, bundled and minified by esbuild."""

import json
from collections.abc import Mapping

from tools.environment import here, node
from tools.steps import run

# Parts of PyScript that no page of ours reaches: its plugins (which boot.mjs excludes), its other
# configuration formats and archives, and workers (a strict content policy forbids them).
EMPTY = (
    "/@pyscript/core/src/plugins/",
    "/@pyscript/core/src/3rd-party/",
    "/polyscript/esm/3rd-party/",
    "/polyscript/esm/interpreter/pyodide_graph",
    "/polyscript/esm/worker/xworker",
)
REPLACE = {
    # So that it is not imported before anybody asks for it.
    "./stdlib.js": "static/stdlib.mjs",
    "@webreflection/idb-map": "static/idb_map/index.mjs",
    "@webreflection/idb-map/sync": "static/idb_map/sync.mjs",
}


def bundle(entry: str, define: Mapping[str, object] | None = None, form: str = "esm") -> bytes:
    """Bundles a script with all it imports.

    Args:
        entry: its path, from the repository's root.
        define: what the build puts in place of names in it, as values that JSON can hold.
        form: "esm" for a module, "iife" for a script.

    Returns:
        One minified script.

    Raises:
        StepError: esbuild refuses; says what and where.
    """
    job = {
        "entry": entry,
        "format": form,
        "define": {name: json.dumps(value) for name, value in (define or {}).items()},
        "empty": EMPTY,
        "replace": REPLACE,
    }
    command = [node(here()), "tools/js/bundle.mjs", json.dumps(job)]
    return run(f"Bundling {entry}", command, "Correct the script and build again.")
