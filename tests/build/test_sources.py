"""Python is made small for MicroPython without changing what it does."""

import ast
from typing import Any

import pytest

from tools.assets import sources
from tools.steps import StepError

WRITTEN = '''
"""A docstring."""
from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

LIMIT: int = 3


def first_of(values: Sequence[str], *, default_value: str = "none") -> str:
    """Another."""
    assert values is not None
    for single_value in values:
        return single_value
    return default_value
'''


def test_it_works() -> None:
    small = sources.minified("a.py", WRITTEN)
    names: dict[str, Any] = {}
    exec(small, names)  # noqa: S102 - our own text
    assert names["first_of"](["x"]) == "x"
    assert names["first_of"]([], default_value="y") == "y"
    assert names["LIMIT"] == 3


def test_what_only_people_and_tools_read_is_gone() -> None:
    small = sources.minified("a.py", WRITTEN)
    for word in ("docstring", "Another", "__future__", "Sequence", "assert", "single_value"):
        assert word not in small
    assert not [node for node in ast.walk(ast.parse(small)) if isinstance(node, ast.AnnAssign)]


def test_no_positional_only_arguments_appear() -> None:
    for path, source in sources.collect().items():
        tree = ast.parse(sources.minified(path, source))
        assert not [node for node in ast.walk(tree) if getattr(node, "posonlyargs", [])], path


def test_broken_python_is_refused_by_name() -> None:
    with pytest.raises(StepError, match=r"widget/core/x\.py"):
        sources.minified("widget/core/x.py", "def")


@pytest.mark.parametrize(
    "source",
    ["match 1:\n    case 1:\n        pass\n", "a = {**{1: 2}}\n"],
    ids=["match", "unpacking"],
)
def test_what_micropython_cannot_compile_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, source: str
) -> None:
    monkeypatch.setattr(sources, "collect", lambda: {"widget/core/x.py": source})
    with pytest.raises(StepError, match=r"widget/core/x\.py"):
        sources.bundle()


def test_the_bundle_holds_the_widget_and_its_templates() -> None:
    paths = sources.collect()
    assert {"widget/__init__.py", "widget/core/form.py", "widget/browser/main.py"} <= set(paths)
    assert any(path.startswith("widget/drawn/") for path in paths)
    assert "widget/core/templating_jinja2.py" not in paths
