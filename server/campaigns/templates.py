"""The templates of campaigns: Jinja2 in a sandbox, with a few words that they may use.

Nothing in them may loop, call or grow, so a campaign's author can say much and do nothing.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from jinja2 import (
    Environment,
    StrictUndefined,
    Template,
    TemplateError,
    Undefined,
    filters,
    nodes,
    pass_environment,
)
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import soft_str

from widget.core import curation

VARIABLES = (
    "name",
    "company",
    "account",
    "service",
    "phone",
    "link",
    "yes_link",
    "no_link",
    "never_link",
    "unsubscribe",
    "yes_key",
    "no_key",
    "never_key",
)
_FILTERS = ("capitalize", "default", "e", "escape", "lower", "title", "trim", "truncate", "upper")
# Of these a template is made. Nothing among them repeats, joins or counts: a text that doubles
# itself a hundred times would not fit into any machine.
_ALLOWED: tuple[type[nodes.Node], ...] = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Const,
    nodes.If,
    nodes.CondExpr,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.Assign,
    nodes.Filter,
)
# Control characters, and what is none at all: neither a message nor YAML holds them.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_COMPARED = ("eq", "ne")
# The three dots that truncate ends in.
_SHORTEST = 3
_LENGTH = f"truncate with one number from {_SHORTEST} on"
# Python compiles what is a little deeper; a text that people write is far from either.
_DEEPEST = 30
_MOST_NODES = 2000


class DrawError(Exception):
    """A template cannot be drawn for a prospect: one that was stored when more was allowed."""


def _environment(autoescape: bool, undefined: type[Undefined] = Undefined) -> Environment:
    made = ImmutableSandboxedEnvironment(
        autoescape=autoescape,
        undefined=undefined,
        trim_blocks=True,
        lstrip_blocks=True,
        # Working constants out tries each filter of a chain again for every other.
        optimized=False,
    )
    made.filters = {name: made.filters[name] for name in _FILTERS} | {"truncate": _truncated}
    made.globals = {}
    return made


@pass_environment
def _truncated(environment: Environment, value: object, length: int = 255) -> str:
    # Jinja2's own fails for what is no text, such as `name == company`.
    return filters.do_truncate(environment, soft_str(value), length)


_PLAIN, _HTML = _environment(False), _environment(True)
_STRICT = _environment(False, StrictUndefined)


def wrong(source: str) -> str:
    """Say what is wrong with a template, "" when it can be drawn for everybody."""
    if _UNWRITABLE.search(source) or curation.scalars(source) != source:
        return "a text without control characters"
    try:
        tree = _STRICT.parse(source)
        # First, for what comes next is slow, or not at all possible, with what is refused.
        if refused := _refused(tree):
            return f"variables, if, set and the filters {', '.join(_FILTERS)}, but {refused}"
        unknown = sorted(_names(tree, "load") - _names(tree, "store") - set(VARIABLES))
    except (TemplateError, RecursionError, SyntaxError, ValueError) as error:
        return f"a template that can be read: {error}".splitlines()[0]
    if unknown:
        return f"{unknown[0]} is not known; there are {', '.join(VARIABLES)}"
    try:
        # Everything is drawn once with a value in each place and once with none.
        for value in ("x", ""):
            _STRICT.from_string(source).render(dict.fromkeys(VARIABLES, value))
    except (TemplateError, RecursionError, SyntaxError, TypeError, ValueError) as error:
        return f"a template that can be drawn: {error}"
    return ""


def _refused(tree: nodes.Template) -> str:
    """Say what a template may not have, "" where nothing in it can fail for any prospect."""
    for count, (node, depth) in enumerate(_all(tree)):
        if depth > _DEEPEST:
            return f"nothing nested more than {_DEEPEST} deep"
        if count > _MOST_NODES:
            return f"no more than {_MOST_NODES} parts"
        if not isinstance(node, _ALLOWED):
            return f"no {type(node).__name__.lower()}"
        if isinstance(node, nodes.Operand) and node.op not in _COMPARED:
            return "no comparison other than == and !="
        # One that is too large becomes a name that is not known: 1e999 is inf.
        if isinstance(node, nodes.Const) and isinstance(node.value, float):
            return "no number with a point"
        if isinstance(node, nodes.Filter) and (refused := _refused_filter(node)):
            return refused
    return ""


def _refused_filter(node: nodes.Filter) -> str:
    given = len(node.args)
    if node.name not in _FILTERS:
        return f"no filter {node.name}"
    if node.kwargs or node.dyn_args or node.dyn_kwargs:
        return f"nothing with a name or a * in brackets after {node.name}"
    if node.name == "truncate":
        return "" if all(map(_is_length, node.args)) and given < 2 else _LENGTH
    if node.name == "default":
        return "" if given < 3 else "no more than a text and true in brackets after default"
    return f"nothing in brackets after {node.name}" if given else ""


def _all(tree: nodes.Node) -> Iterator[tuple[nodes.Node, int]]:
    """Walk through a template; with each node comes how deep it lies."""
    left = [(tree, 0)]
    while left:
        node, depth = left.pop()
        yield node, depth
        left += [(child, depth + 1) for child in node.iter_child_nodes()]


def _names(tree: nodes.Template, use: str) -> set[str]:
    return {node.name for node in tree.find_all(nodes.Name) if node.ctx == use}


def _is_length(node: nodes.Expr) -> bool:
    length = getattr(node, "value", None)
    return type(length) is int and length >= _SHORTEST


def draw(source: str, values: Mapping[str, str], html: bool = False) -> str:
    """Draw a template that was checked.

    Args:
        source: The template.
        values: One text for each of `VARIABLES`; what is left out is "".
        html: Whether values are escaped for HTML.

    Raises:
        DrawError: It was not checked as templates are checked now.
    """
    given = dict.fromkeys(VARIABLES, "") | dict(values)
    try:
        return _compiled(source, html).render(given)
    except Exception as error:
        raise DrawError(f"a text cannot be written for this prospect: {error}") from error


@lru_cache(maxsize=512)
def _compiled(source: str, html: bool) -> Template:
    return (_HTML if html else _PLAIN).from_string(source)
