"""How many bytes each kind of page loads, and how many it may."""

import json
from pathlib import Path

from tools.steps import StepError

# Bytes as brotli sends them, everything a page of the kind loads.
BUDGETS = {
    "before_intent": 10_000,
    "micropython": 270_000,
    "pyodide": 4_700_000,
}
LARGEST = 4


def manifest(folder: Path, pages: dict[str, list[str]]) -> dict[str, object]:
    """Measures what each kind of page loads.

    Args:
        folder: dist/.
        pages: for each kind of page, the paths of its files; each has its compressed forms beside.

    Returns:
        `{kind: {"files": [{"path", "raw", "gzip", "brotli"}], "total": {…}, "budget": n}}`.
    """
    described: dict[str, object] = {}
    for kind, files in pages.items():
        sizes = [{"path": path, **_sizes(folder / path)} for path in files]
        total = {form: sum(int(size[form]) for size in sizes) for form in ("raw", "gzip", "brotli")}
        described[kind] = {"files": sizes, "total": total, "budget": BUDGETS[kind]}
    (folder / "manifest.json").write_text(json.dumps(described, indent=2) + "\n")
    return described


def _sizes(path: Path) -> dict[str, int]:
    beside = {"raw": "", "gzip": ".gz", "brotli": ".br"}
    return {form: Path(f"{path}{suffix}").stat().st_size for form, suffix in beside.items()}


def check(described: dict[str, object]) -> None:
    """Refuses a build whose pages are too big.

    Args:
        described: what `manifest` returned.

    Raises:
        StepError: names the kind of page, its sum, and its largest files.
    """
    for kind, page in described.items():
        total, budget = page["total"]["brotli"], page["budget"]
        if total <= budget:
            continue
        largest = sorted(page["files"], key=lambda size: -size["brotli"])[:LARGEST]
        named = ", ".join(f"{size['path']} {size['brotli']:,}" for size in largest)
        raise StepError(
            f"The budget of {kind}",
            f"{total:,} bytes of brotli are more than {budget:,}; the largest are {named}",
            "Make them smaller, or argue for another budget in tools/assets/budgets.py.",
        )
