"""WebKit as WebKitGTK has it: MiniBrowser, driven by its WebDriver, on a display of its own."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from selenium.common import WebDriverException
from selenium.webdriver import ActionChains, Remote
from selenium.webdriver.common.actions.action_builder import ActionBuilder
from selenium.webdriver.remote.client_config import ClientConfig
from selenium.webdriver.remote.remote_connection import RemoteConnection
from selenium.webdriver.webkitgtk.options import Options
from selenium.webdriver.webkitgtk.service import Service
from urllib3.exceptions import HTTPError

from tests.browsers.window import PATIENCE, Window
from tools import browsers

SCREEN = "1400x1000x24"
# The driver's own way of waiting for a function that is async.
CALL = (
    "const done = arguments[1];"
    "({script})(arguments[0]).then((text) => done([true, text]),"
    " (error) => done([false, String(error)]))"
)


class WebKitWindow(Window):
    """A browser of its own, for a session stores nothing that outlives it."""

    def __init__(self, programs: dict[str, Path], display: str) -> None:
        options = Options()
        options.binary_location = str(programs["browser"])
        options.add_argument("--automation")
        # Software all the way: there is no graphics card to ask.
        env = {**os.environ, "DISPLAY": display, "LIBGL_ALWAYS_SOFTWARE": "1"}
        self._service = Service(str(programs["driver"]), env=env)
        self._service.start()
        try:
            address = self._service.service_url
            # Without a limit a browser that has crashed is waited for until the end of time.
            config = ClientConfig(address, timeout=int(PATIENCE))
            self._driver = Remote(RemoteConnection(client_config=config), options=options)
        except BaseException:
            self._service.stop()
            raise

    def visit(self, address: str) -> None:
        """Opens a page and waits until it has loaded."""
        self._driver.get(address)

    def run(self, script: str, text: str) -> str:
        """Calls a function of text to text in the page."""
        ok, said = self._driver.execute_async_script(CALL.replace("{script}", script), text)
        assert ok, said
        return str(said)

    def press_at(self, x: int, y: int) -> None:
        """Presses and releases the mouse's main button."""
        actions = ActionBuilder(self._driver)
        actions.pointer_action.move_to_location(x, y).click()  # type: ignore[no-untyped-call]
        actions.perform()

    def keys(self, text: str) -> None:
        """Types on the keyboard."""
        ActionChains(self._driver).send_keys(text).perform()

    def picture(self, path: Path, width: int, height: int) -> None:
        """Saves what the window shows."""
        self._driver.set_window_size(width, height)
        time.sleep(1)  # what opens or changes comes to rest
        self._driver.save_screenshot(str(path))

    def close(self) -> None:
        """Closes the window and forgets what its pages stored."""
        try:
            with suppress(WebDriverException, HTTPError):  # a crash has failed the test already
                self._driver.quit()
        finally:
            self._service.stop()


class WebKit:
    """WebKitGTK, and the display that its windows stand on."""

    def __init__(self, programs: dict[str, Path], display: str) -> None:
        self._programs = programs
        self._display = display

    def window(self) -> Window:
        """Opens a window."""
        return WebKitWindow(self._programs, self._display)


@contextmanager
def running() -> Iterator[WebKit]:
    """Runs a display without a screen until the block ends.

    Raises:
        StepError: something that WebKitGTK needs is not installed.
    """
    programs = browsers.require("WebKitGTK")
    reading, writing = os.pipe()
    command = [str(programs["display"]), "-displayfd", str(writing), "-screen", "0", SCREEN]
    process = subprocess.Popen(
        [*command, "-nolisten", "tcp"],
        pass_fds=(writing,),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    try:
        with os.fdopen(reading) as announced:
            number = announced.readline().strip()  # empty when it ended without one
        assert number, "Xvfb did not start"
        yield WebKit(programs, f":{number}")
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(PATIENCE)
        if process.poll() is None:
            process.kill()
            process.wait()
