"""How many bytes each kind of page loads, as the build counted them."""

import json

from tools.assets.budgets import BUDGETS
from tools.bench.findings import Finding
from tools.bench.rig import Rig
from tools.build import DIST

NAMES = tuple(f"{page}_bytes" for page in BUDGETS)


def measure(_rig: Rig) -> dict[str, Finding]:
    """Reads the sums of brotli bytes from dist/manifest.json."""
    manifest = json.loads((DIST / "manifest.json").read_text())
    found = {}
    for page in BUDGETS:
        total, files = manifest[page]["total"], len(manifest[page]["files"])
        note = f"brotli; {files} in number, {total['gzip']:,} as gzip, {total['raw']:,} raw"
        found[f"{page}_bytes"] = Finding(total["brotli"], note)
    return found
