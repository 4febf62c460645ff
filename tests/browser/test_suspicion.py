"""A lead that is sent faster than anybody writes is taken, and marked."""

from __future__ import annotations

import uuid

import httpx
import pytest

from tests.browser.people import Visitor
from tests.browser.site import Site
from tests.live import LiveServer


@pytest.mark.parametrize("waits", [False, True])
def test_it_works(
    visitor: Visitor, site: Site, server: LiveServer, engine: str, waits: bool
) -> None:
    name = f"Quick {uuid.uuid4().hex[:8]}"
    visitor.page.clock.install()
    visitor.visit(site.widget(engine, boot="eager")).ready().open().fill_in(name)
    if waits:
        visitor.page.clock.run_for(2500)
    visitor.send().expect_status("new")
    with httpx.Client() as client:
        console = server.as_bob(client).get(f"{server.url}/console/?view=suspected").text
    assert (name in console) is not waits
