"""The declarations say what the library does: to the examples, to callers, and no more."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest

from tests.types.compiler import DECLARATIONS, errors
from tools.steps import ROOT

CALLS = ROOT / "tests" / "types" / "calls.ts"
SCRIPT = re.compile(r"<script(?P<attributes>[^>]*)>(?P<code>.*?)</script>", re.DOTALL)
FENCE = re.compile(r"^```(?P<kind>js|html)\n(?P<code>.*?)^```$", re.DOTALL | re.MULTILINE)
DOCUMENTS = [ROOT / "docs" / name for name in ("api.md", "snippets.md")]
# The list cleaner speaks to the API alone, from a worker: it has no `$lucep`.
EXAMPLES = [
    path
    for path in sorted((ROOT / "examples").glob("*.html"))
    + sorted((ROOT / "examples").glob("*.js"))
    if not path.name.startswith("list-cleaning")
]


def scripts_of_page(page: str) -> list[str]:
    """Returns the scripts that stand in a page itself."""
    return [
        found["code"]
        for found in SCRIPT.finditer(page)
        if not re.search("src=", found["attributes"])
    ]


def scripts_of(path: Path) -> list[str]:
    """Returns every script of an example or a document."""
    text = path.read_text()
    if path.suffix == ".html":
        return scripts_of_page(text)
    if path.suffix == ".js":
        return [text]
    scripts: list[str] = []
    for found in FENCE.finditer(text):
        code = found["code"]
        scripts += [code] if found["kind"] == "js" else scripts_of_page(code)
    return scripts


def written(folder: Path, sources: list[Path]) -> list[Path]:
    """Puts every script of the sources into a file of its own."""
    files = []
    for source in sources:
        for number, code in enumerate(scripts_of(source), 1):
            files.append(folder / f"{source.stem}-{source.suffix[1:]}-{number}.js")
            files[-1].write_text(code)
    return files


def test_it_works(tmp_path: Path) -> None:
    assert errors(tmp_path, [CALLS], strict=True, noUncheckedIndexedAccess=True) == []


def test_the_examples_keep_to_the_declarations(tmp_path: Path) -> None:
    files = written(tmp_path, EXAMPLES)
    assert len(files) >= 4
    assert errors(tmp_path, files, allowJs=True, checkJs=True, strict=False) == []


def test_the_documents_keep_to_the_declarations(tmp_path: Path) -> None:
    files = written(tmp_path, DOCUMENTS)
    assert len(files) >= 15
    assert errors(tmp_path, files, allowJs=True, checkJs=True, strict=False) == []


@pytest.mark.parametrize(
    ("call", "complaint"),
    [
        ("$lucep.raise_leed({})", "Property 'raise_leed' does not exist on type 'Lucep'"),
        ("$lucep.init({ id: 1 })", "Property 'domain' is missing"),
        ("$lucep.get_data({ key: 1 })", "Type 'number' is not assignable to type 'string'"),
    ],
)
def test_a_wrong_call_is_refused(tmp_path: Path, call: str, complaint: str) -> None:
    page = tmp_path / "wrong.html"
    page.write_text(f"<script>{call}</script>")
    said = errors(tmp_path, written(tmp_path, [page]), allowJs=True, checkJs=True, strict=False)
    assert any(complaint in line for line in said), said


def test_every_member_has_its_words() -> None:
    interface = DECLARATIONS.read_text().split("export interface Lucep {")[1].split("\n}")[0]
    lines = [line for line in interface.splitlines() if line]
    for before, line in itertools.pairwise(lines):
        if re.match(r"  [a-z]\w*[(<:]", line) or line.startswith("  readonly"):
            assert before.endswith("*/"), line
