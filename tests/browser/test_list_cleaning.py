"""`examples/list-cleaning.html`: a CSV file, Python in a worker, a table to download."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from server.demo_logins import API_KEY
from tests.browser.site import Site

FILE = "name,phone_number\nAda,+6591234567\nBad,call me!\n=Eve,+6598765432\n"


def test_it_works(page: Page, site: Site, tmp_path: Path) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(site.example("list-cleaning.html"))
    expect(page.get_by_text("Python is ready.")).to_be_visible(timeout=60_000)
    contacts = {"name": "contacts.csv", "mimeType": "text/csv", "buffer": FILE.encode()}
    page.get_by_label("The list").set_input_files(contacts)  # type: ignore[arg-type]
    page.get_by_label("API key").fill(API_KEY)
    page.get_by_role("button", name="Submit the list").click()
    expect(page.get_by_text("Done: 3 of 3.")).to_be_visible(timeout=30_000)
    expect(page.locator("#rows tr")).to_have_count(3)
    expect(page.locator("#rows tr[data-status=fail]")).to_contain_text("phone_number: 2 to 30")
    assert page.locator("progress").evaluate("bar => bar.value === 3 && bar.max === 3")
    with page.expect_download() as saved:
        page.get_by_role("link", name="Download the results").click()
    saved.value.save_as(tmp_path / "results.csv")
    assert (tmp_path / "results.csv").read_bytes().startswith("\ufeffline,".encode())
    with (tmp_path / "results.csv").open(newline="", encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert [row["status"] for row in rows] == ["ok", "fail", "ok"]
    assert [row["line"] for row in rows] == ["2", "3", "4"]
    assert rows[2]["name"] == "'=Eve"
    assert len({row["validation_id"] for row in rows}) == 3
    own = (site.url, site.server, "data:", "blob:")
    assert [url for url in asked if not url.startswith(own)] == []


def test_the_table_shows_what_the_list_says(page: Page, site: Site) -> None:
    """The apostrophe before a formula is for spreadsheets: it is in the file alone."""
    page.goto(site.example("list-cleaning.html"))
    file = b"name,phone_number\n=Eve,+65 9876 5432\n"
    contacts = {"name": "contacts.csv", "mimeType": "text/csv", "buffer": file}
    page.get_by_label("The list").set_input_files(contacts)  # type: ignore[arg-type]
    page.get_by_label("API key").fill(API_KEY)
    page.get_by_role("button", name="Submit the list").click()
    cells = page.locator("#rows tr td")
    expect(cells.nth(1)).to_have_text("=Eve", timeout=60_000)
    expect(cells.nth(2)).to_have_text("+65 9876 5432")


def test_without_scripts_nothing_is_sent(
    new_context: Callable[..., BrowserContext], site: Site
) -> None:
    """The browser itself would put the key into the page's address."""
    page = new_context(java_script_enabled=False).new_page()
    page.goto(site.example("list-cleaning.html"))
    expect(page.get_by_role("button", name="Submit the list")).to_be_disabled()
    assert "This page needs JavaScript." in page.locator("main").inner_text()
    page.get_by_label("API key").fill(API_KEY)
    page.get_by_label("API key").press("Enter")
    assert API_KEY not in page.url


@pytest.mark.parametrize("missing", ["lucep.python.mjs", "pyodide.asm.*", "list_cleaning.py"])
def test_python_that_does_not_start_is_said(page: Page, site: Site, missing: str) -> None:
    page.context.route(f"**/{missing}", lambda route: route.abort())
    page.goto(site.example("list-cleaning.html"))
    expect(page.get_by_text("Python did not start. Reload the page.")).to_be_visible(timeout=60_000)
    expect(page.get_by_role("button", name="Submit the list")).to_be_disabled()


def test_what_is_wrong_is_said(page: Page, site: Site) -> None:
    page.goto(site.example("list-cleaning.html"))
    contacts = {"name": "contacts.csv", "mimeType": "text/csv", "buffer": b"name\nAda\n"}
    page.get_by_label("The list").set_input_files(contacts)  # type: ignore[arg-type]
    page.get_by_label("API key").fill("wrong")
    page.get_by_role("button", name="Submit the list").click()
    stopped = page.get_by_text("It stopped: line 1: the column phone_number is missing")
    expect(stopped).to_be_visible(timeout=60_000)


def test_a_file_that_is_gone_is_chosen_again(page: Page, site: Site, tmp_path: Path) -> None:
    """Chromium takes one that has been changed since for gone as well, if a person chose it."""
    contacts = tmp_path / "contacts.csv"
    contacts.write_text(FILE)
    page.goto(site.example("list-cleaning.html"))
    page.get_by_label("The list").set_input_files(contacts)
    contacts.unlink()
    page.get_by_label("API key").fill(API_KEY)
    go = page.get_by_role("button", name="Submit the list")
    go.click()
    expect(page.get_by_text("Choose it again.")).to_be_visible()
    expect(go).to_be_enabled()
    contacts.write_text(FILE)
    page.get_by_label("The list").set_input_files(contacts)
    go.click()
    expect(page.get_by_text("Done: 3 of 3.")).to_be_visible(timeout=60_000)
