"""An application whose carrier is Twilio's own API description, served by Prism."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy.orm import Session
from twilio.request_validator import RequestValidator

from server import clock
from server.accounts.models import Account
from server.app import create_app
from server.campaigns import queries as campaigns
from server.db import Database
from server.leads import phones
from server.leads.models import QUALIFYING, Lead
from server.qualification import rows
from server.qualification.models import Attempt, Qualification
from server.qualification.types import State
from server.settings import ROOT, Settings
from tests.stores import copy_sqlite, demo_file, fill
from tools import prism

DESCRIPTION = ROOT.parent / "shared" / "reference" / "twilio_api_v2010.json"
ORIGIN = "https://callback.example"
SID = "AC" + "0" * 32
TOKEN = "the carrier's secret"
NUMBER = "+6591234567"
CALL = "CA" + "1" * 32
LISTED = "CA" + "2" * 32
FETCHED = {"sid": CALL, "status": "busy", "answered_by": None, "to": NUMBER}
Ask = Callable[..., Any]


@pytest.fixture(scope="session")
def carrier(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The carrier's API, which checks what it is sent; returns its origin."""
    if not DESCRIPTION.exists():
        pytest.skip(f"the provider's API description is not here: {DESCRIPTION}")
    listed = {"sid": LISTED, "status": "in-progress", "answered_by": "human", "to": NUMBER}
    answers = {
        ("/Calls.json", "post"): {"sid": CALL, "status": "queued"},
        ("/Calls/{Sid}.json", "get"): FETCHED,
        ("/Calls.json", "get"): {"calls": [listed], "page": 0, "next_page_uri": None},
    }
    folder = tmp_path_factory.mktemp("prism")
    with prism.serving(prism.described(DESCRIPTION, answers), folder) as origin:
        yield origin


@pytest.fixture(scope="session")
def started(carrier: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Litestar]:
    data = tmp_path_factory.mktemp("twilio")
    fill(data)
    common = f'kind = "twilio"\naccount_sid = "{SID}"\nauth_token = "{TOKEN}"\n'
    common += f'base_url = "{carrier}"\ntimeout = 10\n'
    numbers = 'from_numbers = ["+6561234567"]\n'
    file = data / "channels.toml"
    file.write_text(
        f"[voice]\n{common}{numbers}[sms]\n{common}{numbers}"
        f'[whatsapp]\n{common}whatsapp_from = "+6561234568"\n'
        '[email]\nkind = "smtp"\nhost = "127.0.0.1"\nsender = "<hello@harbour.example>"\n'
        f'[accounts.charlies.sms]\nkind = "twilio"\naccount_sid = "{SID}"\n'
        f'auth_token = "another secret"\n{numbers}'
    )
    settings = Settings(data=data, dist=data / "dist", origin=ORIGIN, channels=file)
    app = create_app(settings)
    with TestClient(app):
        yield app


@pytest.fixture
def app(started: Litestar) -> Litestar:
    used: Path = started.state.parts.settings.data / demo_file().name
    copy_sqlite(demo_file(), used)
    return started


@pytest.fixture
def made(app: Litestar) -> Callable[..., Attempt]:
    """Makes a lead under qualification with an attempt to reach it."""
    db: Database = app.state.db

    def make(channel: str, account_key: str = "demo", **more: Any) -> Attempt:
        def store(session: Session) -> Attempt:
            account = session.scalar(sa.select(Account).where(Account.key == account_key))
            assert account
            now = clock.now()
            number = sa.select(sa.func.count()).select_from(Lead)
            lead = Lead(
                account_id=account.id, kiosk_id=0, name="Ada", phone_number=NUMBER, country="",
                interaction_id=f"{session.scalar(number):040x}",
                phone_verdict=dict(phones.verdict(NUMBER, "")), service_id=1,
                service_name="Sales", langcode="eng", additional_info=[], payload={}, page_url="",
                validation_refusals=0, status=QUALIFYING, created_at=now,
            )  # fmt: skip
            session.add(lead)
            session.flush()
            campaigns.effective(session, account.id, 1)
            row = Qualification(lead=lead, account_id=account.id, created_at=now, ended_at=None)
            rows.put(
                row, State("calling" if channel == "voice" else "awaiting", now, turn=1, calls=1)
            )
            attempt = Attempt(
                account_id=account.id, lead_id=lead.id, turn=1, channel=channel, address=NUMBER,
                status="started" if channel == "voice" else "sent", provider="twilio",
                started_at=now, **more,
            )  # fmt: skip
            session.add_all([row, attempt])
            session.flush()
            return attempt

        return db.call(store)

    return make


@pytest.fixture
def read(app: Litestar) -> Callable[[type[Any], int], Any]:
    """Reads one row again."""

    def one(model: type[Any], key: int) -> Any:
        return app.state.db.call(lambda session: session.get_one(model, key))

    return one


@pytest.fixture
def ask(app: Litestar) -> Ask:
    """Calls back as the carrier does, signed by its own library."""
    client = TestClient(app, raise_server_exceptions=False)

    def send(path: str, secret: str = TOKEN, signature: str = "", **fields: str) -> Any:
        good = RequestValidator(secret).compute_signature(f"{ORIGIN}{path}", fields)
        # A proxy asks by another name than the carrier.
        headers = {"X-Twilio-Signature": signature or good, "Host": "inside:8000"}
        return client.post(path, data=fields, headers=headers)

    return send
