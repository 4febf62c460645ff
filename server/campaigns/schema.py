"""What a campaign's configuration may say; what is read is normal: seconds, and texts by code."""

import re
import wave
from datetime import date
from pathlib import Path
from typing import Any

import holidays

from server.campaigns import durations, templates
from server.campaigns.readers import (
    Problem,
    Problems,
    Reader,
    line,
    listing,
    mapping,
    one_of,
    problem,
    record,
    whole,
    yes_no,
)
from server.campaigns.types import LONGEST_AUDIO, RETRIED, STEP_KINDS
from server.kiosks.hours import check_zone
from server.qualification.types import CALL_OUTCOMES, CHOSEN
from widget.core import hours, languages
from widget.core.errors import FieldError

_DAY = 86400
# Whatever else the library has a name for would be taken for a country.
_AREA = re.compile(r"([A-Z]{2,3})(?:-(.+))?")
_LINE_END = re.compile("\r\n|[\r\x85\u2028\u2029]")
_CHOICES = ("yes", "no", "never")
_KEYS = tuple("0123456789*#")
_UNDECIDED = tuple(each for each in CALL_OUTCOMES if each not in CHOSEN.values())


def read(value: Any) -> dict[str, Any]:
    """Check a configuration, whole or in part.

    Args:
        value: What a file holds, hostile until checked.

    Returns:
        The same in normal form, JSON: durations in seconds, texts by ISO 639-2 code.

    Raises:
        Problems: Everything that is wrong, each with its place.
    """
    normal: dict[str, Any] = _CONFIG(value)
    return normal


def _template(most: int) -> Reader:
    def read(value: Any) -> str:
        if not isinstance(value, str) or len(value) > most:
            raise problem(f"a text of at most {most} characters")
        # YAML holds no other end of a line as it is.
        text = _LINE_END.sub("\n", value)
        if message := templates.wrong(text):
            raise problem(message)
        return text

    return read


def _language(value: Any) -> str:
    code = languages.iso639_2(value)
    if len(code.partition("-")[0]) != 3:
        raise problem("a language by its ISO 639-2 code, such as eng")
    return code


def _texts(text: Reader) -> Reader:
    by_language = mapping(_language, text, "a text, or one for each language by its code")

    def read(value: Any) -> dict[str, str]:
        if isinstance(value, str):
            return {"eng": text(value)}
        if value == {}:
            return {}
        found: dict[str, str] = {}
        for name, each in by_language(value).items():
            code = _language(name)
            if code in found:
                raise problem(f"one text for each language, and not two for {code}")
            found[code] = each
        return found

    return read


def _duration(least: int, most: int) -> Reader:
    def read(value: Any) -> int:
        seconds = durations.read(value)
        if not least <= seconds <= most:
            span = f"{durations.write(least)} to {durations.write(most)}"
            raise problem(f"a duration such as 30s, 15m, 2h or 1d, from {span}")
        return seconds

    return read


def _audio(value: Any) -> str:
    if not isinstance(value, str) or not value.endswith(".wav") or not Path(value).is_file():
        raise problem("the absolute path of a WAV file that is there")
    file = Path(value).resolve()
    if not _is_short_wav(file):
        raise problem(f"a WAV file of at most {LONGEST_AUDIO} seconds")
    return str(file)


def _is_short_wav(file: Path) -> bool:
    """Say whether a file is WAV and soon over; of an encoding that we do not read nobody knows."""
    try:
        with file.open("rb") as opened, wave.open(opened) as sound:
            return bool(sound.getnframes() <= LONGEST_AUDIO * sound.getframerate())
    except wave.Error as error:
        return str(error).startswith("unknown format")
    except (EOFError, OSError):
        return False


def _keys(value: Any) -> dict[str, str]:
    read: dict[str, str] = mapping(one_of(_KEYS), one_of(_CHOICES), "keys, such as 1: yes")(value)
    if "yes" not in read.values():
        raise problem("one key must mean yes")
    return read


