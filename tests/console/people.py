"""Visitors who send leads, and the people who work on them in a real browser."""

from __future__ import annotations

import json
import secrets
from typing import Any

import httpx
from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page

from server.demo import PASSWORDS

EMAILS = {
    "alice": "alice@demo.example",
    "bob": "bob@demo.example",
    "vera": "vera@demo.example",
    "charlie": "charlie@charlies.example",
}


class Visitors:
    """Whoever asks to be called back; each under a name of their own."""

    def __init__(self, server: str) -> None:
        self._server = server

    def ask(self, account: str = "demo", **fields: Any) -> str:
        """Raises a lead; returns its name."""
        name = fields.pop("name", f"Ada {secrets.token_hex(4)}")
        self._post(
            action="raise_lead",
            account_key=account,
            interaction_id=secrets.token_hex(20),
            name=name,
            phone_number=fields.pop("phone_number", "6123 4567"),
            service_id=1,
            **fields,
        )
        return str(name)

    def show_interest(self, customer_id: str, event_type: str, **payload: Any) -> None:
        """Sends one event of a visitor's intelligence."""
        event = {"id": secrets.token_hex(20), "event_type": event_type, "payload": payload}
        self._post(
            action="send_intelligence",
            account_key="demo",
            customer_id=customer_id,
            events=json.dumps([event]),
        )

    def _post(self, **form: Any) -> None:
        answer = httpx.post(f"{self._server}/api/", data=form)
        assert answer.status_code == 200, answer.text


class Worker:
    """Someone at the console, who notices every error that the browser reports."""

    def __init__(self, context: BrowserContext, server: str) -> None:
        self.context = context
        self.server = server
        self.expected: tuple[str, ...] = ()
        self._heard: list[str] = []
        self.page: Page = context.new_page()
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self._heard.append(str(error)))

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self._heard.append(message.text)

    @property
    def complaints(self) -> list[str]:
        """What the browser reported and the test did not expect; CSP violations are there too."""
        return [one for one in self._heard if not any(part in one for part in self.expected)]

    def open(self, path: str = "/console/", live: bool = True) -> Worker:
        """Opens a page and waits until its stream is open."""
        self.page.goto(self.server + path)
        if live:
            self.page.locator("#connection[data-state=live]").wait_for()
        return self

    def lead(self, name: str) -> Locator:
        """The row of a lead."""
        return self.page.locator("[data-lead]", has_text=name)

    def take_button(self, name: str) -> Locator:
        """The button in a lead's row."""
        return self.lead(name).get_by_role("button", name="Take")

    def path_of(self, name: str) -> str:
        """The address of a lead's page, from its row."""
        return str(self.lead(name).get_by_role("link", name=name).get_attribute("href"))


def log_in(page: Page, server: str, who: str) -> None:
    """Logs someone in by the form."""
    page.goto(f"{server}/console/login")
    page.get_by_label("Email").fill(EMAILS[who])
    page.get_by_label("Password").fill(PASSWORDS[EMAILS[who]])
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url(f"{server}/console/")
