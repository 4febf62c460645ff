"""A user interface of the site's own, written in Python and named by `load_ui`; Pyodide only.

The module's `init(lucep, options)` is called once: `lucep` is the library as Python sees it,
`options` what the site gave to `$lucep.init`.
"""

import json
import types

import pyodide_http

from widget.browser import page
from widget.browser.runtime import host, proxy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from widget.browser.library import Library

OK = 200


class Lucep:
    """`$lucep` for Python: the documented methods with keyword arguments.

    Attributes:
        document: the site's document.
        window: the site's window.
    """

    def __init__(self, library: Library) -> None:
        """Takes the library that does the work."""
        self._library = library
        self.window = host.page
        self.document = host.page.document

    def raise_lead(self, callback: Any = None, **params: Any) -> None:
        """Raises a lead; see `$lucep.raise_lead`. The callback gets a dict."""
        self._call("raise_lead", params, callback)

    def send_intelligence(self, callback: Any = None, **params: Any) -> None:
        """Sends an event; see `$lucep.send_intelligence`."""
        self._call("send_intelligence", params, callback)

    def create_profile(self, callback: Any = None) -> None:
        """Begins a new profile; see `$lucep.create_profile`."""
        self._call("create_profile", {}, callback)

    def get_kiosk_details(self, callback: Any) -> None:
        """Hands the kiosk's details to the callback, as a dict in the documented order."""
        self._call("get_kiosk_details", {}, callback)

    def get_geo_data(self, callback: Any) -> None:
        """Hands `{"country": "sg"}` to the callback."""
        self._call("get_geo_data", {}, callback)

    def put_data(self, key: str, value: Any) -> None:
        """Stores what JSON can hold."""
        self._call("put_data", {"key": key, "value": value})

    def get_data(self, key: str) -> Any:
        """Returns what was stored, `None` when there is nothing."""
        return self._call("get_data", {"key": key})

    def get_ticket_status(self) -> dict[str, Any]:
        """Returns `{"status": …, "server": False}`."""
        found: dict[str, Any] = self._call("get_ticket_status", {})
        return found

    def _call(self, method: str, params: dict[str, Any], callback: Any = None) -> Any:
        packed = dict(params) | {"interaction_id": page.new_id()}
        for name in ("additional_info", "payload"):
            if name in packed:
                packed[name] = json.dumps(packed[name])
        number = 0
        if callback:
            number = host.keep(proxy(lambda answer: callback(answer.to_py())))
        return json.loads(self._library.call(method, json.dumps(packed), number))


async def start(path: str, library: Library) -> None:
    """Loads the module at `path` and calls its `init`; tells the site's callback how it went.

    Code written for CPython's `urllib` and `requests` runs in it unchanged.

    Args:
        path: the module's address, relative to the page.
        library: the library that does the work.
    """
    host.progress("load_ui", "start")
    try:
        await _load(path, library)
    except Exception as error:  # whatever a module of the site's raises
        host.progress("load_ui", "failed", "%s: %s" % (type(error).__name__, error))
    else:
        host.progress("load_ui", "ready")


async def _load(path: str, library: Library) -> None:
    answer = json.loads(await host.page_text(path))
    if answer["status"] != OK:
        raise RuntimeError("load_ui: %s answered %s" % (path, answer["status"]))
    pyodide_http.patch_all()
    module = types.ModuleType("lucep_ui")
    # The site's owner named this file, as it names its scripts.
    exec(compile(answer["body"], path, "exec"), module.__dict__)  # noqa: S102
    module.init(Lucep(library), json.loads(host.given_text()))
