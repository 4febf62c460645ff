"""Says above the form when the next call is, where nobody calls now."""

from widget.browser.runtime import host, listener, spawn

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from widget.browser.kiosk import Kiosk


def watch(container: Any, kiosk: Kiosk) -> None:
    """Begins to listen for a visitor of the form.

    Args:
        container: where the form's events arrive.
        kiosk: knows its hours.
    """
    container.addEventListener("focusin", listener(lambda _: tell(kiosk)))
    if host.root.getElementById("lucep-next"):
        tell(kiosk)  # the server said it in the kiosk's own time zone


def tell(kiosk: Kiosk) -> None:
    """Says it as soon as it is known, and takes it back when it is no longer true."""
    spawn(_tell(kiosk))


async def _tell(kiosk: Kiosk) -> None:
    details = await kiosk.fresh()
    host.note(details.get("next_call", ""))
