"""Help with the phone number: written as its country does, its country chosen for the visitor.

`static/picker.mjs` knows the world's number plans. It is loaded when the form opens;
where it does not load, everything stays as the visitor wrote it.
"""

import json

from widget.browser import page
from widget.browser.geo import country_here
from widget.browser.runtime import host, listener, spawn
from widget.core import caret

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

CHOICE = "country"
PASTES = ("insertFromPaste", "insertFromDrop")


class PhoneHelp:
    """The country and the number of the form on the page."""

    def __init__(self) -> None:
        """Starts with nothing loaded."""
        self._opened = False
        self._loaded = False
        self._chosen = False
        self._default = ""
        self._marks = ""

    def watch(self, container: Any) -> None:
        """Listens to the form from now on.

        Args:
            container: where the form's events arrive.
        """
        for name, heard in (
            ("toggle", self._open),
            ("focusin", self._enter),
            ("pointerdown", self._name_countries),
            ("focusout", self._leave),
            ("input", self._typed),
            ("change", self._moved),
        ):
            container.addEventListener(name, listener(heard), True)
        if _on_kiosk_page() or host.isOpen():
            self._open()

    def dress(self, values: dict[str, Any]) -> None:
        """Takes over a form that was drawn anew.

        Args:
            values: what it was drawn with; empty for the next request.
        """
        if not values:
            self._chosen = False
            self._choose(self._default)

    def prefilled(self, with_country: bool) -> None:
        """Takes over a form that was filled in for the visitor.

        Args:
            with_country: whether its country was among what the site knew.
        """
        self._chosen = self._chosen or with_country
        self._refresh()

    def checked(self, values: dict[str, Any]) -> tuple[dict[str, Any], bool]:
        """Asks the number plans about a form that is to be sent.

        Args:
            values: the form's fields.

        Returns:
            The fields with the number in E.164 where the plans know it, and whether
            such a number may exist; what nobody can judge may.
        """
        number = values.get("phone_number")
        verdict = self._ask("verdict", number, values.get("country")) if number else None
        if not verdict:
            return values, True
        if verdict["e164"]:
            values = dict(values) | {"phone_number": verdict["e164"]}
        return values, verdict["possible"]

    def remember(self, country: str) -> None:
        """Keeps the country of a request that is sent; on a kiosk others come next.

        Args:
            country: ISO 3166 alpha-2, or "" when none was chosen.
        """
        if country and not _on_kiosk_page():
            self._default = country
            page.save(page.own(CHOICE), country)

    def _open(self, _event: Any = None) -> None:
        if not self._opened:
            self._opened = True
            spawn(self._choose_default())
            spawn(self._load())

    async def _load(self) -> None:
        self._loaded = await host.open_picker()
        self._refresh()

    async def _choose_default(self) -> None:
        select = _part("country")
        kept = "" if _on_kiosk_page() else page.load(page.own(CHOICE))
        drawn = str(select.value) if select else ""
        self._default = kept or drawn or (await country_here()).upper()
        if not self._chosen:
            self._choose(self._default)
            self._refresh()

    def _refresh(self) -> None:
        field = _part("phone_number")
        if field and str(field.value):
            self._format(field)

    def _choose(self, country: str) -> None:
        """Chooses a country; one that the list has not changes nothing."""
        select = _part("country")
        before = str(select.value) if select else ""
        if not country or not select or country == before:
            return
        select.value = country
        if str(select.value) != country:
            select.value = before

    def _enter(self, event: Any) -> None:
        if event.target.closest("#lucep-form"):
            self._open()
            self._name_countries(event)

    def _leave(self, event: Any) -> None:
        if _is(event, "country"):
            host.name_countries(event.target, False, "[]")
        elif _is(event, "phone_number"):
            self._show(event.target, self._ask("settled", event.target.value, _country()))

    def _name_countries(self, event: Any) -> None:
        if _is(event, "country"):
            likely = [_country(), self._default, str(host.locale_region()).upper()]
            host.name_countries(event.target, True, json.dumps(likely))

    def _typed(self, event: Any) -> None:
        if not _is(event, "phone_number") or event.isComposing:
            return
        field = event.target
        if str(event.inputType) in PASTES:
            self._show(field, self._ask("settled", field.value, _country(), True))
        elif caret.marks(str(field.value)) != self._marks:
            # Whoever takes away a bracket or a space shall not get it back at once.
            self._format(field)

    def _format(self, field: Any) -> None:
        self._show(field, self._ask("typed", field.value, _country()))

    def _moved(self, event: Any) -> None:
        if not _is(event, "country"):
            return
        self._chosen = True
        field = _part("phone_number")
        self._show(field, self._ask("moved", field.value, _country()))

    def _show(self, field: Any, answer: Any) -> None:
        """Writes the number anew, the caret between the digits where it was."""
        written = str(field.value)
        if answer:
            text, country = answer
            if country != _country():
                self._chosen = True
                self._choose(country)
            if text != written:
                at = field.selectionStart
                before = len(caret.marks(written[:at]))
                after = len(caret.marks(written[at:]))
                host.write_field(field, text, caret.place(text, before, after))
        self._marks = caret.marks(str(field.value))

    def _ask(self, job: str, number: Any, country: Any, pasted: bool = False) -> Any:
        if not self._loaded:
            return None
        from widget.core import phone

        text = host.picker(job, json.dumps([phone.curate(str(number)), country or "", pasted]))
        return json.loads(str(text))


def _part(name: str) -> Any:
    return host.root.getElementById("lucep-" + name)


def _country() -> str:
    select = _part("country")
    return str(select.value) if select else ""


def _is(event: Any, name: str) -> bool:
    return bool(event.target.id == "lucep-" + name)


def _on_kiosk_page() -> bool:
    return bool(page.settings["mount"])
