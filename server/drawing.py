"""Draw the server's own templates: the console's and the index."""

from datetime import datetime
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader

from widget.core.templating_jinja2 import environment

_HERE = Path(__file__).parent
_environment = environment(
    FileSystemLoader([_HERE / "console" / "templates", _HERE / "pages" / "templates"])
)


def draw(name: str, context: dict[str, Any]) -> str:
    """Draw a template; everything is escaped and a missing name is an error."""
    return _environment.get_template(name).render(context)


def _moment(value: datetime) -> str:
    """Write a moment as `<time datetime>` takes it; the browser makes it local."""
    return value.isoformat(timespec="seconds")


_environment.filters["moment"] = _moment
