"""Firefox, driven by the protocol that it speaks itself: WebDriver BiDi, without geckodriver."""

from __future__ import annotations

import base64
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from selenium.webdriver.common.bidi.browser import Browser
from selenium.webdriver.common.bidi.browsing_context import BrowsingContext
from selenium.webdriver.common.bidi.input import Input
from selenium.webdriver.common.bidi.script import Script
from selenium.webdriver.common.bidi.session import Session
from selenium.webdriver.remote.websocket_connection import WebSocketConnection

from tests.browsers.window import PATIENCE, Window
from tools import browsers

POLL = 0.005
LISTENING = "WebDriver BiDi listening on "
POINTER = {"type": "pointer", "id": "mouse", "parameters": {"pointerType": "mouse"}}


class FirefoxWindow(Window):
    """A tab in a container of its own."""

    def __init__(self, connection: WebSocketConnection) -> None:
        self._browser = Browser(connection)
        self._contexts = BrowsingContext(connection)
        self._script = Script(connection)
        self._input = Input(connection)
        self._container = self._browser.create_user_context()
        self._tab = self._contexts.create(type="tab", user_context=self._container)

    def visit(self, address: str) -> None:
        """Opens a page and waits until it has loaded."""
        self._contexts.navigate(self._tab, address, wait="complete")

    def run(self, script: str, text: str) -> str:
        """Calls a function of text to text in the page."""
        answer = self._script.call_function(
            script,
            await_promise=True,
            target={"context": self._tab},
            arguments=[{"type": "string", "value": text}],
        )
        assert answer["type"] == "success", answer["exceptionDetails"]["text"]
        return str(answer["result"]["value"])

    def press_at(self, x: int, y: int) -> None:
        """Presses and releases the mouse's main button."""
        moved = {"type": "pointerMove", "x": x, "y": y}
        pressed = [{"type": kind, "button": 0} for kind in ("pointerDown", "pointerUp")]
        self._input.perform_actions(self._tab, [{**POINTER, "actions": [moved, *pressed]}])

    def keys(self, text: str) -> None:
        """Types on the keyboard."""
        strokes = [{"type": way, "value": key} for key in text for way in ("keyDown", "keyUp")]
        self._input.perform_actions(
            self._tab, [{"type": "key", "id": "keyboard", "actions": strokes}]
        )

    def picture(self, path: Path, width: int, height: int) -> None:
        """Saves what the window shows."""
        size = {"width": width, "height": height}
        self._contexts.set_viewport(self._tab, viewport=size)
        time.sleep(1)  # what opens or changes comes to rest
        path.write_bytes(base64.b64decode(self._contexts.capture_screenshot(self._tab)))

    def close(self) -> None:
        """Closes the window and forgets what its pages stored."""
        self._browser.remove_user_context(self._container)


class Firefox:
    """A Firefox that runs."""

    def __init__(self, connection: WebSocketConnection) -> None:
        self._connection = connection

    def window(self) -> Window:
        """Opens a window."""
        return FirefoxWindow(self._connection)


@contextmanager
def running() -> Iterator[Firefox]:
    """Runs Firefox without a display, on a new profile, until the block ends.

    Raises:
        StepError: it is not installed.
    """
    program = browsers.require("Firefox")["firefox"]
    with tempfile.TemporaryDirectory(prefix="firefox-", ignore_cleanup_errors=True) as profile:
        log = Path(profile) / "log.txt"
        with log.open("w") as said:
            command = [str(program), "--headless", "--no-remote", "--profile", profile]
            process = subprocess.Popen(
                [*command, "--remote-debugging-port=0"],
                stdout=said,
                stderr=said,
            )
        try:
            url = _announced(process, log)
            connection = WebSocketConnection(f"{url}/session", PATIENCE, POLL)  # type: ignore[no-untyped-call]
            Session(connection).new(capabilities={})
            yield Firefox(connection)
            Browser(connection).close()  # type: ignore[no-untyped-call]
            connection.close()  # type: ignore[no-untyped-call]
            process.wait(PATIENCE)
        finally:
            if process.poll() is None:
                process.kill()
            process.wait()


def _announced(process: subprocess.Popen[bytes], log: Path) -> str:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        for line in log.read_text(errors="replace").splitlines(keepends=True):
            if line.startswith(LISTENING) and line.endswith("\n"):
                return line.removeprefix(LISTENING).strip()
        time.sleep(0.05)
    raise AssertionError(f"Firefox did not start: {log.read_text(errors='replace')}")
