"""A whole server with real carriers on the loopback: SIP, SMTP, and Twilio's API as described."""

from __future__ import annotations

import json
import re
import socket
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from server.accounts import queries as accounts
from server.campaigns import actions as campaigns
from server.campaigns import files
from server.kiosks import actions as kiosks
from tests import clocks
from tests.channels import sip_callee as callee
from tests.channels.smtp_server import MailServer
from tests.live import LiveServer, live_server
from tests.stores import demo_database
from tools.ports import free_port

NUMBER = "+6591234567"
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
PATIENCE = 60.0
SALES, SUPPORT, NIGHT = 1, 2, 3
# Of the account, for every service that says nothing else: calls at any hour.
ACCOUNT = f"""
name: At any hour
hours:
  time_zone: UTC
  weekly: {json.dumps({day: [["00:00", "24:00"]] for day in DAYS})}
lawful: {{begin: "00:00", end: "24:00"}}
flow:
  prompts: {{eng: "Press one to be called. Press two for never."}}
  repeats: 1
  wait: 1s
  ring: 5s
retries:
  busy: {{times: 2, delay: 10m}}
await_answer: 1h
"""
SUPPORT_FLOW = """
name: Support asks for another key
flow:
  prompts: {eng: "Press five to be called."}
  keys: {"5": "yes", "9": "never"}
  repeats: 1
  wait: 1s
  ring: 5s
sequence: [call]
"""


def night(begins: datetime) -> str:
    """Writes a campaign whose people begin to call at a moment, every day, for up to two hours."""
    ends = begins + timedelta(hours=2)
    span = [[f"{begins:%H:%M}", f"{ends:%H:%M}" if ends.date() == begins.date() else "24:00"]]
    return (
        "name: At night\nhours:\n  time_zone: UTC\n"
        f"  weekly: {json.dumps(dict.fromkeys(DAYS, span))}\n"
    )


@dataclass
class World:
    """The server, its carriers, and its clock.

    Attributes:
        mail: The mail server.
        gateway_port: Where the server dials.
        opens: When the people of the service `NIGHT` begin to call.
    """

    server: LiveServer
    mail: MailServer
    gateway_port: int
    folder: Path
    clock: Path
    opens: datetime
    submitted: int = 0
    moved: float = 0

    def now(self) -> datetime:
        """The server's present moment."""
        return datetime.now(UTC) + timedelta(seconds=self.moved)

    def move(self, by: timedelta) -> None:
        """Moves the server's clock."""
        self.moved += by.total_seconds()
        clocks.move(self.clock, self.moved)

    @contextmanager
    def phone(self, scenario: str, calls: int = 1) -> Iterator[callee.Gateway]:
        """Lets somebody be there to be called until the block ends."""
        name = f"phone-{time.monotonic_ns()}"
        with (
            callee.Ear().listening() as ear,
            callee.gateway(
                scenario, ear, self.folder, name, port=self.gateway_port, calls=calls
            ) as gateway,
        ):
            yield gateway

    def submit(self, service_id: int, number: str = NUMBER, **more: str) -> dict[str, Any]:
        """Submits a lead by the API; returns the answer."""
        self.submitted += 1
        form = {
            "action": "lead_submit",
            "account_key": "demo",
            "name": "Ada Lovelace",
            "phone_number": number,
            "service_id": str(service_id),
            "customer_id": f"{self.submitted:040x}",
            "interaction_id": f"{self.submitted:040x}",
            **more,
        }
        answer = httpx.post(f"{self.server.url}/api/", data=form)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        assert found["status"] == "ok"
        return found

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Looks into the server's database, beside it."""
        file = self.server.data / "lucep.sqlite3"
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=10)) as connection:
            return connection.execute(query, values).fetchall()

    def phase(self, lead_id: int) -> str:
        """Returns where a qualification stands."""
        return str(self.rows("SELECT phase FROM qualification WHERE lead_id = ?", lead_id)[0][0])

    def reason(self, lead_id: int) -> str:
        """Returns why a qualification has ended."""
        state = self.rows("SELECT state FROM qualification WHERE lead_id = ?", lead_id)[0][0]
        return str(json.loads(state)["reason"])

    def attempts(self, lead_id: int) -> list[tuple[str, str, str]]:
        """Returns each attempt's channel, status and outcome, in order."""
        query = "SELECT channel, status, outcome FROM attempt WHERE lead_id = ? ORDER BY id"
        return [(str(a), str(b), str(c)) for a, b, c in self.rows(query, lead_id)]

    def until(self, met: Callable[[], bool], what: str) -> None:
        """Waits until something is so."""
        deadline = time.monotonic() + PATIENCE
        while not met():
            assert time.monotonic() < deadline, what
            time.sleep(0.05)

    def until_phase(self, lead_id: int, phase: str) -> None:
        """Waits until a qualification stands somewhere."""
        self.until(
            lambda: self.phase(lead_id) == phase,
            f"lead {lead_id} never came to {phase}",
        )

    def mailed_to(self, address: str) -> list[str]:
        """Returns the texts of the mails to an address."""
        found = [mail for mail in self.mail.mails if address in str(mail["To"])]
        texts = [mail.get_body(("plain",)) for mail in found]
        return [text.get_content() for text in texts if text]

    def link(self, address: str) -> str:
        """Returns the link to the answer page in the last mail to an address."""
        (*_, text) = self.mailed_to(address)
        found = re.search(rf"{re.escape(self.server.url)}/\S+", text)
        assert found, text
        return found[0].split("?")[0]


