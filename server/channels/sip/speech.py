"""Sound for calls: speech by espeak-ng, made fit for the telephone by sox."""

import contextlib
import os
import subprocess
import wave
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from server.channels.base import Script
from server.channels.options import OptionError
from server.channels.sip.kept import Kept
from server.channels.sip.options import SipOptions
from server.channels.sip.voices import voice

RATE = 8000  # samples a second, of the telephone
_WIDTH = 2  # bytes a sample
_LEAD_SECONDS = 0.4  # so that the first word is not lost
_TAIL_SECONDS = 1.0  # baresip ends a call a moment before its last sound is out
_PATIENCE = 60  # seconds, for a program
_TELEPHONE = ["-r", str(RATE), "-c", "1", "-b", str(8 * _WIDTH), "-e", "signed-integer"]


class SpeechError(Exception):
    """A text could not be spoken, or a file not be read."""


@dataclass(frozen=True)
class Sound:
    """A WAV file for the telephone and how long it is, in seconds."""

    file: Path
    seconds: float


class Speech:
    """Makes the sounds of a script."""

    def __init__(self, folder: Path, options: SipOptions) -> None:
        """Say where sounds are kept, and with which voices they are spoken."""
        self._kept = Kept(folder)
        self._options = options

    def prompt(self, script: Script, folder: Path) -> Sound:
        """Lay out the whole of a call until a key is pressed: prompt and waiting, in turns."""
        said = self._file(Path(script.audio)) if script.audio else self._spoken(script, "prompt")
        turn = _samples(said) + _silence(max(script.wait_seconds, 0))
        whole = _silence(_LEAD_SECONDS) + turn * max(script.repeats, 1)
        tail = b"" if script.wait_seconds >= _TAIL_SECONDS else _silence(_TAIL_SECONDS)
        return _write(folder / "prompt.wav", whole + tail)

    def thanks(self, script: Script, folder: Path) -> dict[str, Sound]:
        """Return what is said after each choice; a moment of silence where nothing is."""
        sounds: dict[str, Sound] = {}
        for choice in set(script.keys.values()):
            text = script.thanks.get(choice, "")
            said = _samples(self._spoken(script, choice)) if text.strip() else b""
            file = folder / f"thanks-{choice}.wav"
            sounds[choice] = _write(file, said + _silence(_TAIL_SECONDS))
        return sounds

    def silence(self, seconds: float, folder: Path) -> Sound:
        """Return silence: what is sent before anybody has answered."""
        return _write(folder / "silence.wav", _silence(seconds))

    def _spoken(self, script: Script, part: str) -> Path:
        text = script.prompt if part == "prompt" else script.thanks[part]
        name = voice(script.bcp47, self._voices, self._options.voices, self._options.voice)

        def make(sound: Path) -> None:
            raw = sound.with_name("speech.wav")
            _run(["espeak-ng", "-b", "1", "-v", name, "-w", raw, "--stdin"], text)
            _convert(raw, sound)

        return self._kept.file(f"{name}\0{text}", make)

    def _file(self, source: Path) -> Path:
        try:
            state = source.stat()
        except OSError as error:
            raise SpeechError(f"{source}: {error.strerror}") from None
        key = f"{source}\0{state.st_mtime_ns}\0{state.st_size}"
        return self._kept.file(key, lambda sound: _convert(source, sound))

    @cached_property
    def _voices(self) -> frozenset[str]:
        lines = _run(["espeak-ng", "--voices"]).splitlines()[1:]
        return frozenset(line.split()[1] for line in lines if len(line.split()) > 1)


def check(options: SipOptions) -> None:
    """Try the voices that the operator has chosen.

    Raises:
        OptionError: espeak-ng does not have one of them.
    """
    chosen = [("voice", options.voice), *(("voices", each) for each in options.voices.values())]
    for key, name in chosen:
        try:
            _run(["espeak-ng", "-q", "-v", name, "--stdin"])
        except SpeechError:
            raise OptionError(key, f"espeak-ng has no voice {name}") from None


def _convert(source: Path, sound: Path) -> None:
    # The gain guard keeps a loud recording from being clipped by the lower rate.
    _run(["sox", "-G", source.absolute(), *_TELEPHONE, sound])


def _run(command: Sequence[str | Path], text: str = "") -> str:
    env = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"}
    # A text ends with a newline: espeak-ng says nothing for an input that is empty.
    given = f"{text}\n".encode()
    try:
        done = subprocess.run(  # noqa: S603 - the command is ours; a text is its input
            command, input=given, capture_output=True, timeout=_PATIENCE, check=False, env=env
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise SpeechError(f"{command[0]}: {error}") from None
    if done.returncode:
        why = done.stderr.decode("utf-8", "replace").strip()
        raise SpeechError(f"{command[0]}: {why[-300:]}")
    return done.stdout.decode("utf-8", "replace")


def _samples(file: Path) -> bytes:
    try:
        with contextlib.closing(wave.open(str(file), "rb")) as sound:
            return sound.readframes(sound.getnframes())
    except (OSError, EOFError, wave.Error) as error:
        raise SpeechError(f"{file.name}: {error}") from None


def _silence(seconds: float) -> bytes:
    return bytes(round(seconds * RATE) * _WIDTH)


def _write(file: Path, samples: bytes) -> Sound:
    with contextlib.closing(wave.open(str(file), "wb")) as sound:
        sound.setnchannels(1)
        sound.setsampwidth(_WIDTH)
        sound.setframerate(RATE)
        sound.writeframes(samples)
    return Sound(file, len(samples) / _WIDTH / RATE)
