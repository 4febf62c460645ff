"""The panel's manners with the keyboard: Esc closes it from inside, and focus comes back.

What is typed inside stays inside: a site's own keys never act on it.
The panel is no modal dialog: focus goes in when it opens, by its `autofocus`, and may leave.
"""

from widget.browser.runtime import host, listener

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def watch(container: Any) -> None:
    """Begins to listen.

    Args:
        container: where the form's events arrive.
    """
    panel = host.root.getElementById("lucep-panel")
    if panel:
        # Only now: drawn with it, the panel would ask for the focus as soon as it is painted.
        panel.setAttribute("autofocus", "")
    host.keep_keys()
    container.addEventListener("keydown", listener(_pressed))
    container.addEventListener("click", listener(_clicked))


def _pressed(event: Any) -> None:
    # In the middle of a composition, Esc is the input method's.
    if event.key == "Escape" and not event.isComposing and event.target.closest("#lucep-panel"):
        event.stopPropagation()
        host.show(False)
        _come_back()


def _clicked(event: Any) -> None:
    if event.target.closest("#lucep-close"):
        _come_back()


def _come_back() -> None:
    host.root.getElementById("lucep-launcher").focus()
