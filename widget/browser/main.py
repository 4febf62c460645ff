"""Starts the library in the frame and tells the loader that Python is there."""

from widget.browser.library import Library
from widget.browser.runtime import host, proxy

library = Library()
library.begin()
host.ready(proxy(library.call))
