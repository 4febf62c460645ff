"""What was heard of a call: telephone sound, and how often a speech is in it."""

from __future__ import annotations

import math
import subprocess
import wave
from pathlib import Path

from tests.channels.sip_callee import Ear

FRAME = 160  # samples in a packet of 20 ms


def heard(payload: bytes) -> list[int]:
    """Sound as G.711 has it, mu-law, in samples of 16 bits."""
    samples = []
    for byte in payload:
        code = ~byte & 0xFF
        size = (((code & 0x0F) << 3) + 0x84 << ((code & 0x70) >> 4)) - 0x84
        samples.append(-size if code & 0x80 else size)
    return samples


def is_silent(payload: bytes) -> bool:
    """Whether nothing but the line's own noise is in a packet."""
    return all(abs(sample) < 64 for sample in heard(payload))


def spoken(data: Path, text: str) -> list[int]:
    """What espeak-ng and sox make of a text, made again without the product's own code."""
    raw, made = data / "check-raw.wav", data / "check.wav"
    subprocess.run(
        ["espeak-ng", "-v", "en-gb", "-w", raw, "--stdin"], input=text.encode(), check=True
    )
    subprocess.run(["sox", "-G", raw, "-r", "8000", "-c", "1", "-b", "16", made], check=True)
    with wave.open(str(made)) as sound:
        frames = sound.readframes(sound.getnframes())
    return [
        int.from_bytes(frames[at : at + 2], "little", signed=True)
        for at in range(0, len(frames), 2)
    ]


def times_heard(ear: Ear, speech: list[int]) -> int:
    """How often all of a speech reached the ear.

    Its loudness in steps of 20 ms is looked for in what was heard, at every place.
    """
    wanted = [loudness(speech[at : at + FRAME]) for at in range(0, len(speech) - FRAME, FRAME)]
    got = [loudness(heard(payload)) for payload in ear.payloads]
    found, at = 0, 0
    while at + len(wanted) <= len(got):
        if alike(wanted, got[at : at + len(wanted)]):
            found, at = found + 1, at + len(wanted)
        else:
            at += 1
    return found


def loudness(samples: list[int]) -> float:
    return math.sqrt(sum(sample * sample for sample in samples) / max(len(samples), 1))


def alike(one: list[float], other: list[float]) -> bool:
    """Whether two courses of loudness rise and fall together (Pearson's r of 0.9)."""
    mean_one, mean_other = sum(one) / len(one), sum(other) / len(other)
    pairs = [(a - mean_one, b - mean_other) for a, b in zip(one, other, strict=True)]
    size = math.sqrt(sum(a * a for a, _ in pairs) * sum(b * b for _, b in pairs))
    return size > 0 and sum(a * b for a, b in pairs) / size > 0.9
