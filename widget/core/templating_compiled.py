"""Templates as Python that the build compiled, for MicroPython."""

from widget.core.jinja.runtime import Environment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_environment = Environment("widget.drawn")


def render(name: str, context: "dict[str, Any]") -> str:
    """Draw one of the product's templates; see `widget.core.templating`."""
    return _environment.get_template(name).render(context)


def render_text(source: str, context: "dict[str, Any]") -> str:
    """Refuse to draw a site's own template: only Jinja2 itself can compile it.

    Raises:
        NotImplementedError: Always.
    """
    raise NotImplementedError('a template of the site\'s own needs engine: "pyodide"')
