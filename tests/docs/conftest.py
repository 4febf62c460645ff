"""The browser, the server and the site of the browser tests, for the documents' examples."""

from tests.browser.conftest import browser, new_context, page, server, site, visitor

__all__ = ["browser", "new_context", "page", "server", "site", "visitor"]
