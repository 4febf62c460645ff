"""The licences of what `dist/` carries of others."""

from importlib import metadata

from tools.assets.archive import PACKAGES
from tools.environment import NODE_MODULES
from tools.steps import ROOT

NOTICES = ROOT / "tools" / "assets" / "notices.txt"
# esbuild only builds, and brings no licence file anyway.
FOLDERS = ("*", "@*/*", "polyscript/node_modules/@*/*")


def text() -> str:
    """Returns LICENSES.txt: who made what, under which terms."""
    parts = [NOTICES.read_text()]
    for folder in FOLDERS:
        for path in sorted(NODE_MODULES.glob(f"{folder}/LICENSE*")):
            name = path.parent.relative_to(NODE_MODULES).as_posix()
            parts.append(f"{name} (npm)\n\n{path.read_text()}")
    for name in PACKAGES:
        for file in metadata.files(name) or []:
            if "licen" in file.name.lower() and ".dist-info" in str(file):
                parts.append(f"{name} (PyPI)\n\n{file.read_text()}")
    return ("\n" + "=" * 80 + "\n\n").join(part.strip() + "\n" for part in parts)
