"""The licences of what `dist/` carries of others."""

import json
from importlib import metadata

from tools.assets.archive import PACKAGES
from tools.environment import NODE_MODULES
from tools.steps import ROOT

NOTICES = ROOT / "tools" / "assets" / "notices.txt"
FOLDERS = ("*", "@*/*", "polyscript/node_modules/@*/*")


def text() -> str:
    """Returns LICENSES.txt: who made what, under which terms."""
    parts = [NOTICES.read_text()]
    locked = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    for folder in FOLDERS:
        for path in sorted(NODE_MODULES.glob(f"{folder}/LICENSE*")):
            name = path.parent.relative_to(NODE_MODULES).as_posix()
            # What only builds and tests is not carried.
            if not locked.get(f"node_modules/{name}", {}).get("dev"):
                parts.append(f"{name} (npm)\n\n{path.read_text()}")
    for name in PACKAGES:
        for file in metadata.files(name) or []:
            if "licen" in file.name.lower() and ".dist-info" in str(file):
                parts.append(f"{name} (PyPI)\n\n{file.read_text()}")
    return ("\n" + "=" * 80 + "\n\n").join(part.strip() + "\n" for part in parts)
