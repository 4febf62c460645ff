"""The shell of the demo kiosk, as the server sends it."""

import asyncio
import tempfile
from pathlib import Path
from typing import Any

from server.settings import Settings
from tools.steps import StepError

PATH = "api/kiosks/demo/1/shell"


def draw(dist: Path) -> bytes:
    """Asks a server for the shell, in this process, on a database of its own.

    Args:
        dist: the folder with the minified styles.

    Returns:
        What a browser would get.

    Raises:
        StepError: the server does not answer with a shell.
    """
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data=Path(folder), dist=dist, demo=True)
        status, body = asyncio.run(_get(settings))
    if status != 200:
        raise StepError(
            "Drawing the shell",
            f"the server answered {status}: {body.decode(errors='replace')[:300]}",
            f"See why it does so to /{PATH}.",
        )
    return body


async def _get(settings: Settings) -> tuple[int, bytes]:
    from server.app import create_app  # takes a second, which an up-to-date dist/ can save

    app = create_app(settings)
    status, body = 0, b""

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        nonlocal status, body
        status = message.get("status", status)
        body += message.get("body", b"")

    scope: Any = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "https",
        "path": f"/{PATH}",
        "raw_path": f"/{PATH}".encode(),
        "root_path": "",
        "query_string": b"lang=eng",
        "headers": [(b"host", b"callback.example")],
        "client": ("127.0.0.1", 0),
        "server": ("127.0.0.1", 0),
    }
    async with app.lifespan():
        await app(scope, receive, send)
    return status, body
