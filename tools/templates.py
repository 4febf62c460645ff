"""Compile the templates to Python, for the browser.

MicroPython cannot run Jinja2, but it runs what Jinja2's own compiler writes, over the small
runtime in `widget/core/jinja`. What that runtime lacks is refused here, at build time, with the
template and the line.
"""

import inspect
from collections.abc import Iterable, Mapping
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, TemplateSyntaxError, nodes
from jinja2.defaults import DEFAULT_NAMESPACE
from jinja2.meta import find_referenced_templates

from tools.templates_rewrite import rewritten
from widget.core.jinja.filters import FILTERS, TESTS
from widget.core.jinja.runtime import GLOBALS, module_name
from widget.core.jinja.values import StrictUndefined
from widget.core.templating_jinja2 import environment

# Where the widget looks for compiled templates.
PACKAGE = "widget.drawn"
# Methods that do the same on both interpreters. `items`, `keys` and `values` are not among them:
# MicroPython's dicts have no order. Nor are `upper`, `strip` and the like: ASCII only there.
SAME_METHODS = {"get", "startswith", "endswith", "split", "count", "find", "index"}
OTHER_METHODS = {
    name for kind in (str, dict, list) for name in dir(kind) if not name.startswith("_")
} - SAME_METHODS
DICT_METHODS = {name for name in dir(dict) if not name.startswith("_")}


class UnsupportedTemplateError(Exception):
    """A template uses what the browser's Python cannot do; the message says where and what."""

    def __init__(self, template: str, line: int, problem: str) -> None:
        super().__init__(f"{template}, line {line}: {problem}")


def compile_templates(source_dir: Path, roots: Iterable[str] = ()) -> dict[str, str]:
    """Compile templates for MicroPython.

    Args:
        source_dir: Holds `*.j2` files, in subfolders too.
        roots: The templates to be drawn there; what they use comes along. All when empty.

    Returns:
        Python source by module name, `widget.drawn.form` for `form.html.j2`, and the package's
        own, `widget.drawn.__init__`.

    Raises:
        UnsupportedTemplateError: A template is wrong, or uses what the runtime lacks.
    """
    compiler = environment(FileSystemLoader(source_dir))
    compiler.filters = dict(FILTERS)
    compiler.tests = dict(TESTS)
    compiler.undefined = StrictUndefined  # type: ignore[assignment]
    trees = _trees(compiler)
    for name, tree in trees.items():
        _check(tree, name, trees)
    wanted = _with_used(trees, roots or trees)
    return _modules(
        {name: rewritten(compiler.compile(trees[name], name, raw=True)) for name in wanted}
    )


def compile_for_jinja2(source_dir: Path) -> dict[str, str]:
    """Compile every template of a folder for Jinja2 itself, which then skips its compiler.

    Args:
        source_dir: Holds `*.j2` files, in subfolders too.

    Returns:
        Python source by module name, as `compile_templates`; they go into the Pyodide bundle,
        where `widget.core.templating_jinja2.CompiledLoader` finds them.

    Raises:
        UnsupportedTemplateError: A template is wrong.
    """
    compiler = environment(FileSystemLoader(source_dir))
    return _modules(
        {
            name: compiler.compile(tree, name, name, raw=True, defer_init=True)
            for name, tree in _trees(compiler).items()
        }
    )


def _trees(compiler: Environment) -> dict[str, nodes.Template]:
    trees = {}
    for name in sorted(compiler.list_templates(extensions=["j2"])):
        assert compiler.loader is not None  # noqa: S101, for the type checker
        try:
            trees[name] = compiler.parse(compiler.loader.get_source(compiler, name)[0], name)
        except TemplateSyntaxError as error:
            problem = error.message or "syntax error"
            raise UnsupportedTemplateError(name, error.lineno, problem) from error
    return trees


