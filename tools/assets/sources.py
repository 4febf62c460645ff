"""Python for MicroPython: the widget's own, and its templates compiled to Python, minified."""

import ast
import json

import python_minifier

from tools.environment import here, node
from tools.steps import ROOT, StepError, run

PACKAGES = ("widget/core", "widget/browser")
LEFT_OUT = (
    # What only Pyodide can run: Jinja2 itself, and code written for CPython.
    "widget/core/templating_jinja2.py",
    "widget/browser/custom_ui.py",
    # What only a server asks: a browser gets the kiosk described.
    "widget/core/display.py",
    "widget/core/hours.py",
    "widget/core/kiosk.py",
    "widget/core/kiosk_rules.py",
    "widget/core/kiosk_settings.py",
    "widget/core/services.py",
)
# What Python draws in a page; the server draws the rest.
DRAWN = ("form.html.j2", "status.html.j2")


def collect() -> dict[str, str]:
    """Returns every module of the MicroPython bundle as it is written, by path."""
    paths = [ROOT / "widget" / "__init__.py"]
    for package in PACKAGES:
        paths += sorted((ROOT / package).rglob("*.py"))
    sources = {path.relative_to(ROOT).as_posix(): path.read_text() for path in paths}
    for path in LEFT_OUT:
        del sources[path]
    return {**sources, **drawn()}


def drawn() -> dict[str, str]:
    """Returns the modules that draw the templates, by path."""
    from tools.templates import compile_templates

    modules = compile_templates(ROOT / "widget" / "templates", DRAWN)
    return {name.replace(".", "/") + ".py": source for name, source in modules.items()}


class _ForMachines(ast.NodeTransformer):
    """Drops what only people and type checkers read."""

    def visit_If(self, node: ast.If) -> ast.AST | list[ast.stmt]:
        """Drops `if TYPE_CHECKING:`, keeping its `else`."""
        self.generic_visit(node)
        if isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            return node.orelse
        return node

    def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.AST | None:
        """Drops `from __future__ import …`, which MicroPython has not."""
        return None if node.module == "__future__" else node


def minified(path: str, source: str) -> str:
    """Makes a module small without changing what it does.

    Args:
        path: its name, for messages.
        source: its text.

    Returns:
        The same module without docstrings, annotations, asserts and long local names.

    Raises:
        StepError: it is not Python.
    """
    try:
        tree = _ForMachines().visit(ast.parse(source, path))
        return python_minifier.minify(
            ast.unparse(ast.fix_missing_locations(tree)),
            filename=path,
            remove_literal_statements=True,
            remove_asserts=True,
            remove_debug=True,
            hoist_literals=False,  # brotli finds repeated strings by itself
            rename_globals=False,
        )
    except SyntaxError as error:
        raise StepError(f"Minifying {path}", str(error), "Correct it and build again.") from error


def bundle() -> bytes:
    """Returns the MicroPython bundle: JSON, each module's text by its path.

    Raises:
        StepError: MicroPython cannot compile a module; says which and why.
    """
    modules = {path: minified(path, source) for path, source in sorted(collect().items())}
    content = json.dumps(modules, ensure_ascii=False, separators=(",", ":")).encode()
    run(
        "Compiling the widget with MicroPython",
        [node(here()), "tools/js/parse.mjs"],
        'See docs/architecture.md, "Python files", for what MicroPython has not.',
        stdin=content,
    )
    return content
