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
