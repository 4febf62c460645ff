"""What the suites of the other engines need is found, installed, or asked for in one paragraph."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools import browsers, debian
from tools.steps import StepError


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A machine with nothing but an empty folder of programs."""
    monkeypatch.setenv("PATH", str(tmp_path))
    minibrowser = ("MiniBrowser",)
    monkeypatch.setitem(browsers.NEEDED["WebKitGTK"][0], "browser", minibrowser)
    return tmp_path


def put(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).touch(mode=0o755)


def test_it_works(bare: Path) -> None:
    put(bare, "firefox", "WebKitWebDriver", "MiniBrowser", "Xvfb")
    assert browsers.require("Firefox") == {"firefox": bare / "firefox"}
    assert browsers.require("WebKitGTK")["display"] == bare / "Xvfb"
    browsers.install()


def test_what_is_missing_is_named_with_its_package(bare: Path) -> None:
    put(bare, "Xvfb")
    with pytest.raises(StepError) as refusal:
        browsers.require("WebKitGTK")
    text = " ".join(str(refusal.value).split())
    assert "WebKitWebDriver and MiniBrowser not found" in text
    assert "webkit2gtk-driver" in text
    assert "Xvfb" not in text


@pytest.mark.usefixtures("bare")
def test_where_nothing_can_be_installed_it_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(debian, "can_install", lambda: False)
    with pytest.raises(StepError, match="firefox-esr not found"):
        browsers.install()


def test_debian_is_asked_only_for_what_is_missing(
    bare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def install(_: str, packages: list[str], __: str) -> None:
        asked.append(packages)
        put(bare, "WebKitWebDriver", "MiniBrowser", "Xvfb")

    monkeypatch.setattr(debian, "can_install", lambda: True)
    monkeypatch.setattr(debian, "install", install)
    put(bare, "firefox-esr")
    browsers.install()
    assert asked == [["webkit2gtk-driver", "xvfb"]]


@pytest.mark.usefixtures("bare")
def test_a_package_that_does_not_bring_it_is_an_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(debian, "can_install", lambda: True)
    monkeypatch.setattr(debian, "install", lambda *_: None)
    with pytest.raises(StepError, match="Starting Firefox failed"):
        browsers.install()
