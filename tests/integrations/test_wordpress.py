"""The WordPress plugin: what it puts on pages, what it lets in, and what it leaves."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.people import Visitor
from tests.browser.site import Site, document
from tools.php import php
from tools.steps import ROOT

PLUGIN = ROOT / "integrations" / "wordpress" / "lucep-callback"
DRIVE = ROOT / "tests" / "integrations" / "wordpress" / "drive.php"
FILES = sorted(PLUGIN.rglob("*.php"))
STORED = {"server": "https://callback.example", "account": "demo", "kiosk": 1}
GOOD = {
    "enabled": "1",
    "server": "https://callback.example",
    "account": "demo",
    "kiosk": "2",
    "lang": "deu",
    "engine": "pyodide",
    "boot": "intent",
    "hidden_roles": ["editor"],
}
HOSTILE = "\"'><script>alert(1)</script>"


@pytest.fixture(scope="session")
def command() -> Path:
    return php()


@pytest.fixture
def wordpress(command: Path) -> Any:
    """Runs the plugin on a site with these options; returns what came of it."""

    def run(do: str, stored: dict[str, Any] | None = None, **job: Any) -> Any:
        site = {"options": {"lucep_callback": stored} if stored else {}, **job.pop("site", {})}
        done = subprocess.run(
            [command, DRIVE, PLUGIN],
            input=json.dumps({"do": do, "site": site, **job}),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return json.loads(done.stdout)

    return run


def save(wordpress: Any, fields: Mapping[str, object], stored: dict[str, Any] | None = None) -> Any:
    return wordpress("save", stored, input={**GOOD, **fields}, site={"admin": True})


def settings_page(wordpress: Any, stored: dict[str, Any] | None = None, **site: Any) -> Any:
    site = {"admin": True, "can": ["manage_options"], **site}
    return wordpress("settings page", stored, site=site)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_php_reads_every_file(command: Path, path: Path) -> None:
    done = subprocess.run([command, "-l", path], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_it_works(wordpress: Any, visitor: Visitor, site: Site) -> None:
    """What the plugin prints shows the widget, in a browser."""
    printed = wordpress("public page", {**STORED, "server": site.server, "lang": "deu"})
    visitor.visit(site.page("wordpress.html", document(printed.split("<script src=")[0])))
    expect(visitor.launcher).to_have_text("Rückruf? Hier klicken!")


def test_the_tag_is_asynchronous_and_has_the_settings(wordpress: Any) -> None:
    ours, theirs = wordpress("public page", STORED).strip().splitlines()
    assert ours == (
        '<script async data-domain="demo" data-id="1" data-lang="eng" data-engine="micropython"'
        " data-boot=\"idle\" src='https://callback.example/js/lucep.stable.latest.min.js'"
        " id='lucep-callback-js'></script>"
    )
    assert theirs == "<script src='https://site.example/theirs.js' id='theirs-js'></script>"


@pytest.mark.parametrize("stored", [None, {**STORED, "enabled": False}, {**STORED, "account": ""}])
def test_nothing_is_printed_before_it_is_set_up(wordpress: Any, stored: Any) -> None:
    assert "lucep" not in wordpress("public page", stored)


@pytest.mark.parametrize(
    ("roles", "shown"), [([], True), (["subscriber"], True), (["editor"], False)]
)
def test_roles_that_shall_not_see_it(wordpress: Any, roles: list[str], shown: bool) -> None:
    stored = {**STORED, "hidden_roles": ["editor"]}
    assert ("lucep" in wordpress("public page", stored, site={"roles": roles})) is shown


def test_what_is_stored_cannot_leave_its_attribute(wordpress: Any) -> None:
    printed = wordpress("public page", {**STORED, "account": HOSTILE, "lang": HOSTILE})
    assert "alert(1)</script>" not in printed
    assert printed.count("<script") == 2


def test_good_settings_are_stored(wordpress: Any) -> None:
    saved = save(wordpress, {})
    assert saved["errors"] == []
    assert saved["stored"] == {**GOOD, "enabled": True, "kiosk": 2}


@pytest.mark.parametrize(
    ("entered", "kept"),
    [
        ("https://callback.example/console/?a=1#b", "https://callback.example"),
        ("http://127.0.0.1:8000/", "http://127.0.0.1:8000"),
        ("HTTPS://Callback.Example", "https://callback.example"),
        ("  https://callback.example  ", "https://callback.example"),
        ("callback.example", "https://callback.example"),
        ("callback.example:8443/x", "https://callback.example:8443"),
        ("", ""),
    ],
)
def test_the_server_is_an_origin(wordpress: Any, entered: str, kept: str) -> None:
    assert save(wordpress, {"server": entered})["stored"]["server"] == kept


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("server", "javascript:alert(1)", "Server: an address such as"),
        ("server", "ftp://callback.example", "Server: an address such as"),
        ("account", "de mo", "Account: letters"),
        ("account", "a" * 101, "Account: letters"),
        ("lang", "english", "Language: an ISO 639-2 code"),
        ("lang", ["eng"], "Language: an ISO 639-2 code"),
    ],
)
def test_bad_settings_keep_the_former_ones(
    wordpress: Any, field: str, value: object, message: str
) -> None:
    saved = save(wordpress, {field: value}, {**STORED, "lang": "fra"})
    assert saved["stored"][field] == {**STORED, "lang": "fra"}[field]
    assert saved["errors"][f"lucep-{field}"].startswith(message)


@pytest.mark.parametrize(
    ("field", "value", "kept"),
    [
        ("kiosk", "0", 1),
        ("kiosk", "many", 1),
        ("engine", "ruby", "micropython"),
        ("boot", HOSTILE, "idle"),
        ("hidden_roles", ["editor", "king", ["subscriber"]], ["editor"]),
        ("hidden_roles", "editor", ["editor"]),
        ("enabled", "", False),
    ],
)
def test_choices_fall_back(wordpress: Any, field: str, value: object, kept: object) -> None:
    assert save(wordpress, {field: value})["stored"][field] == kept


def test_hostile_settings_are_stripped(wordpress: Any) -> None:
    stored = save(wordpress, dict.fromkeys(GOOD, HOSTILE))["stored"]
    assert "<" not in json.dumps(stored)


def test_a_form_that_is_none_is_survived(wordpress: Any) -> None:
    saved = wordpress("save", STORED, input="nonsense", site={"admin": True})
    assert saved["stored"]["enabled"] is False


def test_the_settings_page(wordpress: Any) -> None:
    page = settings_page(wordpress, {**STORED, "boot": "eager", "hidden_roles": ["editor"]})
    assert page["right"] == "manage_options"
    html = page["html"]
    assert 'name="_wpnonce"' in html
    names = set(re.findall(r'name="lucep_callback\[(\w+)\]', html))
    assert names == set(GOOD)
    assert re.search(r'value="eager" +selected', html)
    assert re.search(r'value="editor" +checked', html)
    assert not re.search(r'value="subscriber" +checked', html)


def test_the_settings_page_escapes_what_is_stored(wordpress: Any) -> None:
    html = settings_page(wordpress, {**STORED, "account": HOSTILE, "server": HOSTILE})["html"]
    assert "<script" not in html
    assert html.count("&lt;script&gt;") == 2


def test_who_may_not_manage_sees_no_settings(wordpress: Any) -> None:
    assert settings_page(wordpress, STORED, can=[])["html"] == ""


def test_the_plugin_links_to_its_settings(wordpress: Any) -> None:
    link, other = wordpress("links", site={"admin": True})
    assert 'href="https://site.example/wp-admin/options-general.php?page=lucep-callback"' in link
    assert other == "other"


def test_deleting_leaves_nothing(wordpress: Any) -> None:
    assert wordpress("uninstall", STORED) == []


def test_every_file_refuses_to_be_called_alone(command: Path) -> None:
    for path in FILES:
        done = subprocess.run([command, path], capture_output=True, text=True, check=False)
        assert done.returncode == 0, path
        assert done.stdout == "", path


def test_the_readme_tells_the_version_of_the_plugin() -> None:
    plugin, readme = (PLUGIN / name for name in ("lucep-callback.php", "readme.txt"))
    version = re.search(r"^ \* Version: +(\S+)$", plugin.read_text(), re.MULTILINE)
    stable = re.search(r"^Stable tag: (\S+)$", readme.read_text(), re.MULTILINE)
    assert version
    assert stable
    assert version[1] == stable[1]
