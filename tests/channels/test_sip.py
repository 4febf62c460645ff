"""Calls over real SIP: baresip dials, sipp plays the called party on the loopback interface."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import pytest

from server.channels.base import Order, Script, Sent
from server.channels.services import Services
from server.channels.sip import create
from server.channels.sip.channel import SipChannel
from server.qualification.types import CallEnded
from server.settings import Settings
from tests.channels import sip_callee as callee
from tests.channels.sip_sound import FRAME, heard, is_silent, spoken, times_heard
from tests.live import ROOT
from tools import telephony

NUMBER = "+6591234567"
PROMPT = "Press one and we call you. Press two, and never again."
SCRIPT = Script(
    bcp47="en",
    prompt=PROMPT,
    keys={"1": "yes", "2": "never", "3": "no"},
    thanks={"yes": "Thank you, we call you soon.", "never": "Good bye for ever."},
    repeats=2,
    wait_seconds=1,
    ring_seconds=2,
)
PATIENCE = 30.0


@dataclass
class Placed:
    """A call and what came of it."""

    sent: Sent
    ear: callee.Ear
    messages: Path
    ended: list[CallEnded] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)
    seconds: float = 0.0

    @property
    def end(self) -> CallEnded:
        """How it ended, waited for."""
        assert self.over.wait(PATIENCE), "the call was never reported over"
        return self.ended[0]


@dataclass(frozen=True)
class Call:
    """Who is called, and how."""

    scenario: str
    script: Script = SCRIPT
    options: dict[str, Any] = field(default_factory=dict)


CALLS = {
    "yes": Call(callee.ANSWERS + callee.pause(2500) + callee.press("1") + callee.LISTENS_ON),
    "never": Call(callee.ANSWERS + callee.pause(900) + callee.press("2") + callee.LISTENS_ON),
    "no": Call(callee.ANSWERS + callee.pause(900) + callee.press("3") + callee.LISTENS_ON),
    "info": Call(
        callee.INVITED
        + callee.EARLY_SOUND
        + callee.PICKED_UP
        + callee.pause(900)
        + callee.press_by_info("1")
        + callee.LISTENS_ON
    ),
    # Not two of sipp's recordings: they all carry one timestamp, as if they were one key.
    "second key": Call(
        callee.ANSWERS
        + callee.pause(700)
        + callee.press("9")
        + callee.pause(900)
        + callee.press_by_info("1")
        + callee.LISTENS_ON
    ),
    "key and gone": Call(
        callee.ANSWERS + callee.pause(700) + callee.press("1") + callee.pause(600) + callee.HANGS_UP
    ),
    "nothing": Call(callee.ANSWERS + callee.LISTENS_ON),
    "hangs up": Call(callee.ANSWERS + callee.pause(700) + callee.HANGS_UP),
    "rings": Call(callee.RINGS_OUT),
    "busy": Call(callee.refuses("486 Busy Here")),
    "busy everywhere": Call(callee.refuses("600 Busy Everywhere")),
    "declines": Call(callee.refuses("603 Decline")),
    "no such number": Call(callee.refuses("404 Not Found")),
    "incomplete number": Call(callee.refuses("484 Address Incomplete")),
    "unavailable": Call(callee.refuses("480 Temporarily Unavailable")),
    "broken": Call(callee.refuses("503 Service Unavailable")),
    "password": Call(
        callee.ASKS_FOR_A_PASSWORD,
        options={"auth_user": "ada", "password": "l0ve:lace"},
    ),
    "wrong password": Call(
        callee.ASKS_FOR_A_PASSWORD,
        options={"auth_user": "ada", "password": "wrong"},
    ),
}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    telephony.install()
    return tmp_path_factory.mktemp("sip")


@pytest.fixture(scope="module")
def services(data: Path) -> Services:
    return Services(None, Settings(data=data))  # type: ignore[arg-type]  # it asks no database


def channel(services: Services, report: Callable[..., None], port: int, **more: Any) -> SipChannel:
    options = {
        "account": "sip:lucep@127.0.0.1",
        "outbound": f"sip:127.0.0.1:{port}",
        "listen": "127.0.0.1",
        **more,
    }
    return create("voice", options, report, services)


def order(attempt_id: int, script: Script | None = SCRIPT, to: str = NUMBER) -> Order:
    return Order(attempt_id, "demo", 1, to, "eng", script)


def place(
    stack: ExitStack, services: Services, folder: Path, name: str, call: Call, attempt_id: int = 1
) -> Placed:
    """Calls a gateway of its own; returns once baresip has dialled."""
    ear = stack.enter_context(callee.Ear().listening())
    label = name.replace(" ", "_")
    gateway = stack.enter_context(callee.gateway(call.scenario, ear, folder, label))
    placed = Placed(Sent("failed"), ear, gateway.messages)
    began = time.monotonic()

    def report(_attempt_id: int, ended: CallEnded) -> None:
        placed.seconds = time.monotonic() - began
        placed.ended.append(ended)
        placed.over.set()

    sip = channel(services, report, gateway.port, **call.options)
    stack.callback(sip.close)
    placed.sent = sip.send(order(attempt_id, call.script))
    return placed


@pytest.fixture(scope="module")
def calls(services: Services, data: Path) -> Iterator[dict[str, Placed]]:
    """Every call of `CALLS`, all at once."""
    with ExitStack() as stack:
        yield {
            name: place(stack, services, data, name, call, number)
            for number, (name, call) in enumerate(CALLS.items(), 1)
        }


@pytest.mark.parametrize(
    ("name", "outcome", "keys"),
    [
        ("yes", "qualified", "1"),
        ("never", "opted_out", "2"),
        ("no", "declined", "3"),
        ("info", "qualified", "1"),
        ("second key", "qualified", "91"),
        ("key and gone", "qualified", "1"),
        ("nothing", "ignored", ""),
        ("hangs up", "hung_up", ""),
        ("rings", "no_answer", ""),
        ("busy", "busy", ""),
        ("busy everywhere", "busy", ""),
        ("declines", "busy", ""),
        ("no such number", "unreachable", ""),
        ("incomplete number", "unreachable", ""),
        ("unavailable", "no_answer", ""),
        ("broken", "failed", ""),
        ("password", "hung_up", ""),
        ("wrong password", "failed", ""),
    ],
)
def test_outcome(calls: dict[str, Placed], name: str, outcome: str, keys: str) -> None:
    placed = calls[name]
    assert placed.sent.status == "started"
    assert (placed.end.outcome, placed.end.keys) == (outcome, keys), placed.end
    assert len(placed.ended) == 1


def test_number_is_dialled(calls: dict[str, Placed]) -> None:
    assert calls["busy"].end
    first = calls["busy"].messages.read_text()
    assert f"INVITE sip:{NUMBER}@127.0.0.1 SIP/2.0" in first
    assert "From: <sip:lucep@127.0.0.1>" in first


def test_status_is_told_to_people(calls: dict[str, Placed]) -> None:
    assert calls["broken"].end.detail == "503 Service Unavailable"
    assert calls["wrong password"].end.detail.startswith(("401", "403"))


def test_ringing_stops_when_it_is_time(calls: dict[str, Placed]) -> None:
    assert calls["rings"].end
    assert SCRIPT.ring_seconds <= calls["rings"].seconds < SCRIPT.ring_seconds + 2
    assert "CANCEL sip:" in calls["rings"].messages.read_text()


def test_prompt_is_heard_as_often_as_the_script_says(calls: dict[str, Placed], data: Path) -> None:
    assert calls["nothing"].end
    speech = spoken(data, PROMPT)
    assert times_heard(calls["nothing"].ear, speech) == SCRIPT.repeats
    listened = len(calls["nothing"].ear.payloads) * FRAME / 8000
    told = 0.4 + SCRIPT.repeats * (len(speech) / 8000 + SCRIPT.wait_seconds)
    assert listened == pytest.approx(told, abs=1.0)


def test_thanks_for_the_choice_are_heard(calls: dict[str, Placed], data: Path) -> None:
    assert calls["yes"].end
    assert calls["never"].end
    yes, never = spoken(data, SCRIPT.thanks["yes"]), spoken(data, SCRIPT.thanks["never"])
    assert times_heard(calls["yes"].ear, yes) == 1
    assert times_heard(calls["yes"].ear, never) == 0
    assert times_heard(calls["never"].ear, never) == 1


def test_key_cuts_the_prompt_short(calls: dict[str, Placed], data: Path) -> None:
    assert calls["never"].end
    assert times_heard(calls["never"].ear, spoken(data, PROMPT)) == 0
    assert calls["never"].seconds < calls["nothing"].seconds - 1


def test_nothing_is_said_before_somebody_answers(calls: dict[str, Placed]) -> None:
    """The gateway's early sound opens the line 300 ms before anybody picks up."""
    assert calls["info"].end
    assert all(is_silent(each) for each in calls["info"].ear.payloads[:13])