def prepare(data: Path, opens: datetime) -> None:
    """Makes the database: demo data, a third service, three campaigns."""

    def fill(session: Any) -> None:
        account = accounts.account(session, "demo")
        kiosks.create_service(session, account, {"eng": "At night"})
        texts = {0: ACCOUNT, SUPPORT: SUPPORT_FLOW, NIGHT: night(opens)}
        for service_id, text in texts.items():
            found = files.load(text)
            campaigns.save(
                session, account, service_id, found.name, found.config, origin="http://127.0.0.1:1"
            )

    with demo_database(data) as db:
        db.run_now(fill)


@contextmanager
def world(folder: Path, mail: MailServer, carrier: str, clock: Path) -> Iterator[World]:
    """Runs the server with its carriers until the block ends.

    Args:
        folder: An empty one.
        mail: A mail server that runs.
        carrier: The origin of the provider's mock.
        clock: The file that `LUCEP_CLOCK_FILE` names.
    """
    port, gateway_port = free_port(), free_port(socket.SOCK_DGRAM)
    opens = (datetime.now(UTC) + timedelta(hours=12)).replace(minute=0)
    data = folder / "data"
    data.mkdir()
    prepare(data, opens)
    twilio = f'kind = "twilio"\naccount_sid = "AC{"0" * 32}"\nauth_token = "secret"\n'
    twilio += f'base_url = "{carrier}"\n'
    channels = folder / "channels.toml"
    channels.write_text(
        f'[voice]\nkind = "sip"\naccount = "sip:lucep@127.0.0.1"\nlisten = "127.0.0.1"\n'
        f'outbound = "sip:127.0.0.1:{gateway_port}"\n'
        f'[email]\nkind = "smtp"\nhost = "127.0.0.1"\nport = {mail.port}\n'
        'tls = "none"\nsender = "Harbour Cars <hello@harbour.example>"\n'
        f'[sms]\n{twilio}from_numbers = ["+6561234567"]\n'
        f'[whatsapp]\n{twilio}whatsapp_from = "+6561234568"\n'
    )
    arguments = ["--port", str(port), "--origin", f"http://127.0.0.1:{port}"]
    arguments += ["--channels", str(channels)]
    with live_server(*arguments, data=data) as server:
        yield World(server, mail, gateway_port, folder, clock, opens)
