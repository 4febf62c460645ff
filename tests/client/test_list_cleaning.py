"""The Python of `examples/list-cleaning.html`."""

from __future__ import annotations

import importlib.util
from types import ModuleType, SimpleNamespace

import pytest

from tests.client.server import Answer, Form, answering
from tests.client.test_api import usual
from tools.steps import ROOT


@pytest.fixture
def example() -> ModuleType:
    spec = importlib.util.spec_from_file_location("example", ROOT / "examples/list_cleaning.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_list_that_stopped_makes_no_second_leads(example: ModuleType) -> None:
    stopped: list[str] = []

    def decide(form: Form) -> Answer:
        if form.get("name") == "Eve" and not stopped:
            return 403, {"status": "fail", "msg": "auth: no", "field": "auth"}, ""
        return usual(form)

    # As the page hands it over: bytes of JavaScript's.
    content = SimpleNamespace(to_bytes=b"name,phone_number\nAda,1\nEve,2\nEve,2\n".__bytes__)
    with answering(decide) as server:
        told: list[str] = []
        example.run(content, server.url, "demo", "k", "1", told.append)
        stopped.append(told[-1])
        example.run(content, server.url, "demo", "k", "1", told.append)
    assert (stopped, told[-1]) == (['{"end": "auth: no"}'], '{"end": ""}')
    submitted = [form for form in server.forms if form["action"] == "lead_submit"]
    assert [form["name"] for form in submitted] == ["Ada", "Eve", "Ada", "Eve", "Eve"]
    assert len({form["interaction_id"] for form in submitted}) == 3


def test_a_list_that_lost_a_row_makes_no_second_leads(example: ModuleType) -> None:
    """Who takes a refused row out moves every one after it."""
    with answering(usual) as server:
        for rows in ("Bad,call me!\nAda,1\nEve,2\nEve,2\n", "Ada,1\nEve,2\nEve,2\n"):
            content = SimpleNamespace(to_bytes=f"name,phone_number\n{rows}".encode().__bytes__)
            example.run(content, server.url, "demo", "k", "1", lambda _: None)
    submitted = [form for form in server.forms if form["action"] == "lead_submit"]
    ids = [form["interaction_id"] for form in submitted if form["name"] != "Bad"]
    assert ids[:3] == ids[3:]
    assert len(set(ids)) == 3
