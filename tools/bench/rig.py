"""What measurements share: one browser, one server, one site, each started when first asked for."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType

from playwright.sync_api import Browser, Page, sync_playwright

from tools.bench import stock
from tools.bench.site import Site, site
from tools.chromium import FLAGS, find_chromium
from tools.running import serving


class Rig:
    """Starts each part when it is first asked for, and stops all of them at the end.

    Attributes:
        runs: how often each thing is measured, instead of what its measurement would choose.
    """

    def __init__(self, runs: int | None = None):
        self.runs = runs
        self._parts = ExitStack()

    def __enter__(self) -> "Rig":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._parts.__exit__(kind, error, traceback)

    @cached_property
    def browser(self) -> Browser:
        """The one browser."""
        playwright = self._parts.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        self._parts.callback(browser.close)
        return browser

    @cached_property
    def server(self) -> str:
        """The origin of the product's server, with the demo data."""
        return self._parts.enter_context(serving("--demo"))

    @cached_property
    def site(self) -> Site:
        """Somebody's site, on another origin."""
        return self._parts.enter_context(site())

    @cached_property
    def stock(self) -> stock.Stock:
        """What PyScript and its interpreters are without us, served by the same program."""
        folder = Path(self._parts.enter_context(TemporaryDirectory(prefix="lucep-stock-")))
        paths = stock.place(folder)
        return stock.Stock(self._parts.enter_context(serving(dist=folder)), paths)

    @contextmanager
    def visit(self, address: str = "") -> Iterator[Page]:
        """Opens a page as somebody who was never there: with an empty cache and empty storage.

        Args:
            address: the page's; none for an empty page.
        """
        context = self.browser.new_context()
        try:
            page = context.new_page()
            if address:
                page.goto(address, wait_until="domcontentloaded")
            yield page
        finally:
            context.close()
