"""What dist/ holds, and that it is made only when it must be."""

import gzip
import hashlib
import json
from pathlib import Path
from typing import Any

import brotli
import pytest

from tools import build
from tools.assets import budgets
from tools.assets.output import Output
from tools.steps import StepError

LOADERS = [
    "js/lucep.stable.latest.min.js",
    "js/lucep.bleeding.latest.min.js",
    "js/L.SalesGorilla.stable.latest.min.js",
    "js/L.SalesGorilla.bleeding.latest.min.js",
]


@pytest.fixture(scope="module")
def manifest(dist: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((dist / "manifest.json").read_text())
    return found


def test_it_works(dist: Path) -> None:
    assert {path.name for path in dist.iterdir()} >= {"js", "a", "manifest.json", "LICENSES.txt"}


def test_the_loader_is_one_file_under_all_its_names(dist: Path) -> None:
    first, *others = [(dist / name).read_bytes() for name in LOADERS]
    assert all(other == first for other in others)
    assert b"__ASSETS__" not in first


def test_the_loader_knows_just_the_files_that_are_there(
    dist: Path, engines: dict[str, Any]
) -> None:
    loader = (dist / LOADERS[0]).read_text()
    for engine in engines.values():
        for path in [engine["boot"], engine["interpreter"], engine["app"]]:
            assert path in [preloaded for preloaded, _ in engine["preload"]]
        for path, kind in engine["preload"]:
            assert path in loader
            assert (dist / path).is_file()
            assert kind == ("script" if path.endswith(".mjs") else "fetch")


def test_everything_else_lies_under_a_hash_of_its_content(dist: Path) -> None:
    for folder in (dist / "a").iterdir():
        files = {
            path.name: path.read_bytes()
            for path in folder.iterdir()
            if path.suffix not in (".br", ".gz")
        }
        digest = hashlib.sha256()
        for name, content in sorted(files.items()):
            digest.update(f"{name} {len(content)} ".encode() + content)
        assert folder.name == digest.hexdigest()[:16]


def test_a_changed_file_moves(tmp_path: Path) -> None:
    output = Output(tmp_path)
    first = output.place_one("x.mjs", b"1")
    assert output.place_one("x.mjs", b"1") == first
    assert output.place_one("x.mjs", b"2") != first
    assert output.place({"x.mjs": b"1", "y.mjs": b"1"})["x.mjs"] != first


def test_each_file_lies_beside_its_compressed_forms(dist: Path) -> None:
    plain = [
        path
        for path in dist.rglob("*")
        if path.is_file() and path.suffix not in (".br", ".gz") and path.parent != dist
    ]
    assert len(plain) > 10
    for path in plain:
        content = path.read_bytes()
        assert gzip.decompress(path.with_name(path.name + ".gz").read_bytes()) == content
        assert brotli.decompress(path.with_name(path.name + ".br").read_bytes()) == content


def test_the_manifest_says_what_pages_load(
    dist: Path, engines: dict[str, Any], manifest: dict[str, Any]
) -> None:
    before = [file["path"] for file in manifest["before_intent"]["files"]]
    assert before == [LOADERS[0], "api/kiosks/demo/1/shell?lang=eng"]
    for kind, page in manifest.items():
        for file in page["files"]:
            if "?" not in file["path"]:
                path = dist / file["path"]
                assert file["raw"] == path.stat().st_size
                assert file["gzip"] == path.with_name(path.name + ".gz").stat().st_size
                assert file["brotli"] == path.with_name(path.name + ".br").stat().st_size
        for form in ("raw", "gzip", "brotli"):
            assert page["total"][form] == sum(file[form] for file in page["files"])
        if kind in engines:
            preloaded = {path for path, _ in engines[kind]["preload"]}
            assert {file["path"] for file in page["files"]} == preloaded | set(before)


def test_pages_keep_to_their_budgets(manifest: dict[str, Any]) -> None:
    limits = {
        "before_intent": 10_000,
        "micropython": 270_000,
        "pyodide": 4_700_000,
        "opening": 40_000,
    }
    assert limits == budgets.BUDGETS
    assert set(manifest) == set(limits)
    for kind, page in manifest.items():
        assert 0 < page["total"]["brotli"] <= budgets.BUDGETS[kind]


def test_the_phone_help_loads_when_the_form_opens_and_not_before(
    dist: Path, engines: dict[str, Any], manifest: dict[str, Any]
) -> None:
    (file,) = manifest["opening"]["files"]
    assert file["path"].endswith("/picker.mjs")
    for kind in ("before_intent", "micropython", "pyodide"):
        assert file["path"] not in [other["path"] for other in manifest[kind]["files"]]
    for engine in engines.values():
        assert file["path"].removeprefix("a/") in (dist / engine["boot"]).read_text()


def test_a_page_over_its_budget_stops_the_build() -> None:
    noise = b"".join(hashlib.sha256(bytes([n])).digest() * (n % 3) for n in range(256)) * 2
    noise += b"".join(hashlib.sha512(f"{n}".encode()).digest() for n in range(200))
    described = budgets.describe({"before_intent": {"small.js": b"1", "large.js": noise}})
    with pytest.raises(StepError) as caught:
        budgets.check(described)
    said = " ".join(str(caught.value).split())
    assert said.startswith("The budget of before_intent failed")
    assert f"{described['before_intent']['total']['brotli']:,} bytes" in said
    assert "the largest are large.js" in said


def test_a_second_build_does_nothing(dist: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in dist.rglob("*")}
    assert build.build() is False
    assert {path: path.stat().st_mtime_ns for path in dist.rglob("*")} == before


def test_a_changed_input_is_noticed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "static").mkdir()
    for name in ("package-lock.json", "requirements/build.txt", "static/loader.js"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("1")
    monkeypatch.setattr(build, "ROOT", tmp_path)
    first = build.inputs()
    assert build.inputs() == first
    (tmp_path / "static" / "loader.js").write_text("2")
    second = build.inputs()
    (tmp_path / "static" / "loader.js").rename(tmp_path / "static" / "other.js")
    assert len({first, second, build.inputs()}) == 3


def test_the_licences_of_others_are_there(dist: Path) -> None:
    text = (dist / "LICENSES.txt").read_text()
    for name in ("@pyscript/core", "polyscript", "Pyodide", "MicroPython", "CPython", "htmx.org"):
        assert name in text
    for name in ("jinja2", "markupsafe", "pyodide-http"):
        assert f"{name} (PyPI)" in text