def _step(value: Any) -> dict[str, Any]:
    if isinstance(value, str):
        value = {"do": value}
    fields = {"do": one_of(STEP_KINDS), "delay": _duration(0, 30 * _DAY)}
    step: dict[str, Any] = record(fields)(value)
    if "do" not in step:
        raise problem("do: call or messages")
    return {"do": step["do"], "delay": step.get("delay", 0)}


def _sequence(value: Any) -> list[Any]:
    steps: list[Any] = listing(_step, "steps, each call or messages", 20)(value)
    if not steps:
        raise problem("at least one step, call or messages")
    return steps


def _retry(value: Any) -> dict[str, int]:
    rule: dict[str, int] = record({"times": whole(0, 20), "delay": _duration(0, 30 * _DAY)})(value)
    if set(rule) != {"times", "delay"}:
        raise problem("times and delay, such as {times: 2, delay: 30m}")
    return rule


def _hours(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise problem("time_zone, weekly, holidays and holidays_of")
    given = {str(key): each for key, each in value.items()}
    areas = given.pop("holidays_of", None) or []
    try:
        areas = listing(_area, "countries", 20)([areas] if isinstance(areas, str) else areas)
    except Problems as wrong:
        raise Problems(
            *(Problem(("holidays_of", *each.place), each.message) for each in wrong.found)
        ) from None
    days = given.get("holidays") or []
    if isinstance(days, list):
        given["holidays"] = [day.isoformat() if isinstance(day, date) else day for day in days]
    try:
        hours.check(given, "hours")
        check_zone({"hours": given})
    except FieldError as error:
        place = error.field.removeprefix("settings.").split(".")[1:]
        raise Problems(Problem(tuple(place), error.message)) from None
    weekly = {day: [[str(a), str(b)] for a, b in spans] for day, spans in given["weekly"].items()}
    return {
        "time_zone": str(given["time_zone"]),
        "weekly": weekly,
        "holidays": sorted(map(str, given["holidays"])),
        "holidays_of": areas,
    }


def _area(value: Any) -> str:
    found = _AREA.fullmatch(value) if isinstance(value, str) else None
    country, part = found.groups() if found else ("", None)
    try:
        holidays.country_holidays(country, subdiv=part)
    except NotImplementedError:
        raise problem("an ISO 3166 code such as SG or US-CA whose holidays are known") from None
    return str(value)


def _lawful(value: Any) -> dict[str, str]:
    found: dict[str, str] = record({"begin": _clock, "end": _clock})(value)
    window = {"begin": "08:00", "end": "21:00"} | found
    if hours.minutes(window["begin"]) >= hours.minutes(window["end"]):
        raise problem("an end after the begin")
    return window


def _clock(value: Any) -> str:
    if hours.minutes(value) < 0:
        raise problem('a time of day such as "08:00", in quotes')
    return str(value)


_CONFIG = record(
    {
        "company": line(100),
        "language": _language,
        "flow": record(
            {
                "prompts": _texts(_template(1500)),
                "keys": _keys,
                "thanks": mapping(one_of(_CHOICES), _texts(_template(500)), "texts by choice"),
                "audio": _texts(_audio),
                "repeats": whole(1, 5),
                "wait": _duration(1, 30),
                "ring": _duration(5, 120),
                "machine_detection": yes_no,
            }
        ),
        "messages": record(
            {
                "email": record(
                    {
                        "enabled": yes_no,
                        "subject": _texts(_template(300)),
                        "text": _texts(_template(10_000)),
                        "html": _texts(_template(50_000)),
                    }
                ),
                "sms": record({"enabled": yes_no, "text": _texts(_template(1500))}),
                "whatsapp": record(
                    {
                        "enabled": yes_no,
                        "text": _texts(_template(1000)),
                        "template": _texts(line(200)),
                        "variables": listing(_template(300), "templates in their order", 20),
                    }
                ),
            }
        ),
        "retries": mapping(one_of(RETRIED), _retry, "rules by outcome"),
        "messages_after": listing(one_of(_UNDECIDED), "outcomes"),
        "sequence": _sequence,
        "hours": _hours,
        "lawful": _lawful,
        "max_calls": whole(0, 50),
        "await_answer": _duration(0, 30 * _DAY),
        "link_valid": _duration(3600, 90 * _DAY),
    }
)
