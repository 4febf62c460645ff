"""How many bytes each kind of page loads, and how many it may."""

from typing import TypedDict

from tools.assets.compress import compressed
from tools.steps import StepError

# Bytes as brotli sends them, everything a page of the kind loads.
BUDGETS = {
    "before_intent": 10_000,
    "micropython": 270_000,
    "pyodide": 4_700_000,
    "opening": 40_000,  # what comes on top when a visitor opens the form
}
LARGEST = 4


class File(TypedDict):
    """A file of a page, and its bytes as they are and as they are sent."""

    path: str
    raw: int
    gzip: int
    brotli: int


class Page(TypedDict):
    """A kind of page: its files, their sums by form, and how much brotli it may be."""

    files: list[File]
    total: dict[str, int]
    budget: int


def describe(pages: dict[str, dict[str, bytes]]) -> dict[str, Page]:
    """Measures what each kind of page loads.

    Args:
        pages: for each kind of page in `BUDGETS`, what its files hold by their path.

    Returns:
        What dist/manifest.json says.
    """
    described = {}
    for kind, contents in pages.items():
        files = [_file(path, content) for path, content in contents.items()]
        total = {
            "raw": sum(file["raw"] for file in files),
            "gzip": sum(file["gzip"] for file in files),
            "brotli": sum(file["brotli"] for file in files),
        }
        described[kind] = Page(files=files, total=total, budget=BUDGETS[kind])
    return described


def _file(path: str, content: bytes) -> File:
    forms = compressed(content)
    return File(path=path, raw=len(content), gzip=len(forms[".gz"]), brotli=len(forms[".br"]))


def check(described: dict[str, Page]) -> None:
    """Refuses a build whose pages are too big.

    Args:
        described: what `describe` returned.

    Raises:
        StepError: names the kind of page, its sum, and its largest files.
    """
    for kind, page in described.items():
        total, budget = page["total"]["brotli"], page["budget"]
        if total <= budget:
            continue
        largest = sorted(page["files"], key=lambda file: -file["brotli"])[:LARGEST]
        named = ", ".join(f"{file['path']} {file['brotli']:,}" for file in largest)
        raise StepError(
            f"The budget of {kind}",
            f"{total:,} bytes of brotli are more than {budget:,}; the largest are {named}",
            "Make them smaller, or argue for another budget in tools/assets/budgets.py.",
        )
