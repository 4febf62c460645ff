"""A kiosk's rules: what may be stored, and its hours at a moment."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from litestar import Litestar
from sqlalchemy.orm import Session

from server import clock
from server.db import Database
from server.kiosks import actions, hours, look
from server.kiosks.models import Kiosk
from tests.server.conftest import Client
from widget.core.errors import FieldError

WEEK = {day: [["09:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
SINGAPORE = {"time_zone": "Asia/Singapore", "weekly": WEEK, "holidays": ["2026-12-25"]}
BERLIN = {"time_zone": "Europe/Berlin", "weekly": {"sun": [["02:00", "03:00"]]}}
LONDON = {"time_zone": "Europe/London", "weekly": {"sun": [["01:30", "02:30"]]}}
EARLY = {"time_zone": "Europe/London", "weekly": {"sun": [["00:00", "01:30"]]}}


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def opening(found: dict[str, Any], now: str) -> str:
    begin = hours.next_opening(found, at(now))
    return begin.isoformat() if begin else ""


def change(app: Litestar, settings: dict[str, Any]) -> None:
    def run(session: Session) -> None:
        kiosk = session.scalars(sa.select(Kiosk).order_by(Kiosk.id)).first()
        assert kiosk
        actions.change_settings(kiosk, settings)

    db: Database = app.state.db
    db.run_now(run)


@pytest.mark.parametrize(
    ("now", "begins"),
    [
        ("2026-11-23T00:59:59+00:00", "2026-11-23T01:00:00+00:00"),  # Monday, before nine
        ("2026-11-23T01:00:00+00:00", "2026-11-23T01:00:00+00:00"),  # the first moment
        ("2026-11-23T09:59:59+00:00", "2026-11-23T01:00:00+00:00"),
        ("2026-11-23T10:00:00+00:00", "2026-11-24T01:00:00+00:00"),  # six o'clock is closed
        ("2026-11-27T10:00:00+00:00", "2026-11-30T01:00:00+00:00"),  # over the weekend
        ("2026-12-24T10:00:00+00:00", "2026-12-28T01:00:00+00:00"),  # over a holiday
        ("2026-12-25T03:00:00+00:00", "2026-12-28T01:00:00+00:00"),
    ],
)
def test_it_works(now: str, begins: str) -> None:
    assert opening(SINGAPORE, now) == begins


@pytest.mark.parametrize(
    ("found", "now", "begins"),
    [
        # On 29 March 2026 clocks in Berlin skip the hour: there is no such opening.
        (BERLIN, "2026-03-28T12:00:00+00:00", "2026-04-05T00:00:00+00:00"),
        # On 25 October they repeat it: open for two hours, from the first of them.
        (BERLIN, "2026-10-25T00:30:00+00:00", "2026-10-25T00:00:00+00:00"),
        (BERLIN, "2026-10-25T01:30:00+00:00", "2026-10-25T00:00:00+00:00"),
        (BERLIN, "2026-10-25T02:00:00+00:00", "2026-11-01T01:00:00+00:00"),
        # From half past one: London's clocks leave that hour for one o'clock again.
        (LONDON, "2026-10-25T00:59:59+00:00", "2026-10-25T00:30:00+00:00"),
        (LONDON, "2026-10-25T01:00:00+00:00", "2026-10-25T01:30:00+00:00"),
        (LONDON, "2026-10-25T02:29:59+00:00", "2026-10-25T01:30:00+00:00"),
        (LONDON, "2026-10-25T02:30:00+00:00", "2026-11-01T01:30:00+00:00"),
        # Until half past one: they enter it again.
        (EARLY, "2026-10-25T00:40:00+00:00", "2026-10-25T01:00:00+00:00"),
        (EARLY, "2026-10-25T01:29:59+00:00", "2026-10-25T01:00:00+00:00"),
    ],
)
def test_clocks_that_change(found: dict[str, Any], now: str, begins: str) -> None:
    assert opening(found, now) == begins


def test_the_same_hour_is_another_moment_in_summer() -> None:
    found = {"time_zone": "Europe/Berlin", "weekly": WEEK}
    assert opening(found, "2026-03-27T20:00:00+00:00") == "2026-03-30T07:00:00+00:00"
    assert opening(found, "2026-03-20T20:00:00+00:00") == "2026-03-23T08:00:00+00:00"


def test_midnight_joins_two_days() -> None:
    found = {
        "time_zone": "UTC",
        "weekly": {"mon": [["22:00", "24:00"]], "tue": [["00:00", "01:00"]]},
    }
    assert opening(found, "2026-11-23T23:59:59+00:00") == "2026-11-23T22:00:00+00:00"
    assert opening(found, "2026-11-24T00:00:00+00:00") == "2026-11-24T00:00:00+00:00"


@pytest.mark.parametrize(
    "stored",
    [{}, {"hours": None}, {"hours": {}}, {"hours": SINGAPORE | {"time_zone": "Mars/Base"}}],
)
def test_without_hours_people_always_call(stored: dict[str, Any]) -> None:
    found = hours.described(stored, at("2026-11-22T00:00:00+00:00"))
    assert found == {"open_now": True, "next_open": "", "time_zone": ""}


@pytest.mark.parametrize(
    ("zone", "lang", "said"),
    [
        ("Asia/Singapore", "en", "9:00\u202fAM (Singapore)"),
        # It is winter in Berlin.
        ("Europe/Berlin", "ru", "09:00 (Берлин)"),
        ("America/Argentina/Buenos_Aires", "es", "9:00 (Buenos Aires)"),
        ("UTC", "de", "09:00 (UTC)"),
    ],
)
def test_the_next_call_is_told_by_the_clock_of_a_city(zone: str, lang: str, said: str) -> None:
    nine = datetime(2026, 11, 23, 9, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    texts = {"next_call": "{when}"}
    details = {"next_open": nine.isoformat(), "time_zone": zone, "bcp47": lang, "texts": texts}
    assert hours.sentence(details).endswith(said)


def test_the_details_tell_of_now(
    client: Client, app: Litestar, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(app, {"hours": SINGAPORE})
    monkeypatch.setattr(clock, "now", lambda: at("2026-11-22T12:00:00+00:00"))
    details = client.get("/api/kiosks/demo/1").json()
    assert (details["open_now"], details["time_zone"]) == (False, "Asia/Singapore")
    assert details["next_open"] == "2026-11-23T01:00:00Z"
    assert "2026" not in client.get("/api/kiosks/demo/1/shell").text, "a cached shell would lie"
    page = client.get("/kiosk/demo/1?lang=deu").text
    assert "Montag, 23. November 2026" in page
    assert "09:00" in page
    monkeypatch.setattr(clock, "now", lambda: at("2026-11-23T01:00:00+00:00"))
    details = client.get("/api/kiosks/demo/1").json()
    assert (details["open_now"], details["next_open"]) == (True, "")
    assert "lucep-next" not in client.get("/kiosk/demo/1").text


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"hours": SINGAPORE | {"time_zone": "Mars/Base"}}, "settings.hours.time_zone"),
        ({"display": {"mode": "white", "patterns": ["shop"]}}, "settings.display.patterns"),
        ({"theme": "neon"}, "settings.theme"),
        ({"consent": 5}, "settings.consent"),
    ],
)
def test_a_wrong_rule_is_refused_and_nothing_changes(
    client: Client, app: Litestar, wrong: dict[str, Any], field: str
) -> None:
    change(app, {"theme": "modern"})
    with pytest.raises(FieldError) as refused:
        change(app, wrong)
    assert refused.value.field.startswith(field)
    assert client.get("/api/kiosks/demo/1").json()["settings"]["theme"] == "modern"


def test_the_shell_carries_the_rules(client: Client, app: Litestar) -> None:
    plain = client.get("/api/kiosks/demo/1/shell").text
    assert "data-where" not in plain
    assert "data-auto-open" not in plain
    change(
        app,
        {
            "auto_open": {"after": [5, 20]},
            "display": {"mode": "white", "patterns": ["/a&b/*"]},
            "position": {"corner": "top-left"},
        },
    )
    shell = client.get("/api/kiosks/demo/1/shell").text
    assert 'data-auto-open="5 20 768"' in shell
    assert "/a&amp;b/" in shell
    assert "--lucep-z: 2147483000" in shell


def test_light_and_dark_are_forced_in_every_sheet(client: Client, app: Litestar) -> None:
    for dark in ("light", "dark"):
        change(app, {"dark": dark, "theme": "modern"})
        for path in ("/api/kiosks/demo/1/shell", "/kiosk/demo/1/style.css"):
            text = client.get(path).text
            assert "prefers-color-scheme" not in text
            assert "light dark" not in text


@pytest.mark.parametrize("space", ["", " "])
def test_a_minified_sheet_stays_whole(space: str) -> None:
    sheet = f"@media{space}(prefers-color-scheme:{space}dark){{a{{}}}}"
    assert look.forced(sheet, "dark") == "@media all{a{}}"
    assert look.forced(sheet, "light") == "@media not all{a{}}"
    assert look.forced(sheet, "auto") == sheet
