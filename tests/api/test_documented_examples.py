"""The documentation's own examples run as printed: with curl, with jQuery, with PHP."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Dialog, Page, sync_playwright

from tests.api.conftest import API_KEY
from tests.api.documentation import EMAIL, FILE, examples
from tests.browser import site as sites
from tests.live import LiveServer
from tools.chromium import TEST_FLAGS, find_chromium
from tools.php import php
from tools.steps import ROOT

CREATE = "Create one-time-consumable token"
SUBMIT = "Submit Lead for Clearance"
Token = Callable[[str], str]
Lead = Callable[[int], dict[str, Any]]

pytestmark = pytest.mark.skipif(not FILE.exists(), reason=f"{FILE} is not on this machine")


def run(*command: str | Path) -> dict[str, Any]:
    done = subprocess.run(command, capture_output=True, text=True, timeout=30)
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def run_php(program: str, file: Path) -> dict[str, Any]:
    file.write_text(program + "\necho json_encode($retArr);\n")
    return run(php(), file)


@pytest.fixture
def page(live: LiveServer) -> Iterator[Page]:
    """A page of another origin that has loaded jQuery and nothing else."""
    with sync_playwright() as playwright, sites.running(live.url) as site:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=TEST_FLAGS)
        page = browser.new_page()
        site.file("jquery.js", ROOT / "node_modules/jquery/dist/jquery.min.js")
        page.goto(site.page("jquery.html", sites.document('<script src="jquery.js"></script>')))
        yield page
        browser.close()


def test_token_create_with_curl(live: LiveServer) -> None:
    example = examples(CREATE, live.url, key=f"{API_KEY}_mydemo").curl
    answer = run("sh", "-c", example)
    assert answer["status"] == "ok"
    assert re.fullmatch("[0-9a-f]{64}", answer["token"])


def test_lead_submit_with_curl(live: LiveServer, token: Token, lead: Lead) -> None:
    """The printed call has neither `customer_id` nor `interaction_id`."""
    answer = run("sh", "-c", examples(SUBMIT, live.url, token=token("mydemo")).curl)
    assert answer["status"] == "ok"
    stored = lead(answer["validation_id"])
    assert (stored["name"], stored["phone_number"]) == ("John Smith", "15551234")
    assert (stored["account"], stored["email"]) == ("mydemo", EMAIL)
    assert (stored["service_id"], stored["service_name"]) == (1, "test")


def test_both_with_jquery(live: LiveServer, page: Page, lead: Lead) -> None:
    """The second example goes where the first one says "Submit lead"; it has no account_key."""
    create = examples(CREATE, live.url, key=f"{API_KEY}_mydemo").jquery
    submit = examples(SUBMIT, live.url, key=f"{API_KEY}_mydemo").jquery
    dialogs: list[str] = []

    def dismiss(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", dismiss)
    with page.expect_console_message(
        lambda message: "lead" in message.text or "fail" in message.text
    ) as said:
        page.evaluate("() => {" + create.replace("// Submit lead", submit) + "}")
    label, answer = (argument.json_value() for argument in said.value.args)
    assert label == "leadSubmitResponse = "
    assert answer["status"] == "ok"
    assert dialogs == []
    stored = lead(answer["validation_id"])
    assert (stored["account"], stored["location"]) == ("mydemo", "Singapore")
    assert (stored["langcode"], stored["email"]) == ("eng", EMAIL)
    assert re.fullmatch("0*[0-9a-f]+", stored["interaction_id"])
    assert len(stored["customer_id"]) == 40


def test_token_create_with_php(live: LiveServer, tmp_path: Path) -> None:
    example = examples(CREATE, live.url, key=f"{API_KEY}_mydemo").php
    answer = run_php(example, tmp_path / "create.php")
    assert answer["status"] == "ok"
    assert re.fullmatch("[0-9a-f]{64}", answer["token"])


def test_lead_submit_with_php(live: LiveServer, token: Token, lead: Lead, tmp_path: Path) -> None:
    """It is printed with one interaction id: the second time it is the same submission."""
    answers = [
        run_php(examples(SUBMIT, live.url, token=token("myteam")).php, tmp_path / "submit.php")
        for _ in range(2)
    ]
    assert answers[0]["status"] == "ok"
    assert answers[0] == answers[1]
    stored = lead(answers[0]["validation_id"])
    assert (stored["account"], stored["service_name"]) == ("myteam", "Testing from web")
    assert (stored["interaction_id"], stored["customer_id"]) == ("12345678", "12345678")


def test_an_error_is_what_the_php_example_expects(live: LiveServer, tmp_path: Path) -> None:
    example = examples(SUBMIT, live.url, token="spent").php
    answer = run_php(example, tmp_path / "submit.php")
    assert (answer["status"], answer["field"]) == ("fail", "auth")
