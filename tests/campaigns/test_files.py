"""Campaign files: what they hold, and the line of whatever is wrong."""

from __future__ import annotations

import re
import struct
import wave
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.campaigns import config, durations, files, queries, schema
from server.campaigns.types import Retry, Step
from server.settings import ROOT


def errors(text: str) -> list[str]:
    with pytest.raises(files.FileError) as caught:
        files.load(text)
    return caught.value.messages


def test_it_works() -> None:
    found = files.load("name: Sales\nawait_answer: 1d\nflow:\n  prompts: Hello {{ name }}\n")
    assert found.name == "Sales"
    assert found.config == {"await_answer": 86400, "flow": {"prompts": {"eng": "Hello {{ name }}"}}}


def test_the_products_own_is_whole_and_survives_a_round_trip() -> None:
    product = queries.product()
    assert files.load(files.dump("Product", product)).config == product
    campaign = config.campaign(product, "Product")
    assert campaign.sequence == (Step("call"), Step("messages"))
    assert campaign.retries["no_answer"] == Retry(2, 1800)
    assert campaign.messages_after == {"failed", "hung_up", "ignored"}


def test_the_documented_file() -> None:
    text = (ROOT / "docs" / "campaigns.md").read_text("utf-8")
    (example,) = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    found = files.load(example).config
    assert found["hours"]["holidays"] == ["2026-12-24"]
    assert found["hours"]["holidays_of"] == ["DE-BY"]
    assert found["sequence"][1] == {"do": "call", "delay": 86400}
    whole = config.campaign(config.merged(queries.product(), found), "Test drives")
    assert whole.messages.email.enabled
    assert not whole.messages.sms.enabled
    assert whole.flow.repeats == 2


def test_every_setting_is_documented() -> None:
    text = (ROOT / "docs" / "campaigns.md").read_text("utf-8")
    product = queries.product()
    names = {*product, *(f"flow.{name}" for name in product["flow"])}
    names |= {f"messages.{name}" for name in product["messages"]}
    missing = [name for name in names - {"flow", "messages"} if f"`{name}`" not in text]
    assert missing == []


LINES: list[tuple[str, int, str, str]] = [
    ("flow:\n  ring: soon\n", 2, "flow.ring", "a duration such as"),
    ("flow:\n  ring: 1h\n", 2, "flow.ring", "from 5s to 2m"),
    ("flow:\n  rings: 5\n", 2, "flow.rings", "did you mean ring?"),
    ("colour: red\n", 1, "colour", "no such setting"),
    ("flow:\n  keys:\n    1: never\n", 2, "flow.keys", "one key must mean yes"),
    ("flow:\n  keys:\n    1: yes\n    x: no\n", 4, "flow.keys.x", "one of 0, 1"),
    ("flow:\n  keys: {1: maybe}\n", 2, "flow.keys.1", "one of yes, no, never"),
    ("flow:\n  prompts:\n    english: Hello\n", 3, "flow.prompts.english", "ISO 639-2"),
    ("flow:\n  prompts: {en: Hi, eng: Hello}\n", 2, "flow.prompts", "not two for eng"),
    ("flow:\n  prompts: Hello {{ nmae }}\n", 2, "flow.prompts", "nmae is not known"),
    ("flow:\n  prompts: Hello {{ name\n", 2, "flow.prompts", "a template that can be read"),
    ("flow:\n  audio: {eng: hello.wav}\n", 2, "flow.audio.eng", "WAV file"),
    ("flow:\n  repeats: 0\n", 2, "flow.repeats", "a whole number from 1 to 5"),
    ("flow:\n  machine_detection: 1\n", 2, "flow.machine_detection", "true or false"),
    ("messages:\n  fax: {}\n", 2, "messages.fax", "there are email, sms, whatsapp"),
    ("retries:\n  qualified: {times: 1, delay: 1}\n", 2, "retries.qualified", "one of ignored"),
    ("retries:\n  busy: {times: 1}\n", 2, "retries.busy", "times and delay"),
    ("sequence:\n  - call\n  - mail\n", 3, "sequence.1.do", "one of call, messages"),
    ("sequence: []\n", 1, "sequence", "at least one step"),
    (
        "hours:\n  time_zone: Mars\n  weekly: {mon: [['09:00', '10:00']]}\n",
        2,
        "hours.time_zone",
        "",
    ),
    ("hours:\n  time_zone: UTC\n  weekly:\n    mon: [[9, 10]]\n", 4, "hours.weekly.mon", ""),
    (
        "hours:\n  time_zone: UTC\n  weekly: {mon: [['09:00', '10:00']]}\n  holidays_of: [XX]\n",
        4,
        "hours.holidays_of.0",
        "ISO 3166",
    ),
    ("lawful: {begin: '21:00', end: '08:00'}\n", 1, "lawful", "an end after the begin"),
    ("max_calls: true\n", 1, "max_calls", "a whole number"),
    ("name: [a]\n", 1, "name", "a text"),
    ("- call\n", 1, "the file", "settings such as"),
    ("", 1, "the file", "settings such as"),
    ("flow: {\n", 2, "this is not YAML", ""),
    ("max_calls: 1\nmax_calls: 2\n", 2, "this is not YAML", "duplicate"),
]


