"""What looks like a machine's is recorded as such, and never lost."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from litestar import Litestar

from server import addresses, clock
from server.app import create_app
from server.leads.models import Lead
from server.settings import Settings
from server.suspicion import rates
from tests.server.conftest import LEAD, Client
from tests.server.test_kiosk_page import FORM

Rows = Callable[[Any], list[Any]]
Send = Callable[..., Any]
NOON = datetime(2026, 3, 31, 12, tzinfo=UTC)


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Sets the clock to so many seconds after noon."""

    def seconds(after: float) -> None:
        monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(seconds=after))

    seconds(0)
    return seconds


def drawn(client: Client) -> str:
    found = re.search(r'name="drawn" value="([^"]+)"', client.get("/kiosk/demo/1").text)
    assert found
    return found[1]


def test_it_works(raise_lead: Any, stored: Rows) -> None:
    assert raise_lead(website="http://spam.example", seconds="0").status_code == 200
    assert stored(Lead)[0].suspicion == ["trap", "fast"]


def test_a_person_raises_none(raise_lead: Any, stored: Rows) -> None:
    raise_lead(website="", seconds="2")
    raise_lead()
    assert [lead.suspicion for lead in stored(Lead)] == [[], []]


@pytest.mark.parametrize("seconds", ["-1", "soon", "9" * 30])
def test_seconds_are_a_number(raise_lead: Any, stored: Rows, seconds: str) -> None:
    answer = raise_lead(seconds=seconds)
    assert (answer.status_code, answer.json()["field"]) == (400, "seconds")
    assert stored(Lead) == []


@pytest.mark.parametrize(("waited", "found"), [(1, ["fast"]), (2, []), (86_400, [])])
def test_the_servers_own_form_tells_when_it_was_drawn(
    client: Client, stored: Rows, at: Callable[[float], None], waited: int, found: list[str]
) -> None:
    form = {**FORM, "drawn": drawn(client)}
    at(waited)
    assert client.post("/kiosk/demo/1", data=form).status_code == 303
    assert stored(Lead)[0].suspicion == found


@pytest.mark.parametrize("stamp", ["", "none", "1774958400.00", "1.", ".1", "٣.ab", "x" * 5000])
def test_a_stamp_that_is_not_ours_is_suspected(client: Client, stored: Rows, stamp: str) -> None:
    assert client.post("/kiosk/demo/1", data={**FORM, "drawn": stamp}).status_code == 303
    assert stored(Lead)[0].suspicion == ["no_stamp"]


def test_a_stamp_cannot_be_made_older(client: Client, stored: Rows) -> None:
    seconds, _, signature = drawn(client).partition(".")
    older = f"{int(seconds) - 60}.{signature}"
    client.post("/kiosk/demo/1", data={**FORM, "drawn": older})
    assert stored(Lead)[0].suspicion == ["no_stamp"]


@pytest.fixture
def behind_a_proxy(tmp_path: Path, demo_file: Path) -> Iterator[tuple[Litestar, Send]]:
    """A server that trusts its proxy's word, and who raises leads through that proxy."""
    shutil.copy(demo_file, tmp_path)
    app = create_app(Settings(data=tmp_path, address_header="X-Forwarded-For"))

    with Client(app, raise_server_exceptions=False) as client:

        def send(address: str = "203.0.113.7", **fields: str) -> Any:
            headers = {"X-Forwarded-For": f"198.51.100.1, {address}"}
            return client.post("/api/", data={**LEAD, **fields}, headers=headers)

        yield app, send


def test_many_from_one_address_are_suspected_and_far_more_refused(
    behind_a_proxy: tuple[Litestar, Send], at: Callable[[float], None]
) -> None:
    app, send = behind_a_proxy
    first = send(interaction_id="1").json()
    for _ in range(rates.REFUSE_FROM_ADDRESS - 1):
        assert send().status_code == 200
    at(20)
    refused = send()
    assert refused.status_code == 429
    assert refused.headers["retry-after"] == "40"
    assert refused.json() == {
        "status": "fail",
        "msg": "too many leads from one address, try again in 40 seconds",
    }
    assert send(interaction_id="1").json() == first, "a repeat is no new lead"
    assert send("203.0.113.8").status_code == 200

    leads = app.state.db.run_now(lambda session: session.scalars(sa.select(Lead)).unique().all())
    assert len(leads) == rates.REFUSE_FROM_ADDRESS + 1
    assert [lead.suspicion for lead in leads[: rates.SUSPECT_FROM_ADDRESS]] == [
        [] for _ in range(rates.SUSPECT_FROM_ADDRESS)
    ]
    assert all(
        lead.suspicion == ["address_rate"] for lead in leads[rates.SUSPECT_FROM_ADDRESS : -1]
    )
    assert leads[-1].suspicion == []

    at(60)
    assert send().status_code == 200


def test_many_to_one_account_are_suspected_and_never_refused(
    raise_lead: Any, stored: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rates, "SUSPECT_TO_ACCOUNT", 2)
    for _ in range(4):
        assert raise_lead().status_code == 200
    assert raise_lead(account_key="charlies").status_code == 200
    found = [lead.suspicion for lead in stored(Lead)]
    assert found == [[], [], ["account_rate"], ["account_rate"], []]


@pytest.mark.parametrize(
    ("sent", "known"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("10.0.0.1, 203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("127.0.0.1", ""),
        ("::1", ""),
        ("unknown", ""),
        ("203.0.113.7, <b>", ""),
        ("", ""),
    ],
)
def test_an_address_is_the_proxys_word(sent: str, known: str) -> None:
    assert addresses.known(sent) == known


def test_without_the_setting_the_header_is_only_a_claim(client: Client, stored: Rows) -> None:
    for _ in range(rates.SUSPECT_FROM_ADDRESS + 2):
        client.post("/api/", data=LEAD, headers={"X-Forwarded-For": "203.0.113.7"})
    assert all(lead.suspicion == [] for lead in stored(Lead))


def test_the_console_marks_it_and_lists_it(raise_lead: Any, bob: Any) -> None:
    raise_lead(name="Ada Lovelace")
    raise_lead(name="Cheap Pills", website="pills.example")
    everything, suspected = bob.get("/console/").text, bob.get("/console/?view=suspected").text
    assert "Ada Lovelace" in everything
    assert everything.count('title="filled in a field that people do not see"') == 1
    assert "Cheap Pills" in suspected
    assert "Ada Lovelace" not in suspected
    assert "Perhaps a machine" in bob.get("/console/leads/2").text
    assert "Perhaps a machine" not in bob.get("/console/leads/1").text


def test_charlie_sees_nothing_of_it(raise_lead: Any, charlie: Any) -> None:
    raise_lead(name="Cheap Pills", website="pills.example")
    assert "Cheap Pills" not in charlie.get("/console/?view=suspected").text
