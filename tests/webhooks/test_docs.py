"""docs/webhooks.md says what is sent."""

import re
from pathlib import Path

from server.settings import ROOT
from server.webhooks import actions, payload
from server.webhooks.sender import _SECONDS

PAGE = (ROOT / "docs" / "webhooks.md").read_text()
_UNITS = {"s": 1, "min": 60, "h": 3600}


def test_every_field_is_documented() -> None:
    fields = {*payload._LEAD, *payload._MOMENTS, "phone", "taken_by", "attempts", "change"}
    table = PAGE.split("## `data`")[1].split("\n## ")[0]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    assert set(re.findall(r"`(\w+)`", " ".join(rows))) == fields
    attempt = next(line for line in table.splitlines() if line.startswith("| `attempts`"))
    named = set(re.findall(r"`(\w+)`", attempt.split("|")[2]))
    assert named == {*payload._ATTEMPT, "started_at", "ended_at"}


def test_the_pauses_are_documented() -> None:
    said = re.search(r"tried again after (.+?), then given up", PAGE)
    assert said
    found = re.findall(r"(\d+) (s|min|h)\b", said[1])
    assert [int(n) * _UNITS[unit] for n, unit in found] == [
        pause.total_seconds() for pause in actions.PAUSES
    ]
    assert f"within {_SECONDS:g} seconds" in PAGE


def test_every_event_of_a_lead_is_documented() -> None:
    # Wherever an event is recorded with a lead, its type is in the table.
    documented = set(re.findall(r"`(lead\.\w+)`", PAGE.split("## Types")[1].split("\n## ")[0]))
    recorded = set()
    for file in Path(ROOT / "server").rglob("*.py"):
        for kind in re.findall(
            r'record\(\s*session,\s*[\w.]+,\s*"(\w+)"[^)]*lead_id', file.read_text()
        ):
            recorded.add(payload.kind(kind))
    assert recorded
    assert recorded <= documented
