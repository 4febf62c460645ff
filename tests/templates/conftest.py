"""Templates drawn in three ways: by Jinja2, and as compiled Python on CPython and MicroPython."""

import importlib
import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jinja2 import FileSystemLoader

from tools.assets.sources import minified
from tools.environment import here, node
from tools.templates import compile_templates
from widget.core.jinja import runtime
from widget.core.templating_jinja2 import environment

from . import examples

Outcome = tuple[str, str]


def outcome(draw: Callable[[dict[str, Any]], str], context: dict[str, Any]) -> Outcome:
    """Give ("drawn", text), or (error's name, its message)."""
    try:
        return "drawn", draw(context)
    except Exception as error:
        return type(error).__name__, str(error)


@pytest.fixture(scope="session")
def drawings() -> list[examples.Drawing]:
    """All that is drawn."""
    return examples.drawings()


@pytest.fixture(scope="session")
def by_jinja2(drawings: list[examples.Drawing]) -> list[Outcome]:
    """What Jinja2 itself draws."""
    environments = {
        "widget.drawn": environment(FileSystemLoader(examples.PRODUCT)),
        "cases_drawn": environment(FileSystemLoader(examples.CASES)),
    }
    return [
        outcome(environments[package].get_template(name).render, context)
        for package, name, context in drawings
    ]


@pytest.fixture(scope="session")
def compiled() -> dict[str, str]:
    """The compiled templates, by path."""
    cases = compile_templates(examples.CASES)
    modules = compile_templates(examples.PRODUCT) | {
        name.replace("widget.drawn", "cases_drawn"): source for name, source in cases.items()
    }
    return {name.replace(".", "/") + ".py": source for name, source in modules.items()}


@pytest.fixture(scope="session")
def on_cpython(
    drawings: list[examples.Drawing],
    compiled: dict[str, str],
    tmp_path_factory: pytest.TempPathFactory,
) -> list[Outcome]:
    """What the compiled templates draw on CPython."""
    folder = tmp_path_factory.mktemp("compiled")
    for path, source in compiled.items():
        target = folder / path.replace("widget/drawn", "widget_drawn")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(source, "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(folder))
        importlib.invalidate_caches()
        environments = {
            "widget.drawn": runtime.Environment("widget_drawn"),
            "cases_drawn": runtime.Environment("cases_drawn"),
        }
        return [
            outcome(environments[package].get_template(name).render, context)
            for package, name, context in drawings
        ]


@pytest.fixture(scope="session", params=["as written", "minified"])
def micropython(
    request: pytest.FixtureRequest, drawings: list[examples.Drawing], compiled: dict[str, str]
) -> dict[str, Any]:
    """What the compiled templates draw on MicroPython, and how long the form takes there."""
    paths = [*(examples.ROOT / "widget/core/jinja").glob("*.py")]
    paths += [examples.ROOT / f"widget/core/{name}.py" for name in NEEDED]
    files = {path.relative_to(examples.ROOT).as_posix(): path.read_text("utf-8") for path in paths}
    files |= compiled
    if request.param == "minified":
        files = {path: minified(path, source) for path, source in files.items()}
    contexts = list({id(context): context for *_, context in drawings}.values())
    numbers = {id(context): number for number, context in enumerate(contexts)}
    numbered = [(package, name, numbers[id(context)]) for package, name, context in drawings]
    timed = next(drawing for drawing in numbered if drawing[1] == "form.html.j2")
    job = {"files": files, "contexts": contexts, "drawings": numbered, "timed": timed}
    done = subprocess.run(
        [str(node(here())), str(Path(__file__).with_name("draw.mjs"))],
        input=json.dumps(job, ensure_ascii=False),
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    assert not done.stderr, "MicroPython complains in the visitor's console"
    return json.loads(done.stdout)  # type: ignore[no-any-return]


NEEDED = ("__init__", "templating", "templating_compiled")
