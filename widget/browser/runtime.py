"""The one module that knows which interpreter runs."""

import asyncio

import js

try:
    from pyodide.ffi import create_proxy
except ImportError:
    from jsffi import create_proxy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Coroutine
    from typing import Any

host: Any = js.host

_tasks: set[Any] = set()


def listener(function: Any) -> Any:
    """Makes `function` callable from JavaScript for as long as the page lives.

    Args:
        function: any callable; what it returns crosses as it is.

    Returns:
        The proxy to hand to JavaScript. A bare function would be destroyed
        after its first call on Pyodide.
    """
    return create_proxy(function)


def spawn(coroutine: Coroutine[Any, Any, None]) -> None:
    """Runs `coroutine` in the background and holds it until it ends.

    Args:
        coroutine: what to run; an event loop keeps only weak hold of its tasks.
    """

    async def run() -> None:
        try:
            await coroutine
        finally:
            _tasks.discard(task)

    task = asyncio.create_task(run())
    _tasks.add(task)