@pytest.mark.parametrize(("text", "line", "field", "right"), LINES)
def test_errors_name_the_line(text: str, line: int, field: str, right: str) -> None:
    (message,) = errors(text)
    assert message.startswith(f"line {line}: {field}: "), message
    assert right in message


def test_all_errors_are_told_at_once_in_the_files_order() -> None:
    found = errors("max_calls: -1\nflow:\n  wait: x\n  repeats: 9\nlink_valid: 1s\n")
    assert [message.split(":")[0] for message in found] == ["line 1", "line 3", "line 4", "line 5"]


def test_a_file_that_is_too_large() -> None:
    assert errors("# " + "x" * files.MOST_BYTES) == ["line 1: a file of at most 256 KiB"]


AREA = "hours:\n  time_zone: UTC\n  weekly: {{}}\n  holidays_of: [{}]\n"


@pytest.mark.parametrize(
    ("seconds", "taken"), [(1, True), (60, True), (61, False), (0.5, True), (None, False)]
)
def test_a_recording_is_wav_and_soon_over(
    tmp_path: Path, seconds: float | None, taken: bool
) -> None:
    file = tmp_path / "prompt.wav"
    file.write_bytes(b"ID3 and no WAV")
    if seconds is not None:
        with wave.open(str(file), "wb") as sound:
            sound.setparams((1, 1, 100, 0, "NONE", ""))
            sound.writeframes(bytes(round(seconds * 100)))
    text = f"flow:\n  audio: {{eng: {file}}}\n"
    if taken:
        assert files.load(text).config["flow"]["audio"] == {"eng": str(file)}
    else:
        assert errors(text) == ["line 2: flow.audio.eng: a WAV file of at most 60 seconds"]


def test_a_recording_in_another_encoding_is_for_sox_to_read(tmp_path: Path) -> None:
    file = tmp_path / "prompt.wav"
    law = struct.pack("<4sI4s4sIHHIIHHH4sI", b"RIFF", 38, b"WAVE", b"fmt ", 18, 7, 1, 8000, 8000,
                      1, 8, 0, b"data", 0)  # fmt: skip
    file.write_bytes(law)
    assert files.load(f"flow: {{audio: {file}}}\n").config["flow"]["audio"] == {"eng": str(file)}


