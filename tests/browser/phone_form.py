"""The two controls of a phone number, the country's and the number's, as a visitor has them."""

from __future__ import annotations

from urllib.parse import parse_qs

from playwright.sync_api import Locator, Request, expect

from tests.browser.people import Visitor

PICKER = "**/picker.mjs"


class Form:
    """The visitor's view of the two controls, and what is sent of them."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.page = visitor.page
        self.sent: list[dict[str, list[str]]] = []
        self.page.on("request", self._note)

    def _note(self, request: Request) -> None:
        if request.method == "POST" and request.url.endswith("/api/"):
            self.sent.append(parse_qs(request.post_data or ""))

    @property
    def number(self) -> Locator:
        """The number's field."""
        return self.page.locator("[name=phone_number]")

    @property
    def country(self) -> Locator:
        """The countries' list."""
        return self.page.locator("select[name=country]")

    def loaded(self) -> Form:
        """Waits until the help is there: it formats what stands in the field."""
        self.number.fill("61234567")
        expect(self.number).to_have_value("6123 4567")
        self.number.fill("")
        return self

    def paste(self, text: str) -> None:
        """Pastes a text as a visitor does."""
        self.number.focus()
        self.page.evaluate("text => navigator.clipboard.writeText(text)", text)
        self.page.keyboard.press("Control+V")

    def caret(self) -> int:
        """Returns how many characters stand before the caret."""
        return int(self.number.evaluate("field => field.selectionStart"))

    def set_caret(self, at: int) -> None:
        """Puts the caret behind so many characters."""
        self.number.evaluate("(field, at) => field.setSelectionRange(at, at)", at)

    def leads(self) -> list[dict[str, list[str]]]:
        """Returns what was sent of the form."""
        return [body for body in self.sent if body["action"] == ["raise_lead"]]
