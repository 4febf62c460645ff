"""What the tests ask of a browser's window, whatever drives it."""

from __future__ import annotations

import abc
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

PATIENCE = 30.0
PAUSE = 0.05

# The first element that a selector finds, in the document or in an open shadow root.
FIND = """const find = (selector) => {
  const roots = [document, ...[...document.querySelectorAll("*")].map((e) => e.shadowRoot)];
  for (const root of roots) {
    const found = root?.querySelector(selector);
    if (found) return found;
  }
  return null;
};"""

# Where to press, once the element is there and nothing moves or covers it. A busy page shows an
# animation's first frame for as long as it is busy, so what is about to move counts, too.
PLACE = """async (selector) => {
  const moves = ({ effect, playState }) =>
    playState === "running" && effect.getComputedTiming().endTime !== Infinity;
  for (let node = find(selector); node; node = node.parentNode ?? node.host)
    if (node.getAnimations?.().some(moves)) return null;
  const place = () => {
    const { x, y, width, height } = find(selector)?.getBoundingClientRect() ?? {};
    return width && height ? [Math.round(x + width / 2), Math.round(y + height / 2)] : null;
  };
  find(selector)?.scrollIntoView({ block: "center", behavior: "instant" });
  const before = place();
  if (!before) return null;
  await new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)));
  if (String(place()) !== String(before)) return null;
  let top = document.elementFromPoint(...before);
  while (top?.shadowRoot?.elementFromPoint(...before))
    top = top.shadowRoot.elementFromPoint(...before);
  return find(selector).contains(top) ? before : null;
}"""


class Window(abc.ABC):
    """A window of its own, without anything stored by another."""

    @abc.abstractmethod
    def visit(self, address: str) -> None:
        """Opens a page and waits until it has loaded."""

    @abc.abstractmethod
    def run(self, script: str, text: str) -> str:
        """Calls a function in the page, which may be async.

        Args:
            script: the function's JavaScript; it takes a text and returns one.
            text: what it takes.
        """

    @abc.abstractmethod
    def press_at(self, x: int, y: int) -> None:
        """Presses and releases the mouse's main button, in CSS pixels from the top left."""

    @abc.abstractmethod
    def keys(self, text: str) -> None:
        """Types on the keyboard, into whatever has the focus."""

    @abc.abstractmethod
    def picture(self, path: Path, width: int, height: int) -> None:
        """Saves what the window shows, as near to the size in CSS pixels as it can be."""

    @abc.abstractmethod
    def close(self) -> None:
        """Closes the window and forgets what its pages stored."""

    def evaluate(self, function: str, *arguments: Any) -> Any:
        """Calls a function in the page.

        Args:
            function: JavaScript, which may be async and may use `find(selector)`.
            *arguments: anything that JSON can hold.

        Returns:
            What it returned or resolved to, as JSON brings it over; None for undefined.
        """
        script = (
            f"async (text) => {{ {FIND}"
            f"return JSON.stringify((await ({function})(...JSON.parse(text))) ?? null) }}"
        )
        return json.loads(self.run(script, json.dumps(arguments)))

    def until(self, function: str, *arguments: Any) -> Any:
        """Calls a function in the page until it answers with something true; returns that."""
        return self._poll(lambda: self.evaluate(function, *arguments), f"{function} {arguments}")

    def press(self, selector: str) -> None:
        """Presses the middle of an element, as soon as a visitor could."""
        self.press_at(*self._poll(lambda: self.evaluate(PLACE, selector), f"no {selector}"))

    def type(self, selector: str, text: str) -> None:
        """Presses an element and types into it."""
        self.press(selector)
        self.keys(text)

    def choose(self, selector: str, value: str) -> None:
        """Chooses an option; no driver reaches the list that the system draws for it."""
        self.evaluate(
            "(selector, value) => { find(selector).value = value;"
            ' find(selector).dispatchEvent(new Event("change", { bubbles: true })) }',
            selector,
            value,
        )

    def _poll(self, ask: Callable[[], Any], wanted: str) -> Any:
        deadline = time.monotonic() + PATIENCE
        while not (answer := ask()):
            assert time.monotonic() < deadline, wanted
            time.sleep(PAUSE)
        return answer
