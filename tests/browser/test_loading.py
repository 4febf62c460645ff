"""Both ways of loading, both channels, the old names and snippet, and how to find the library."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.people import Visitor
from tests.browser.site import Site, document
from tests.browser.test_without_python import until

NAMES = [
    f"{library}.{channel}.latest.min.js"
    for library in ("lucep", "L.SalesGorilla")
    for channel in ("stable", "bleeding")
]
COMBINED = """
<script>
  window.found = [];
  if (window.$lucep) {
    found.push("object");
  } else {
    document.addEventListener("lucep-library-ready", function () { found.push("event"); }, false);
  }
</script>"""
OLD_SNIPPET = """
<script>
  window.$gorilla || (window._gorilla = {domain: "demo", id: 1, no_ui: false});
  (function (d, u) {
    var s = d.createElement("script");
    s.async = true;
    s.src = u;
    d.getElementsByTagName("head")[0].appendChild(s);
  })(document, "https://YOUR-SERVER/js/L.SalesGorilla.stable.latest.min.js");
</script>"""
DYNAMIC = """
<script>
  window.loaded = 0;
  (function (url, callback) {
    var script = document.createElement("script");
    script.async = true;
    script.src = url;
    script.onload = callback;
    document.head.appendChild(script);
  })("https://YOUR-SERVER/js/lucep.stable.latest.min.js", function () {
    loaded++;
    $lucep.init({ domain: "demo", boot: "eager" });
  });
</script>"""


def on_server(site: Site, text: str) -> str:
    return text.replace("https://YOUR-SERVER", site.server)


def tag(site: Site, more: str = "", name: str = NAMES[0]) -> str:
    return f'<script src="{site.server}/js/{name}" {more}></script>'


def test_dynamic_loading(visitor: Visitor, site: Site) -> None:
    """Lines 256 to 262: loaded beside the page; its callback is the place to begin."""
    page = visitor.visit(site.page("dynamic.html", document(on_server(site, DYNAMIC)))).page
    until(page, "() => window.loaded === 1")
    visitor.ready()


def test_included_in_the_header(visitor: Visitor, site: Site) -> None:
    """Lines 264 to 270: every script after it finds the library and may call all of it."""
    script = """<script>
      $lucep.init({domain: "demo"});
      $lucep.put_data({key: "k", value: 1});
      window.found = [$lucep.get_data({key: "k"}), $lucep.get_ticket_status().status];
      $lucep.get_kiosk_details({callback: (kiosk) => found.push(kiosk.kiosk_id)});
    </script>"""
    page = visitor.visit(site.page("header-tag.html", document(tag(site) + script))).page
    until(page, "() => found.length === 3")
    assert page.evaluate("() => found") == [1, "no-ticket", 1]


@pytest.mark.parametrize("name", NAMES)
def test_both_channels_under_both_names(visitor: Visitor, site: Site, name: str) -> None:
    """Lines 272 to 280: the stable and the bleeding channel, also by the documented names."""
    start = "<script>$lucep.init({domain: 'demo', no_ui: false, boot: 'intent'})</script>"
    visitor.visit(site.page("channel.html", document(tag(site, name=name) + start)))
    expect(visitor.launcher).to_be_visible()


def test_the_announcement(visitor: Visitor, site: Site, engine: str) -> None:
    """Lines 286 to 292: `lucep-library-ready` on the document."""
    listen = """<script>
      window.heard = 0;
      document.addEventListener("lucep-library-ready", function () { heard++; }, false);
    </script>"""
    start = tag(site, f'async data-domain="demo" data-engine="{engine}" data-boot="eager"')
    page = visitor.visit(site.page("announced.html", document(listen + start))).ready().page
    assert page.evaluate("() => heard") == 1


def test_the_object(visitor: Visitor, site: Site) -> None:
    """Lines 297 to 303: `$lucep` is there as soon as the script has run."""
    check = "<script>window.found = false; if ($lucep) { found = true; }</script>"
    page = visitor.visit(site.page("object.html", document(tag(site) + check))).page
    assert page.evaluate("() => found") is True


def test_the_combined_approach_after_the_library(visitor: Visitor, site: Site) -> None:
    """Lines 306 to 315: the object is there, so the event is not waited for."""
    start = tag(site, 'data-domain="demo" data-boot="eager"')
    page = visitor.visit(site.page("after.html", document(start + COMBINED))).ready().page
    assert page.evaluate("() => found") == ["object"]


def test_the_combined_approach_before_the_library(visitor: Visitor, site: Site) -> None:
    """Lines 306 to 315: the object is not there yet, so the event tells."""
    start = tag(site, 'async data-domain="demo" data-boot="eager"')
    page = visitor.visit(site.page("before.html", document(COMBINED + start))).ready().page
    assert page.evaluate("() => found") == ["event"]


def test_who_comes_late_asks_the_promise(visitor: Visitor, site: Site) -> None:
    """The event is over: `$lucep.ready` still tells."""
    start = tag(site, 'async data-domain="demo" data-boot="eager"')
    page = visitor.visit(site.page("late.html", document(start))).ready().page
    assert page.evaluate("() => $lucep.ready.then((library) => library === $lucep)")


@pytest.mark.parametrize("times", [1, 2])
def test_the_old_snippet(visitor: Visitor, site: Site, times: int) -> None:
    """`window.$gorilla || (window._gorilla = {…})`, as often as a site pasted it."""
    visitor.visit(site.page("old.html", document(on_server(site, OLD_SNIPPET * times)))).ready()
    expect(visitor.launcher).to_have_count(1)
    visitor.open().fill_in().send().expect_status("new")


def test_the_old_object_holds_the_settings(visitor: Visitor, site: Site) -> None:
    """A page that set `$gorilla` itself."""
    settings = "<script>window.$gorilla = {domain: 'demo', no_ui: false, boot: 'intent'}</script>"
    visitor.visit(site.page("gorilla.html", document(settings + tag(site))))
    expect(visitor.launcher).to_be_visible()
