"""The demo account's own campaign: whoever tries it out hears the phone ring, at any hour."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import pytest
from sqlalchemy.orm import Session

from server import clock, demo
from server.accounts import queries as accounts
from server.campaigns import actions as campaigns
from server.campaigns import queries
from server.demo_logins import API_KEY
from server.qualification import hours
from server.qualification.types import Prospect
from tests.live import LiveServer, live_server
from tests.server.conftest import Client
from tests.stores import demo_database

# A Sunday, and 3 o'clock in Singapore.
NIGHT = datetime(2030, 6, 1, 19, 0, tzinfo=UTC)
SINGAPORE = "+65 9123 4567"


@pytest.fixture
def still_clock() -> Iterator[None]:
    yield
    clock.reset()


def submit(client: Client | httpx.Client, url: str = "") -> dict[str, object]:
    asked = {"action": "token_create", "for_action": "lead_submit", "apikey": API_KEY}
    token = client.post(f"{url}/api/", data={**asked, "account_key": "demo"}).json()["token"]
    lead = {"action": "lead_submit", "auth": token, "service_id": "1", "phone_number": SINGAPORE}
    answer: dict[str, object] = client.post(f"{url}/api/", data=lead).json()
    assert answer["status"] == "ok", answer
    return answer


@pytest.mark.usefixtures("still_clock")
@pytest.mark.parametrize("hour", range(0, 7 * 24, 7))
def test_no_hour_of_the_week_is_out_of_hours(client: Client, hour: int) -> None:
    clock.move(NIGHT + timedelta(hours=hour) - clock.now())
    assert "out_of_working_hours" not in submit(client)


@pytest.fixture
def at_night(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    ahead = tmp_path_factory.mktemp("clock") / "ahead"
    ahead.write_text(str((NIGHT - datetime.now(UTC)).total_seconds()))
    monkeypatch.setenv("LUCEP_CLOCK_FILE", str(ahead))


@pytest.mark.usefixtures("at_night")
def test_the_phone_rings_at_three_at_night() -> None:
    with live_server() as server, httpx.Client() as client:
        submit(client, server.url)
        assert rings(server, client)


def rings(server: LiveServer, client: httpx.Client) -> bool:
    server.as_bob(client)
    last = time.monotonic() + 20
    while time.monotonic() < last:
        if "Incoming call" in client.get(f"{server.url}/console/phone/").text:
            return True
        time.sleep(0.2)
    return False


def test_times_to_choose_are_by_day(tmp_path: Path) -> None:
    with demo_database(tmp_path) as db, Session(db.engine) as session:
        campaign = queries.effective(session, accounts.account(session, "demo").id, 1)
    offered = hours.slots(campaign, Prospect(SINGAPORE, ("Asia/Singapore",)), NIGHT)
    local = [slot.astimezone(ZoneInfo("Asia/Singapore")).hour for slot in offered]
    assert local[:4] == [8, 12, 16, 20]
    assert set(local) <= set(range(8, 21))


def test_a_campaign_that_is_there_stays(tmp_path: Path) -> None:
    with demo_database(tmp_path) as db, Session(db.engine) as session:
        account = accounts.account(session, "demo")
        campaigns.save(session, account, queries.ACCOUNT, "Mine", {"max_calls": 1}, origin="")
        demo.load(session)
        assert queries.effective(session, account.id, 1).max_calls == 1
