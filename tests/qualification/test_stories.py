"""The documentation's workflow, told from end to end with real SIP, SMTP and the provider's mock.

reference/lucep-api-docs.txt, "Workflow and configuration" to "Outside working hours".
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest

from server.settings import ROOT
from tests import clocks
from tests.channels import sip_callee as callee
from tests.channels.smtp_server import MailServer, running
from tests.qualification import story
from tests.qualification.story import NIGHT, SALES, SUPPORT, World
from tools import prism, telephony

DESCRIPTION = ROOT.parent / "shared" / "reference" / "twilio_api_v2010.json"
PRESSES_ONE = callee.ANSWERS + callee.pause(900) + callee.press("1") + callee.LISTENS_ON
PRESSES_TWO = callee.ANSWERS + callee.pause(900) + callee.press("2") + callee.LISTENS_ON
PRESSES_FIVE = callee.ANSWERS + callee.pause(900) + callee.press("5") + callee.LISTENS_ON
BUSY = callee.refuses("486 Busy Here")
MESSAGES = {"email", "sms", "whatsapp"}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    if not DESCRIPTION.exists():
        pytest.skip(f"the provider's API description is not here: {DESCRIPTION}")
    telephony.install()
    folder = tmp_path_factory.mktemp("stories")
    clock = folder / "clock"
    clocks.move(clock, 0)
    answers = {("/Messages.json", "post"): {"sid": "SM" + "1" * 32, "status": "queued"}}
    mail = MailServer()
    with (
        pytest.MonkeyPatch.context() as patch,
        running(mail),
        prism.serving(prism.described(DESCRIPTION, answers), folder) as carrier,
    ):
        patch.setenv("LUCEP_CLOCK_FILE", str(clock))
        with story.world(folder, mail, carrier, clock) as made:
            yield made


def test_qualified_by_key(world: World) -> None:
    with world.phone(PRESSES_ONE):
        lead = world.submit(SALES, name="Grace Hopper")["validation_id"]
        world.until_phase(lead, "qualified")
    assert world.attempts(lead) == [("voice", "ended", "qualified")]
    with httpx.Client() as bob:
        inbox = world.server.as_bob(bob).get(f"{world.server.url}/console/").text
    assert "Grace Hopper" in inbox


def test_opted_out_by_key_and_never_called_again(world: World) -> None:
    number = "+6591234568"
    with world.phone(PRESSES_TWO):
        lead = world.submit(SALES, number, name="Nobody Else")["validation_id"]
        world.until_phase(lead, "rejected")
    assert world.attempts(lead) == [("voice", "ended", "opted_out")]
    assert world.rows("SELECT source FROM opt_out WHERE address = ?", number) == [("key",)]
    again = world.submit(SALES, number)["validation_id"]
    world.until_phase(again, "rejected")
    assert [tried for tried in world.attempts(again) if tried[1] != "skipped"] == []
    with httpx.Client() as bob:
        inbox = world.server.as_bob(bob).get(f"{world.server.url}/console/").text
    assert "Nobody Else" not in inbox


def test_never_reached_is_redialled_then_written_to_then_rejected(world: World) -> None:
    address = "never@prospect.example"
    with world.phone(BUSY, calls=3):
        lead = world.submit(SALES, "+6591234569", email=address)["validation_id"]
        for calls in (1, 2, 3):
            world.until(
                lambda n=calls: world.attempts(lead)[:n] == [("voice", "ended", "busy")] * n,  # type: ignore[misc]
                f"call {calls} was not placed",
            )
            if calls < 3:
                assert len(world.attempts(lead)) == calls
                world.move(timedelta(minutes=11))
    world.until_phase(lead, "awaiting")
    written = world.attempts(lead)[3:]
    assert {(channel, status) for channel, status, _ in written} == {
        (channel, "sent") for channel in MESSAGES
    }
    query = "SELECT count(DISTINCT turn) FROM attempt WHERE lead_id = ? AND channel != 'voice'"
    assert world.rows(query, lead) == [(1,)]
    assert len(world.mailed_to(address)) == 1
    world.move(timedelta(hours=1, minutes=1))
    world.until_phase(lead, "rejected")
    assert world.reason(lead) == "exhausted"


def test_qualified_by_the_link_in_the_mail(world: World) -> None:
    address = "link@prospect.example"
    with world.phone(callee.ANSWERS + callee.LISTENS_ON):
        lead = world.submit(SALES, "+6591234570", email=address)["validation_id"]
        world.until_phase(lead, "awaiting")
    assert world.attempts(lead)[0] == ("voice", "ended", "ignored")
    link = world.link(address)
    page = httpx.get(link)
    assert page.status_code == 200
    assert world.phase(lead) == "awaiting"  # a mail scanner opens links, and changes nothing
    assert httpx.post(link, data={"choice": "yes"}).status_code == 303
    world.until_phase(lead, "qualified")
    assert world.reason(lead) == "answered_link"


def test_two_campaigns_with_flows_of_their_own(world: World) -> None:
    with world.phone(PRESSES_FIVE, calls=2):
        support = world.submit(SUPPORT, "+6591234571")["validation_id"]
        sales = world.submit(SALES, "+6591234572", email="two@prospect.example")["validation_id"]
        world.until_phase(support, "qualified")
        world.until_phase(sales, "awaiting")
    assert world.attempts(support) == [("voice", "ended", "qualified")]
    assert world.attempts(sales)[0] == ("voice", "ended", "ignored")


def test_out_of_hours_is_written_to_first_and_called_in_the_next_slot(world: World) -> None:
    address = "night@prospect.example"
    answer = world.submit(NIGHT, "+6591234573", email=address)
    lead = answer["validation_id"]
    assert answer["out_of_working_hours"] is True
    assert answer["skip_ivr_call_counter"] == 1
    world.until(lambda: len(world.mailed_to(address)) == 1, "no mail came")
    world.until_phase(lead, "waiting_call")
    assert "voice" not in {channel for channel, _, _ in world.attempts(lead)}
    with world.phone(PRESSES_ONE):
        world.move(world.opens - world.now() + timedelta(minutes=1))
        world.until_phase(lead, "qualified")
    assert world.attempts(lead)[-1] == ("voice", "ended", "qualified")
