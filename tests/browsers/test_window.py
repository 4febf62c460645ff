"""What a visitor presses in these tests is what they meant, whatever moves on the page."""

from __future__ import annotations

import pytest

from tests.browser.site import document
from tests.browsers.visitor import Visitor

BODY = (
    '<main><button onclick="this.textContent = document.getAnimations().length">?</button></main>'
)
# As long as it waits it stands still, so that looking twice does not tell that it will move.
MOVE = """() => void find("main").animate(
  { transform: ["translateY(200px)", "none"] },
  { delay: 1000, duration: 200, fill: "backwards" },
)"""


# What looks and waits is the same script in every engine; this is the one that it was late in.
@pytest.mark.parametrize("browser", ["webkit"], indirect=True)
def test_what_is_about_to_move_is_waited_for(visitor: Visitor) -> None:
    window = visitor.window
    window.visit(visitor.site.page("moving.html", document("", BODY)))
    window.evaluate(MOVE)
    window.press("button")
    assert window.evaluate('() => find("button").textContent') == "0"
