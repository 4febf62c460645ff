"""Templates drawn by Jinja2 itself: on the server and on Pyodide, and compiled by the build."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    StrictUndefined,
    Template,
    TemplateNotFound,
)

from widget.core.jinja.runtime import module_name

if TYPE_CHECKING:
    from collections.abc import MutableMapping

TEMPLATES = Path(__file__).parent.parent / "templates"


def environment(loader: BaseLoader) -> Environment:
    """Make a Jinja2 environment with the project's settings, the only ones there are.

    Values are escaped. A name that is not there raises `UndefinedError`, so that a misspelt one
    cannot go out as a gap in a page; say `|default(...)` where a value may be missing. Lines with
    nothing but a block tag leave no trace. All of it holds for compiled templates as well.

    Args:
        loader: Where the templates come from.

    Returns:
        The environment.
    """
    return Environment(
        loader=loader,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=StrictUndefined,
    )


class CompiledLoader(BaseLoader):
    """Load templates that Jinja2 compiled at build time; five times faster than from their text.

    Args:
        package: The dotted name of the package that holds them.
    """

    has_source_access = False

    def __init__(self, package: str) -> None:
        self.package = package

    def load(
        self,
        environment: Environment,
        name: str,
        globals: "MutableMapping[str, Any] | None" = None,
    ) -> Template:
        """Load one template.

        Args:
            environment: Who asks.
            name: The template's file name.
            globals: The variables that it always sees.

        Returns:
            The template.

        Raises:
            TemplateNotFound: The package has no such template.
        """
        path = f"{self.package}.{module_name(name)}"
        try:
            module = __import__(path, fromlist=["root"])
        except ImportError as error:
            raise TemplateNotFound(name) from error
        return environment.template_class.from_module_dict(
            environment, module.__dict__, globals or {}
        )


_environment = environment(
    ChoiceLoader([CompiledLoader("widget.drawn"), FileSystemLoader(TEMPLATES)])
)


def render(name: str, context: dict[str, Any]) -> str:
    """Draw one of the product's templates; see `widget.core.templating`."""
    return _environment.get_template(name).render(context)


def render_text(source: str, context: dict[str, Any]) -> str:
    """Draw a site's own template; see `widget.core.templating`."""
    return _environment.from_string(source).render(context)