def test_file_is_played_in_the_place_of_speech(services: Services, data: Path) -> None:
    recording = data / "recording.wav"
    subprocess.run(
        ["sox", "-n", "-r", "44100", "-c", "2", recording, "synth", "1", "sine", "440"], check=True
    )
    script = replace(SCRIPT, audio=str(recording), repeats=1)
    with ExitStack() as stack:
        placed = place(
            stack, services, data, "file", Call(callee.ANSWERS + callee.LISTENS_ON, script)
        )
        assert placed.end.outcome == "ignored"
    loud = [each for each in placed.ear.payloads if not is_silent(each)]
    assert len(loud) == pytest.approx(50, abs=3)
    crossings = sum((a < 0) != (b < 0) for each in loud[5:45] for a, b in pairwise(heard(each)))
    assert crossings == pytest.approx(2 * 440 * 0.8, rel=0.1)


def test_missing_file_fails_at_once(services: Services) -> None:
    sip = channel(services, lambda *_: None, 9)
    sent = sip.send(order(1, replace(SCRIPT, audio="/nowhere/prompt.wav")))
    assert sent == Sent(
        "failed", detail="/nowhere/prompt.wav: No such file or directory", outcome="failed"
    )


@pytest.mark.parametrize("listens", [True, False], ids=["silent", "gone"])
def test_dead_gateway_fails(services: Services, listens: bool) -> None:
    over: list[CallEnded] = []
    told = threading.Event()

    def report(_attempt_id: int, ended: CallEnded) -> None:
        over.append(ended)
        told.set()

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as gateway:
        gateway.bind(("127.0.0.1", 0))
        port = gateway.getsockname()[1]
        if not listens:
            gateway.close()
        sip = channel(services, report, port)
        try:
            assert sip.send(order(1)).status == "started"
            assert told.wait(SCRIPT.ring_seconds + 5)
        finally:
            sip.close()
    assert over == [CallEnded("failed", detail="the gateway did not let it ring")]


