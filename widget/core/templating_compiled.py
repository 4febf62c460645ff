"""Templates as Python that the build compiled, for MicroPython."""

from widget.core.jinja.runtime import Environment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_environment = Environment("widget.drawn")


def render(name: str, context: "dict[str, Any]") -> str:
    """Draw one of the product's templates.

    Args:
        name: Its file name in `widget/templates`, `form.html.j2`.
        context: Its variables. Nothing may lean on the order of a dict in it.

    Returns:
        The HTML.

    Raises:
        TemplateNotFound: There is no such template.
        UndefinedError: The template uses a name that `context` lacks.
    """
    return _environment.get_template(name).render(context)


def render_text(source: str, context: "dict[str, Any]") -> str:
    """Refuse to draw a site's own template.

    Raises:
        NotImplementedError: Always; only Jinja2 itself can compile a template.
    """
    raise NotImplementedError('a template of the site\'s own needs engine: "pyodide"')
