"""The templates of campaigns: Jinja2 in a sandbox, with a few words that they may use.

Nothing in them may loop, call or grow, so a campaign's author can say much and do nothing.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache

from jinja2 import Environment, StrictUndefined, Template, TemplateError, Undefined, meta, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

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
_COMPARED = ("eq", "ne")
# The three dots that truncate ends in.
_SHORTEST = 3


def _environment(autoescape: bool, undefined: type[Undefined] = Undefined) -> Environment:
    made = ImmutableSandboxedEnvironment(
        autoescape=autoescape, undefined=undefined, trim_blocks=True, lstrip_blocks=True
    )
    made.filters = {name: made.filters[name] for name in _FILTERS}
    made.globals = {}
    return made


_PLAIN, _HTML = _environment(False), _environment(True)
_STRICT = _environment(False, StrictUndefined)


def wrong(source: str) -> str:
    """Say what is wrong with a template, "" when it can be drawn for everybody."""
    if not all(ch >= " " or ch in "\n\r\t" for ch in source) or curation.scalars(source) != source:
        return "a text without control characters"
    try:
        tree = _STRICT.parse(source)
        # First, for what comes next works constants out: 9 ** 999999.
        if refused := _refused(tree):
            return f"variables, if, set and the filters {', '.join(_FILTERS)}, but {refused}"
        unknown = sorted(meta.find_undeclared_variables(tree) - set(VARIABLES))
    except (TemplateError, RecursionError, ValueError) as error:
        return f"a template that can be read: {error}".splitlines()[0]
    if unknown:
        return f"{unknown[0]} is not known; there are {', '.join(VARIABLES)}"
    try:
        # Everything is drawn once with a value in each place and once with none.
        for value in ("x", ""):
            _STRICT.from_string(source).render(dict.fromkeys(VARIABLES, value))
    except (TemplateError, TypeError, ValueError, RecursionError) as error:
        return f"a template that can be drawn: {error}"
    return ""


def _refused(tree: nodes.Template) -> str:
    """Say what a template may not have, "" where it has only what every prospect gets."""
    for node in _all(tree):
        if not isinstance(node, _ALLOWED):
            return f"no {type(node).__name__.lower()}"
        if isinstance(node, nodes.Operand) and node.op not in _COMPARED:
            return "no comparison other than == and !="
        if isinstance(node, nodes.Filter):
            if node.name not in _FILTERS:
                return f"no filter {node.name}"
            bare = not (node.args or node.kwargs or node.dyn_args or node.dyn_kwargs)
            if node.name == "truncate" and not bare:
                if not _is_length(node):
                    return "truncate with one number from 3 on"
            elif node.name != "default" and not bare:
                return f"nothing in brackets after {node.name}"
    return ""


def _all(node: nodes.Node) -> Iterator[nodes.Node]:
    yield node
    for child in node.iter_child_nodes():
        yield from _all(child)


def _is_length(node: nodes.Filter) -> bool:
    if len(node.args) != 1 or node.kwargs or node.dyn_args or node.dyn_kwargs:
        return False
    length = getattr(node.args[0], "value", None)
    return type(length) is int and length >= _SHORTEST


def draw(source: str, values: Mapping[str, str], html: bool = False) -> str:
    """Draw a template that was checked.

    Args:
        source: The template.
        values: One text for each of `VARIABLES`; what is left out is "".
        html: Whether values are escaped for HTML.
    """
    given = dict.fromkeys(VARIABLES, "") | dict(values)
    return _compiled(source, html).render(given)


@lru_cache(maxsize=512)
def _compiled(source: str, html: bool) -> Template:
    return (_HTML if html else _PLAIN).from_string(source)