def test_gateway_over_tcp_that_is_gone_fails(services: Services) -> None:
    over: SimpleQueue[CallEnded] = SimpleQueue()
    gone = "sip:127.0.0.1:9;transport=tcp"
    sip = channel(services, lambda _, ended: over.put(ended), 9, outbound=gone)
    try:
        sip.send(order(1))
        assert over.get(timeout=10).outcome == "failed"
    finally:
        sip.close()


def test_call_whose_phone_dies_is_unknown_and_the_next_one_works(
    services: Services, data: Path
) -> None:
    with ExitStack() as stack:
        placed = place(stack, services, data, "dies", Call(callee.ANSWERS + callee.LISTENS_ON))
        wait_for(lambda: placed.ear.payloads)
        wait_for(lambda: len(phones()) == 1)
        [phone] = phones()
        os.kill(phone, 9)
        assert placed.end == CallEnded("unknown", detail="baresip has gone")
        again = place(stack, services, data, "again", Call(callee.refuses("486 Busy Here")))
        assert again.end.outcome == "busy"


def test_close_hangs_up_and_leaves_nothing_behind(services: Services, data: Path) -> None:
    with ExitStack() as stack:
        placed = place(stack, services, data, "closed", Call(callee.ANSWERS + callee.LISTENS_ON))
        wait_for(lambda: placed.ear.payloads)
        stack.pop_all().close()
        assert placed.end == CallEnded("unknown", detail="the server stops")
    wait_for(lambda: not phones())
    assert "BYE sip:" in placed.messages.read_text()


def test_one_attempt_is_dialled_once(services: Services, data: Path) -> None:
    with ExitStack() as stack:
        ear = stack.enter_context(callee.Ear().listening())
        gateway = stack.enter_context(callee.gateway(callee.RINGS_OUT, ear, data, "once"))
        sip = channel(services, lambda *_: None, gateway.port)
        stack.callback(sip.close)
        wait_for(lambda: not phones())  # of the test before
        assert sip.find(order(7), "") is None
        assert sip.send(order(7)) == sip.send(order(7)) == sip.find(order(7), "")
        assert len(phones()) == 1


SERVER = """
import sys, time
from pathlib import Path
from tests.channels import test_sip as t
services = t.Services(None, t.Settings(data=Path(sys.argv[1])))
t.channel(services, print, int(sys.argv[2])).send(t.order(1))
time.sleep(60)
"""


def test_killed_server_leaves_nobody_on_the_line(data: Path) -> None:
    with ExitStack() as stack:
        ear = stack.enter_context(callee.Ear().listening())
        scenario = callee.ANSWERS + callee.LISTENS_ON
        gateway = stack.enter_context(callee.gateway(scenario, ear, data, "killed"))
        command = [sys.executable, "-c", SERVER, str(data), str(gateway.port)]
        with subprocess.Popen(command, cwd=ROOT) as server:
            wait_for(lambda: ear.payloads)
            server.kill()
        wait_for(lambda: "BYE sip:" in gateway.messages.read_text())


def wait_for(happened: Callable[[], object]) -> None:
    until = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < until
        time.sleep(0.02)


def phones() -> list[int]:
    """The baresip processes that this test process has started."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            name, rest = status.read_text().split(" (", 1)[1].rsplit(") ", 1)
        except OSError:
            continue
        if name == "baresip" and int(rest.split()[1]) == os.getpid() and rest[0] != "Z":
            found.append(int(status.parent.name))
    return found
