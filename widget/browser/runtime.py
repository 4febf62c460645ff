"""The one module that knows which interpreter runs."""

import asyncio
import sys

import js

try:
    from traceback import print_exception

    from pyodide.ffi import create_proxy
except ImportError:
    from jsffi import create_proxy

    print_exception = sys.print_exception  # type: ignore[attr-defined]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Coroutine
    from typing import Any

host: Any = js.host

_tasks: set[Any] = set()


def proxy(function: Any) -> Any:
    """Makes `function` callable from JavaScript for as long as the page lives.

    Args:
        function: any callable; what it returns crosses as it is, what it raises is thrown.

    Returns:
        The proxy to hand to JavaScript. A bare function would be destroyed
        after its first call on Pyodide.
    """
    return create_proxy(function)


def listener(function: Any) -> Any:
    """Makes `function` an event listener that never throws into the site's page.

    Args:
        function: takes the event, or whatever JavaScript passes.

    Returns:
        The proxy to hand to JavaScript. A mistake of ours is printed, and prints go
        where only who debugs sees them.
    """

    def guarded(*args: Any) -> None:
        try:
            function(*args)
        except Exception as error:
            print_exception(error)

    return create_proxy(guarded)


def spawn(coroutine: Coroutine[Any, Any, object]) -> None:
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
