"""Draw the product's templates: one `render` on the server, on Pyodide and on MicroPython.

Where Jinja2 can be imported it draws; elsewhere the modules that `tools/templates.py` compiled at
build time. This is the only place that asks which. The settings that both share, and what a
missing name does, are in `widget/core/templating_jinja2.py`.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType
    from typing import Any

_found: "list[ModuleType]" = []


def render(name: str, context: "dict[str, Any]") -> str:
    """Draw one of the product's templates.

    Args:
        name: Its file name in `widget/templates`, `form.html.j2`.
        context: Its variables. Nothing may lean on the order of a dict in it.

    Returns:
        The HTML.

    Raises:
        UndefinedError: The template uses a name that `context` lacks.
        TemplateNotFound: There is no such template.
    """
    return engine().render(name, context)  # type: ignore[no-any-return]


def render_text(source: str, context: "dict[str, Any]") -> str:
    """Draw a site's own template, in its visitor's browser.

    Not for the server with text that others wrote: a template can run what it likes.

    Args:
        source: The template's text; it may use the product's templates by name.
        context: Its variables.

    Returns:
        The HTML.

    Raises:
        NotImplementedError: This is MicroPython, which has no Jinja2.
        TemplateSyntaxError: The text is not a template.
        UndefinedError: The template uses a name that `context` lacks.
    """
    return engine().render_text(source, context)  # type: ignore[no-any-return]


def engine() -> "ModuleType":
    """Find what draws, at the first drawing: a page is ready before, and sooner without it."""
    if not _found:
        try:
            from widget.core import templating_jinja2

            _found.append(templating_jinja2)
        except ImportError:
            from widget.core import templating_compiled

            _found.append(templating_compiled)
    return _found[0]
