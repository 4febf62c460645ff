"""What makes the kiosk page an app: its scripts, and the worker that keeps it for offline days."""

import hashlib
import json

from tools.assets.output import HASH_LENGTH, Output
from tools.assets.scripts import bundle

# The engine that widget/templates/kiosk_page.html.j2 names.
ENGINE = "pyodide"
# The help with phone numbers comes when somebody opens the form.
OPENING = "a/*/picker.mjs"


def place(output: Output) -> None:
    """Puts kiosk/ into the output, once the engines and what they load on opening are there.

    Args:
        output: where to.
    """
    engines = json.loads((output.folder / "engines.json").read_text())
    files = ["/" + path for path, _ in engines[ENGINE]["preload"]]
    opening = [path.relative_to(output.folder).as_posix() for path in output.folder.glob(OPENING)]
    files += ["/" + path for path in sorted(opening)]
    version = hashlib.sha256(json.dumps(files).encode()).hexdigest()[:HASH_LENGTH]
    define = {"__FILES__": files, "__VERSION__": version}
    output.write("kiosk/worker.js", bundle("static/kiosk/worker.js", define, form="iife"))
    for name in ("app.js", "idle.js"):
        output.write(f"kiosk/{name}", bundle(f"static/kiosk/{name}", form="iife"))
