"""The form on the page: checked, redrawn and sent by Python.

The server drew it; what changes from here on is drawn from the same templates. What checks and
draws is imported when a visitor sends: MicroPython compiles whatever it imports.
"""

import json
import time

from widget.browser import auto_open, hours, idle, keyboard, page
from widget.browser.phone_help import PhoneHelp
from widget.browser.runtime import host, listener, spawn
from widget.core.idle import BEGUN, SENT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from widget.browser.kiosk import Kiosk
    from widget.browser.tickets import Tickets


# What is shown of a lead that the server has not got yet.
OFFLINE = "offline"
FILLED = "filled"  # what the next form begins with


class Widget:
    """The launcher's panel, or the kiosk page: one form, then one status."""

    def __init__(self, kiosk: Kiosk, tickets: Tickets) -> None:
        """Takes where the form's fields and the ticket come from."""
        self._kiosk = kiosk
        self._tickets = tickets
        self._phone = PhoneHelp()
        self._attached = False
        self._prepared = False
        self._status = ""
        self._turn = 0  # whose turn it is on a shared screen
        self._since: float | None = None  # when the visitor began; 0 when it is not known

    def attach(self) -> None:
        """Takes the form over from the loader, once it is painted."""
        container = host.container
        if self._attached or not container:
            return
        self._attached = True
        container.addEventListener("submit", listener(self._submit))
        container.addEventListener("focusin", listener(self._focus))
        container.addEventListener("click", listener(self._click))
        keyboard.watch(container)
        self._phone.watch(container)
        node = _part("form")
        if node:
            self._own(node)
            self._prefill(node)
        idle.watch(self)
        hours.watch(container, self._kiosk)
        auto_open.watch(container, self._tickets, lambda: hours.tell(self._kiosk))
        if self._status:
            spawn(self._draw_status(self._status))

    def show_status(self, status: str) -> None:
        """Draws the ticket's status in place of the form.

        Args:
            status: `new`, `processing`, `finished` or `offline`; "" draws the form again.
        """
        if status == self._status:
            return
        self._status = status
        if self._attached:
            spawn(self._draw_status(status) if status else self._draw_form({}, []))

    def state(self) -> str:
        """Returns how far the guest is: SENT, BEGUN, or "" for an empty form."""
        node = _part("form")
        if self._status or not node or node.querySelector("[aria-busy=true]"):
            return SENT
        return BEGUN if host.begun(node) else ""

    def start_over(self) -> None:
        """Forgets the guest: what they typed, their ticket, who they were."""
        self._turn += 1
        self._status = ""
        self._forget()
        spawn(self._draw_form({}, []))

    def welcome(self) -> None:
        """Begins on a shared screen, where whoever was here before has left."""
        if _part("status"):
            self._tickets.resume()  # sent before we were there, by the guest who still is
        elif self.state() != SENT:
            self._forget()

    def leave(self) -> None:
        """Shows a form for anybody: the visitor has left their profile."""
        host.unfill()
        self.show_status("")

    def _forget(self) -> None:
        self._tickets.forget()
        page.drop(page.own("customer"))

    def say(self, text: str) -> None:
        """Tells a screen reader."""
        _part("live").textContent = text

    def _own(self, node: Any) -> None:
        """Takes a form that has just been drawn."""
        node.noValidate = True
        if idle.seconds():
            host.keep_to_itself(node)

    def _prefill(self, node: Any) -> None:
        """Begins a form with what is known of the visitor; on a shared screen it is anybody's."""
        if not idle.seconds():
            kept = None if page.settings["mount"] else page.load(page.own(FILLED))
            self._phone.prefilled(bool(host.prefill(node, json.dumps(kept))))

    def _keep(self, node: Any) -> None:
        """Keeps what the next form shall begin with."""
        if not page.settings["mount"]:
            page.save(page.own(FILLED), json.loads(host.kept(node)))

    def _focus(self, event: Any) -> None:
        self._prepare()
        node = _part("form")
        if self._since is None and node and event.target.type != "submit":
            # What was filled in before we looked took nobody knows how long.
            self._since = 0 if host.begun(node) else time.time()

    def _prepare(self, _event: Any = None) -> None:
        # The visitor is still writing: what sending needs is fetched meanwhile.
        if not self._prepared:
            self._prepared = True
            spawn(self._kiosk.details())

    def _submit(self, event: Any) -> None:
        if event.target.id == "lucep-form":
            event.preventDefault()
            spawn(self._send(event.target))

    def _click(self, event: Any) -> None:
        if event.target.closest("#lucep-again"):
            if idle.seconds():
                self.start_over()
                return
            self._status = ""
            self._tickets.drop()
            spawn(self._draw_form({}, []))

    async def _send(self, node: Any) -> None:
        button = node.querySelector("[type=submit]")
        if button.getAttribute("aria-busy") == "true":
            return
        from widget.browser import leads
        from widget.core import form

        self._prepare()
        details = await self._kiosk.soon()
        pairs = json.loads(host.values(node))
        values = _by_name(pairs)
        if not details:
            # No connection: the server will check it as it checks forms without scripts.
            button.setAttribute("aria-busy", "true")
            self._keep(node)
            turn = self._turn
            await self._sent(await leads.send_form(pairs), values, turn)
            return
        checked, possible = self._phone.checked(values)
        lead, errors = form.read(details, checked, possible=possible)
        if errors:
            await self._draw_form(values, errors)
            return
        button.setAttribute("aria-busy", "true")
        self.say(details["texts"]["sending"])
        if self._since:
            lead["seconds"] = int(time.time() - self._since)
        self._phone.remember(lead["country"])
        self._keep(node)
        turn = self._turn
        await self._sent(await leads.send(leads.from_form(lead)), values, turn)

    async def _sent(self, answer: dict[str, Any], values: dict[str, Any], turn: int) -> None:
        if turn != self._turn:
            return  # the next guest is there
        if "ticket" in answer:
            self._tickets.follow(answer["ticket"], answer["ticket-status"])
        else:
            await self._draw_form(values, [[answer.get("field", ""), answer.get("msg", "")]])

    async def _draw_form(self, values: dict[str, Any], errors: list[list[str]]) -> None:
        details = await self._kiosk.details()
        self._status = ""
        _draw("form.html.j2", details, values, errors)
        if not values:
            self._since = None
        self._own(_part("form"))
        self._phone.dress(values)
        if not values:
            self._prefill(_part("form"))
        wrong = _part("form").querySelector("[aria-invalid=true]")
        if wrong:
            wrong.focus()
        known = [field for field, _ in errors if host.root.getElementById("error-" + field)]
        if errors and not known:
            self._problem(errors[0][1])

    async def _draw_status(self, status: str) -> None:
        problem = _part("problem")
        if status == OFFLINE and problem:
            self._problem(problem.dataset.unsent)
        details = await self._kiosk.details()
        if status != self._status:
            return  # it has changed meanwhile
        inside = host.focus_inside()
        _draw("status.html.j2", details, {}, [], status)
        node = _part("status")
        if inside:
            node.focus()
        self.say(node.textContent)

    def _problem(self, text: str) -> None:
        node = _part("problem")
        if node:
            node.textContent = text
            node.hidden = False


def _part(name: str) -> Any:
    return host.root.getElementById("lucep-" + name)


def _draw(
    template: str,
    details: dict[str, Any],
    values: dict[str, Any],
    errors: list[list[str]],
    status: str = "",
) -> None:
    from widget.core import form, templating

    context = form.context(details, values, errors, page.settings["server"], status)
    host.draw(_part("body"), templating.render(template, context))


def _by_name(pairs: list[list[str]]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, value in pairs:
        held = values.get(name)
        if held is None:
            values[name] = value
        elif isinstance(held, list):
            held.append(value)
        else:
            values[name] = [held, value]
    return values
