"""Starts the library in the frame and tells the loader that Python is there."""

from widget.browser.library import Library
from widget.browser.runtime import host, listener

library = Library()
library.begin()
host.ready(listener(library.call))
