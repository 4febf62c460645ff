"""`/api/openapi.json`: it says what the table of actions says, and the server does what it says."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from server.api.openapi import document
from server.api.pages import ROUTES
from server.api.table import ACTIONS
from server.errors import Refusal
from tests.live import LiveServer
from widget.core.errors import FieldError

CHECKS = (
    "not_a_server_error,status_code_conformance,content_type_conformance,"
    "response_headers_conformance,response_schema_conformance"
)
REFUSALS: tuple[type[FieldError | Refusal], ...] = (FieldError, Refusal)
SPOKEN = {"action", "account_key", "auth"}
# A form that each action reads to its end.
GOOD = {
    "name": "Ada",
    "phone_number": "15551234",
    "service_id": "1",
    "apikey": "k",
    "for_action": "lead_submit",
    "customer_id": "ab",
    "events": '[{"id": "ab", "event_type": "seen"}]',
}


class Noticed(dict[str, str]):
    """A form that notes which fields are asked for."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.asked: set[str] = set()

    def get(self, name: str, default: Any = None) -> Any:
        """Note it and give it."""
        self.asked.add(name)
        return super().get(name, default)


def test_it_is_served(live: LiveServer) -> None:
    answer = httpx.get(f"{live.url}/api/openapi.json")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.json() == document() | {"servers": [{"url": live.url}]}


@pytest.mark.parametrize("name", ACTIONS)
def test_every_parameter_that_is_read_is_described(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = Noticed(GOOD)
    # `raise_lead` copies the form for the checks that it shares with the browser.
    monkeypatch.setattr("server.leads.schemas.wire.clean_lead", _noticing(form))
    ACTIONS[name].read(form)  # type: ignore[arg-type]
    described = {parameter.name for parameter in ACTIONS[name].described.parameters}
    assert form.asked - SPOKEN == described


def _noticing(form: Noticed) -> Any:
    from widget.core import wire

    clean_lead = wire.clean_lead
    return lambda _copy: clean_lead(form)


@pytest.mark.parametrize("name", ACTIONS)
def test_what_is_required_is_refused_when_it_is_missing(name: str) -> None:
    for parameter in ACTIONS[name].described.parameters:
        form = {field: value for field, value in GOOD.items() if field != parameter.name}
        if parameter.required:
            with pytest.raises(REFUSALS) as refused:
                ACTIONS[name].read({**form})
            assert refused.value.field == parameter.name
        else:
            ACTIONS[name].read({**form})


def test_each_action_is_described() -> None:
    body = document()["paths"]["/api/"]["post"]["requestBody"]["content"]
    (schema,) = [kind["schema"] for kind in body.values()]
    assert [each["title"] for each in schema["oneOf"]] == list(ACTIONS)
    assert [each["properties"]["action"]["const"] for each in schema["oneOf"]] == list(ACTIONS)


def test_every_address_is_described() -> None:
    served = {
        re.sub(r":\w+}", "}", path)
        for route in ROUTES
        for path in route.paths
        if path.startswith("/api")
    }
    assert served - {"/api/openapi.json"} == {path.rstrip("/") for path in document()["paths"]}


def test_schemathesis_finds_nothing(live: LiveServer, tmp_path: Path) -> None:
    """No 5xx and no answer that is not described, whatever is sent."""
    command: list[str | Path] = [
        Path(sys.executable).with_name("schemathesis"),
        "run",
        f"{live.url}/api/openapi.json",
        f"--checks={CHECKS}",
        "--max-examples=60",
        "--seed=1",
        "--phases=examples,coverage,fuzzing",
        "--no-color",
    ]
    done = subprocess.run(
        command,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, "COLUMNS": "120"},
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