def test_a_rule_may_be_made_of_another() -> None:
    text = "retries:\n  busy: &b {times: 1, delay: 1m}\n  failed: {<<: *b, times: 2}\n"
    assert files.load(text).config["retries"]["failed"] == {"times": 2, "delay": 60}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("hours:\n  time_zone: UTC\n  weekly: {}\n  holidays_of: [SG, XX]\n", 4),
        ("hours:\n  time_zone: UTC\n  weekly: {}\n  holidays_of: 5\n", 4),
        ("hours:\n  time_zone: UTC\n  holidays:\n    - 2026-13-45\n", 4),
        ("language: eng\nmax_calls: " + "9" * 6000, 2),
        ("language: eng\n? 0x" + "f" * 6000 + "\n: 1\n", 2),
        ("language: eng\nlanguage: deu\n", 2),
        ("language: eng\nflow:\n  ring: 20s\n  ring: 30s\n", 4),
        ("language: eng\nflow: *nothing\n", 2),
        ("language: eng\nflow: !!python/object/apply:os.system [id]\n", 2),
        ("language: eng\n---\nlanguage: deu\n", 2),
        ("language: eng\nflow: &f {flow: *f}\n", 2),
        ("language: eng\nsequence: &s [*s]\n", 2),
        ('language: eng\nflow:\n  prompts: "\\ud800"\n', 3),
        ("language: eng\nname: [a]\n", 2),
        ("language: eng\ncompany: 'Har\x07bour'\n", 2),
        ("flow:\n  thanks: &t {yes: Hi}\n  keys: {<<: *t}\n", 3),
        *((AREA.format(area), 4) for area in ("utils", "HolidayBase", "NYSE", "US-", "sg", "''")),
    ],
)
def test_hostile_files(text: str, line: int) -> None:
    (message,) = errors(text)
    assert message.startswith(f"line {line}: "), message


def test_references_that_multiply_are_not_followed() -> None:
    """Twelve lines that would be a thousand million items."""
    bomb = "".join(
        f"{b}: &{b} [{', '.join([f'*{a}'] * 10)}]\n" for a, b in pairwise("abcdefghijkl")
    )
    found = errors("a: &a [x, x]\n" + bomb)
    assert [message.split(":")[0] for message in found] == [f"line {at}" for at in range(1, 13)]


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("90s", 90), ("15m", 900), ("1h30m", 5400), ("2d", 172800), (7, 7), (0, 0), ("0s", 0)]
    + [
        (bad, -1) for bad in ("", "m", "1", "1x", "30m1h", "-1s", "1.5h", True, None, -1, "\u0661s")
    ],
)
def test_durations(text: Any, seconds: int) -> None:
    assert durations.read(text) == seconds


@settings(deadline=None)
@given(st.timedeltas(timedelta(), timedelta(days=90)))
def test_durations_survive_a_round_trip(length: timedelta) -> None:
    seconds = int(length.total_seconds())
    assert durations.read(durations.write(seconds)) == seconds


# Longer than a file is wide, with two spaces where it would be broken.
LONG = f"{'word ' * 20}null  {'x' * 90}"
texts = st.dictionaries(
    st.sampled_from(["eng", "deu", "ara"]),
    st.sampled_from(["Hi", "a\nb", "x " * 60, LONG]),
    min_size=1,
)
configs = st.fixed_dictionaries(
    {},
    optional={
        "max_calls": st.integers(0, 50),
        "flow": st.fixed_dictionaries({}, optional={"prompts": texts, "repeats": st.just(3)}),
        "messages": st.fixed_dictionaries(
            {}, optional={"sms": st.fixed_dictionaries({}, optional={"text": texts})}
        ),
        "sequence": st.lists(
            st.fixed_dictionaries({"do": st.just("call"), "delay": st.integers(0, 9999)}),
            min_size=1,
            max_size=3,
        ),
    },
)


@pytest.mark.parametrize("end", ["\r\n", "\r", "\x85", "\u2028", "\u2029"])
def test_every_end_of_a_line_is_written_and_read_again(end: str) -> None:
    long = "word " * 20
    normal = schema.read({"flow": {"prompts": f"{long}{end}{end} {long}"}})
    assert normal["flow"]["prompts"] == {"eng": f"{long}\n\n {long}"}
    assert files.load(files.dump("", normal)).config == normal


@settings(deadline=None)
@given(configs)
def test_what_is_written_is_read_again(given_config: dict[str, Any]) -> None:
    normal = schema.read(given_config)
    assert files.load(files.dump("", normal)).config == normal


@settings(deadline=None)
@given(configs, configs)
def test_only_what_differs_is_kept_and_nothing_is_lost(
    above: dict[str, Any], below: dict[str, Any]
) -> None:
    inherited = config.merged(queries.product(), schema.read(below))
    whole = config.merged(inherited, schema.read(above))
    own = config.own(inherited, whole)
    assert config.merged(inherited, own) == whole
    assert config.own(whole, whole) == {}
