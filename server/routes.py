"""Every route of the application, package by package."""

from typing import Any

from server.api import pages as api
from server.assets import pages as assets
from server.assets import styles
from server.channels.twilio import pages as twilio
from server.console import events as console_events
from server.console import export, keys, login, optouts, simulator, vendor, webhooks
from server.console import pages as console
from server.pages import answer, examples, kiosk, kiosk_app, ticket

ROUTES: list[Any] = [
    *api.ROUTES,
    *assets.ROUTES,
    styles.style_sheet,
    *kiosk.ROUTES,
    *kiosk_app.ROUTES,
    *ticket.ROUTES,
    *answer.ROUTES,
    *twilio.ROUTES,
    *examples.ROUTES,
    *login.ROUTES,
    *console.ROUTES,
    *simulator.ROUTES,
    *keys.ROUTES,
    *export.ROUTES,
    *optouts.ROUTES,
    *webhooks.ROUTES,
    *console_events.ROUTES,
    *vendor.ROUTES,
]
