"""The browser, the server and the site of the browser tests, for what others build on."""

from tests.browser.conftest import browser, new_context, page, server, site, visitor

__all__ = ["browser", "new_context", "page", "server", "site", "visitor"]
