"""What all parts of the console share: who is logged in, and refusals as people see them."""

from collections.abc import Sequence
from typing import Any

from litestar import Router

from server.console import access, errors


def console_router(path: str, handlers: Sequence[Any]) -> Router:
    """Make the router of a part of the console.

    Args:
        path: Where it lies.
        handlers: Its pages and forms, which may ask for `me`.
    """
    return Router(
        path,
        route_handlers=handlers,
        dependencies=access.ME,
        exception_handlers=errors.HANDLERS,  # type: ignore[arg-type]
    )
