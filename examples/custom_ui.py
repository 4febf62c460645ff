"""A user interface of a site's own, in Python: it runs in the visitor's browser, on Pyodide.

Named by `load_ui` in custom-ui-python.html. It brings its own Jinja2 template, and asks for the
opening hours with `urllib`, as a script on a server would.
"""

import json
import urllib.request
from datetime import datetime

import jinja2
from pyodide.ffi import create_proxy

BAR = jinja2.Template(
    """
<form class="bar">
  <strong>{{ greeting or kiosk.open_txt }}{% if hours %} Today {{ hours }}.{% endif %}</strong>
  <input name="name" placeholder="Name" autocomplete="name" required>
  <input name="phone" type="tel" placeholder="Phone" autocomplete="tel" required>
  <select name="service" aria-label="Service">
  {% for service in kiosk.menu.tree.children %}
    <option value="{{ service.service_id }}">{{ service.lt[kiosk.default_lang] }}</option>
  {% endfor %}
  </select>
  <button>{{ kiosk.button_cta }}</button>
</form>
""",
    autoescape=True,
)
STATUS = jinja2.Template('<p class="bar" role="status">{{ words }}</p>', autoescape=True)


def opening_hours(page: str) -> str:
    """Reads today's opening hours from the file beside the page."""
    address = page.rsplit("/", 1)[0] + "/hours.json"
    with urllib.request.urlopen(address) as answer:  # noqa: S310
        return json.load(answer)[f"{datetime.now():%A}"]


class Bar:
    """The bar at the foot of the page."""

    def __init__(self, lucep, greeting):
        """Takes the library and puts an empty bar on the page."""
        self.lucep = lucep
        self.greeting = greeting
        self.node = lucep.document.createElement("div")
        lucep.document.body.append(self.node)
        self.node.addEventListener("submit", create_proxy(self.send))

    def draw(self, kiosk):
        """Draws the form from the kiosk's details."""
        hours = opening_hours(self.lucep.document.baseURI)
        self.node.innerHTML = BAR.render(kiosk=kiosk, hours=hours, greeting=self.greeting)

    def send(self, event):
        """Raises a lead from what the form holds."""
        event.preventDefault()
        fields = event.target.elements
        self.lucep.raise_lead(
            name=fields.name.value,
            phone_number=fields.phone.value,
            service_id=int(fields.service.value),
            service_name=fields.service.selectedOptions[0].textContent,
            payload={"from": "the bar in Python"},
            callback=self.told,
        )

    def told(self, update):
        """Shows what became of the request."""
        words = update.get("msg") or f"Your request is {update['ticket-status']}."
        self.node.innerHTML = STATUS.render(words=words)


def init(lucep, options):
    """Called once by the library, with what the page gave to `$lucep.init`."""
    lucep.get_kiosk_details(Bar(lucep, options.get("greeting")).draw)