def _with_used(trees: dict[str, nodes.Template], roots: Iterable[str]) -> list[str]:
    """Name some templates and all that they include, import or extend."""
    found: set[str] = set()
    wanted = list(roots)
    while wanted:
        name = wanted.pop()
        if name in trees and name not in found:
            found.add(name)
            wanted += [used for used in find_referenced_templates(trees[name]) if used]
    return sorted(found)


def _modules(sources: dict[str, str]) -> dict[str, str]:
    modules = {f"{PACKAGE}.__init__": ""}
    for template, source in sources.items():
        name = f"{PACKAGE}.{module_name(template)}"
        if not module_name(template).isidentifier() or name in modules:
            raise UnsupportedTemplateError(template, 1, f"no free module name: {name!r}")
        modules[name] = source
    return modules


def _check(tree: nodes.Template, name: str, trees: Mapping[str, nodes.Template]) -> None:
    """Refuse what compiles but would not do the same on MicroPython."""
    called = {id(call.node) for call in tree.find_all(nodes.Call)}
    for node in tree.find_all(nodes.Node):
        problem = _problem(node, trees, id(node) in called)
        if problem:
            raise UnsupportedTemplateError(name, node.lineno, problem)


def _problem(node: nodes.Node, trees: Mapping[str, nodes.Template], is_called: bool) -> str | None:
    match node:
        case nodes.Filter():
            return _call_problem("filter", FILTERS, node)
        case nodes.Test():
            return _call_problem("test", TESTS, node)
        case nodes.Getattr():
            return _attribute_problem(node, is_called)
        case nodes.Slice(step=nodes.Node()):
            return "MicroPython cannot slice with a step"
        case nodes.Name(ctx="load") if node.name in DEFAULT_NAMESPACE.keys() - GLOBALS.keys():
            return f"no {node.name!r} in the widget's runtime"
        case nodes.Include() | nodes.Extends() | nodes.Import() | nodes.FromImport():
            return _reference_problem(node, trees)
        case nodes.EvalContextModifier() | nodes.ScopedEvalContextModifier():
            return "autoescape cannot be switched"
    return None


def _reference_problem(
    node: nodes.Include | nodes.Extends | nodes.Import | nodes.FromImport,
    trees: Mapping[str, nodes.Template],
) -> str | None:
    if not isinstance(node.template, nodes.Const):
        return "write the other template's name out; the build looks whether it is there"
    name = node.template.value
    if name not in trees:
        return None if getattr(node, "ignore_missing", False) else f"no template {name!r}"
    if isinstance(node, nodes.FromImport):
        exported = _exported(trees[name])
        for wanted in node.names:
            if (wanted[0] if isinstance(wanted, tuple) else wanted) not in exported:
                return f"{name!r} exports no {wanted!r}"
    return None


def _exported(tree: nodes.Template) -> set[str]:
    """Name what a template may export: its macros and variables."""
    names = {macro.name for macro in tree.find_all(nodes.Macro)}
    return names | {name.name for name in tree.find_all(nodes.Name) if name.ctx == "store"}


def _attribute_problem(node: nodes.Getattr, is_called: bool) -> str | None:
    if isinstance(node.node, nodes.Name) and node.node.name == "self":
        return None
    if is_called and node.attr in OTHER_METHODS:
        return f".{node.attr}() is not the same on MicroPython; use a filter, or do it in Python"
    if not is_called and node.attr in DICT_METHODS:
        return f".{node.attr} is a method of every dict; write ['{node.attr}']"
    return None


def _call_problem(
    kind: str, table: Mapping[str, object], node: nodes.Filter | nodes.Test
) -> str | None:
    function = table.get(node.name)
    if not callable(function):
        return f"no {kind} {node.name!r} in the widget's runtime (widget/core/jinja/filters.py)"
    if node.dyn_args or node.dyn_kwargs:
        return f"{kind} {node.name!r}: * and ** cannot be checked; write the arguments out"
    named = {str(pair.key): None for pair in node.kwargs}
    try:
        inspect.signature(function).bind(None, *node.args, **named)
    except TypeError as error:
        return f"{kind} {node.name!r}: {error}"
    return None
