"""A kiosk's style sheets: its theme, and light or dark where it does not leave that to visitors."""

import re
from typing import Any

from server.assets import styles
from server.settings import Settings
from widget.core import color
from widget.core.templating import render

_DARK_ONLY = re.compile(r" *\(prefers-color-scheme: *dark\)")
_SCHEME = re.compile(r"(color-scheme: *)light dark")
_CONDITIONS = {"light": " not all", "dark": " all"}  # a minified sheet has no space before it


def sheet(settings: Settings, details: dict[str, Any], *names: str) -> str:
    """Return style sheets as a kiosk wants them.

    Args:
        settings: The server's.
        details: The kiosk's.
        *names: Files of `static/styles`; the kiosk's theme is added.
    """
    rules = details["settings"]
    if rules["theme"] != "default":
        names = (*names, rules["theme"] + ".css")
    return forced("".join(styles.text(settings, name) for name in names), rules["dark"])


def page_sheet(settings: Settings, details: dict[str, Any]) -> str:
    """Return what a kiosk's own page adds to the sheets of every kiosk page."""
    rules = details["settings"]
    again = () if rules["dark"] == "auto" else ("widget.css", "page.css")
    drawn = render("colors.css.j2", {"style": color.style(details["color"]), "kiosk": ""})
    scheme = "" if rules["dark"] == "auto" else f":root {{ color-scheme: {rules['dark']} }}\n"
    return scheme + sheet(settings, details, *again) + forced(drawn, rules["dark"])


def forced(text: str, dark: str) -> str:
    """Make a style sheet light or dark for everybody.

    Args:
        text: The sheet.
        dark: "light", "dark", or "auto" for what each visitor prefers.
    """
    if dark not in _CONDITIONS:
        return text
    return _SCHEME.sub(rf"\g<1>{dark}", _DARK_ONLY.sub(_CONDITIONS[dark], text))
