"""Compile the templates to Python, for the browser.

MicroPython cannot run Jinja2, but it runs what Jinja2's own compiler writes, over the small
runtime in `widget/core/jinja`. What that runtime lacks is refused here, at build time, with the
template and the line.
"""

import inspect
from collections.abc import Mapping
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, TemplateSyntaxError, nodes
from jinja2.defaults import DEFAULT_NAMESPACE

from tools.templates_rewrite import rewritten
from widget.core.jinja.filters import FILTERS, TESTS
from widget.core.jinja.runtime import GLOBALS, module_name
from widget.core.jinja.values import StrictUndefined
from widget.core.templating_jinja2 import environment

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


def compile_templates(source_dir: Path) -> dict[str, str]:
    """Compile every template of a folder for MicroPython.

    Args:
        source_dir: Holds `*.j2` files, in subfolders too.

    Returns:
        Python source by module name, `form` for `form.html.j2`: what to write to
        `widget/drawn/<name>.py`.

    Raises:
        UnsupportedTemplateError: A template is wrong, or uses what the runtime lacks.
    """
    compiler = _compiler(source_dir)
    compiler.filters = dict(FILTERS)
    compiler.tests = dict(TESTS)
    compiler.undefined = StrictUndefined  # type: ignore[assignment]
    names = set(compiler.list_templates())
    modules: dict[str, str] = {}
    for name in sorted(names):
        source = _source(compiler, name)
        _check(_parsed(compiler, name, source), name, names)
        modules[_free_name(name, modules)] = rewritten(compiler.compile(source, name, raw=True))
    return modules


def compile_for_jinja2(source_dir: Path) -> dict[str, str]:
    """Compile every template of a folder for Jinja2 itself, which then skips its compiler.

    Args:
        source_dir: Holds `*.j2` files, in subfolders too.

    Returns:
        Python source by module name, for the same place as `compile_templates`; they go into the
        Pyodide bundle, where `widget.core.templating_jinja2.CompiledLoader` finds them.

    Raises:
        UnsupportedTemplateError: A template is wrong.
    """
    compiler = _compiler(source_dir)
    modules: dict[str, str] = {}
    for name in sorted(compiler.list_templates()):
        source = _source(compiler, name)
        _parsed(compiler, name, source)
        modules[_free_name(name, modules)] = compiler.compile(
            source, name, name, raw=True, defer_init=True
        )
    return modules


def _compiler(source_dir: Path) -> Environment:
    return environment(FileSystemLoader(source_dir))


def _source(compiler: Environment, name: str) -> str:
    assert compiler.loader is not None  # noqa: S101, for the type checker
    return compiler.loader.get_source(compiler, name)[0]


def _parsed(compiler: Environment, name: str, source: str) -> nodes.Template:
    try:
        return compiler.parse(source, name)
    except TemplateSyntaxError as error:
        raise UnsupportedTemplateError(
            name, error.lineno, error.message or "syntax error"
        ) from error


def _free_name(template: str, taken: dict[str, str]) -> str:
    name = module_name(template)
    if not name.isidentifier() or name in taken:
        raise UnsupportedTemplateError(
            template, 1, f"no free module name; {name!r} is taken or wrong"
        )
    return name


def _check(tree: nodes.Template, name: str, names: set[str]) -> None:
    """Refuse what compiles but would not do the same on MicroPython."""
    called = {id(call.node) for call in tree.find_all(nodes.Call)}
    for node in tree.find_all(nodes.Node):
        problem = _problem(node, names, id(node) in called)
        if problem:
            raise UnsupportedTemplateError(name, node.lineno, problem)


def _problem(node: nodes.Node, names: set[str], is_called: bool) -> str | None:
    match node:
        case nodes.Filter():
            return _call_problem("filter", FILTERS, node)
        case nodes.Test():
            return _call_problem("test", TESTS, node)
        case nodes.Getattr():
            return _attribute_problem(node.attr, is_called)
        case nodes.Slice(step=nodes.Node()):
            return "MicroPython cannot slice with a step"
        case nodes.Name(ctx="load") if node.name in DEFAULT_NAMESPACE.keys() - GLOBALS.keys():
            return f"no {node.name!r} in the widget's runtime"
        case nodes.Include() | nodes.Extends() | nodes.Import() | nodes.FromImport():
            if not isinstance(node.template, nodes.Const):
                return "write the other template's name out; the build looks whether it is there"
            if node.template.value not in names and not getattr(node, "ignore_missing", False):
                return f"no template {node.template.value!r}"
        case nodes.EvalContextModifier() | nodes.ScopedEvalContextModifier():
            return "autoescape cannot be switched"
    return None


def _attribute_problem(attr: str, is_called: bool) -> str | None:
    if is_called and attr in OTHER_METHODS:
        return f".{attr}() differs between the interpreters; use a filter, or prepare it in Python"
    if not is_called and attr in DICT_METHODS:
        return f".{attr} is a method of every dict; write ['{attr}']"
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


def write_package(modules: dict[str, str], folder: Path) -> None:
    """Write compiled templates as a Python package.

    Args:
        modules: Python source by module name.
        folder: Where the package goes; made when absent.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "__init__.py").write_text("", encoding="utf-8")
    for name, source in modules.items():
        (folder / f"{name}.py").write_text(source, encoding="utf-8")
