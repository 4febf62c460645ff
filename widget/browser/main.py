"""Starts the library in the frame and tells the loader that Python is there."""

from widget.browser import page
from widget.browser.library import Library
from widget.browser.runtime import host, proxy, spawn

library = Library()
library.begin()
host.ready(proxy(library.call))
if page.settings["load_ui"].split("?")[0].endswith(".py"):
    from widget.browser import custom_ui

    spawn(custom_ui.start(page.settings["load_ui"], library))
