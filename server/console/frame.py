"""Answer with one of the console's templates."""

from typing import Any

from litestar import Response

from server.drawing import draw


def page(name: str, context: dict[str, Any], status_code: int = 200) -> Response[str]:
    """Answer with a page, or a part of one for htmx."""
    return Response(draw(name, context), media_type="text/html", status_code=status_code)
