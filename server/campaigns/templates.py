"""The templates of campaigns: Jinja2 in a sandbox, with a few words that they may use.

Nothing in them may loop, call or grow, so a campaign's author can say much and do nothing.
"""

from collections.abc import Mapping
from functools import lru_cache

from jinja2 import StrictUndefined, Template, TemplateError, meta, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

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
_REFUSED: tuple[type[nodes.Node], ...] = (
    nodes.For,
    nodes.Macro,
    nodes.Call,
    nodes.CallBlock,
    nodes.FilterBlock,
    nodes.Include,
    nodes.Import,
    nodes.FromImport,
    nodes.Extends,
    nodes.Block,
    nodes.Mod,
    nodes.Mul,
    nodes.Pow,
    nodes.Getattr,
    nodes.Getitem,
)


def _environment(autoescape: bool) -> ImmutableSandboxedEnvironment:
    made = ImmutableSandboxedEnvironment(
        autoescape=autoescape, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    made.filters = {name: made.filters[name] for name in _FILTERS}
    made.globals = {}
    return made


_PLAIN, _HTML = _environment(False), _environment(True)


def wrong(source: str) -> str:
    """Say what is wrong with a template, "" when it can be drawn for everybody."""
    try:
        tree = _PLAIN.parse(source)
        # First, for what comes next works constants out: 9 ** 999999.
        refused = next(tree.find_all(_REFUSED), None)
        if refused:
            what = type(refused).__name__.lower()
            return f"variables, if, set and the filters {', '.join(_FILTERS)}, but no {what}"
        unknown = sorted(meta.find_undeclared_variables(tree) - set(VARIABLES))
    except (TemplateError, RecursionError) as error:
        return f"a template that can be read: {error}".splitlines()[0]
    if unknown:
        return f"{unknown[0]} is not known; there are {', '.join(VARIABLES)}"
    try:
        # Everything is drawn once with a value in each place and once with none.
        for value in ("x", ""):
            _PLAIN.from_string(source).render(dict.fromkeys(VARIABLES, value))
    except (TemplateError, ArithmeticError, TypeError, ValueError) as error:
        return f"a template that can be drawn: {error}"
    return ""


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
