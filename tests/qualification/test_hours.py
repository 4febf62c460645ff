"""When somebody may be called: hours, holidays, the lawful window, and changes of clocks."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from server.qualification import hours
from server.qualification.types import Prospect
from tests.qualification.campaigns import ADA, MONDAY, SINGAPORE, campaign

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ALWAYS = {day: [["00:00", "24:00"]] for day in DAYS}
TOLL_FREE = ("America/New_York", "Pacific/Honolulu", "Pacific/Guam", "Europe/London")


def open_always(zone: str = "UTC", **more: Any) -> Any:
    return campaign(hours={"time_zone": zone, "weekly": ALWAYS}, **more)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def somebody(*zones: str) -> Prospect:
    return Prospect("+10000000000", zones)


@pytest.mark.parametrize(
    ("now", "slot"),
    [
        ("2026-11-23T10:00+08:00", "2026-11-23T10:00+08:00"),
        ("2026-11-23T09:00+08:00", "2026-11-23T09:00+08:00"),
        ("2026-11-23T08:59:59+08:00", "2026-11-23T09:00+08:00"),
        ("2026-11-23T18:00+08:00", "2026-11-24T09:00+08:00"),
        ("2026-11-27T17:59:59+08:00", "2026-11-27T17:59:59+08:00"),
        ("2026-11-27T18:00+08:00", "2026-11-30T09:00+08:00"),
    ],
)
def test_the_accounts_hours(now: str, slot: str) -> None:
    assert hours.next_slot(campaign(), ADA, at(now)) == at(slot)


def test_holidays_by_date_and_by_country() -> None:
    off = {**SINGAPORE, "holidays": ["2026-12-24"], "holidays_of": ["SG"]}
    found = hours.next_slot(campaign(hours=off), ADA, at("2026-12-24T10:00+08:00"))
    assert found == at("2026-12-28T09:00+08:00")  # the 25th is Singapore's own


def test_holidays_of_a_region_and_across_the_years_end() -> None:
    hours_of = {"time_zone": "Europe/Berlin", "weekly": ALWAYS, "holidays_of": "DE-BY"}
    found = campaign(hours=hours_of)
    german = somebody("Europe/Berlin")
    slot = hours.next_slot(found, german, at("2027-01-05T22:00+01:00"))
    assert slot == at("2027-01-07T08:00+01:00")  # Epiphany is Bavaria's
    assert hours.next_slot(found, german, at("2026-12-31T22:00+01:00")) == at(
        "2027-01-02T08:00+01:00"
    )


def test_a_holiday_of_the_year_that_is_over_elsewhere() -> None:
    hours_of = {"time_zone": "America/New_York", "weekly": ALWAYS, "holidays_of": "US"}
    # New Year's Day of 2028 is a Saturday, so the Friday before is off.
    friday = at("2027-12-31T19:30-05:00")
    slot = hours.next_slot(campaign(hours=hours_of), somebody("America/New_York"), friday)
    assert slot == at("2028-01-02T08:00-05:00")


@pytest.mark.parametrize(
    ("now", "slot"),
    [
        ("2026-11-23T07:59-05:00", "2026-11-23T08:00-05:00"),
        ("2026-11-23T20:59-05:00", "2026-11-23T20:59-05:00"),
        ("2026-11-23T21:00-05:00", "2026-11-24T08:00-05:00"),
    ],
)
def test_the_lawful_window_is_where_they_are(now: str, slot: str) -> None:
    found = open_always("Asia/Singapore")
    assert hours.next_slot(found, somebody("America/New_York"), at(now)) == at(slot)


def test_both_must_be_open() -> None:
    found, york = campaign(), somebody("America/New_York")
    # Singapore's nine o'clock is eight in the evening in New York's winter.
    assert hours.next_slot(found, york, at("2026-11-23T12:00-05:00")) == at(
        "2026-11-24T09:00+08:00"
    )
    assert hours.next_slot(found, york, at("2026-11-24T10:30+08:00")) == at(
        "2026-11-25T09:00+08:00"
    )


def test_no_common_hour_is_no_slot() -> None:
    summer = at("2026-06-01T12:00+08:00")
    assert hours.next_slot(campaign(), somebody("America/New_York"), summer) is None


def test_all_zones_of_a_number_must_agree() -> None:
    australia = somebody("Australia/Perth", "Australia/Sydney")
    found = open_always()
    assert hours.next_slot(found, australia, at("2026-07-01T08:30+10:00")) == at(
        "2026-07-01T08:00+08:00"
    )
    assert hours.next_slot(found, australia, at("2026-07-01T20:00+08:00")) == at(
        "2026-07-02T08:00+08:00"
    )


def test_zones_that_never_agree_count_as_the_accounts() -> None:
    now = at("2026-11-23T10:00+08:00")
    assert hours.next_slot(campaign(), somebody(*TOLL_FREE), now) == now


def test_without_zones_the_accounts_counts() -> None:
    found = open_always("Asia/Singapore")
    assert hours.next_slot(found, somebody(), at("2026-11-23T22:00+08:00")) == at(
        "2026-11-24T08:00+08:00"
    )


@pytest.mark.parametrize(
    ("span", "after", "slot"),
    [
        (["02:30", "03:30"], "2027-03-28T00:00+01:00", "2027-03-28T03:00+02:00"),
        (["02:00", "03:30"], "2027-03-28T00:00+01:00", "2027-03-28T03:00+02:00"),
        (["03:00", "03:30"], "2027-03-28T00:00+01:00", "2027-03-28T03:00+02:00"),
        (["03:15", "03:30"], "2027-03-28T00:00+01:00", "2027-03-28T03:15+02:00"),
        # Nothing is left of it: the next day's.
        (["02:10", "02:50"], "2027-03-28T00:00+01:00", "2027-03-29T02:10+02:00"),
        (["01:00", "02:30"], "2027-03-28T01:59+01:00", "2027-03-28T01:59+01:00"),
        (["01:00", "02:30"], "2027-03-28T03:00+02:00", "2027-03-29T01:00+02:00"),
    ],
)
def test_clocks_that_go_forward(span: list[str], after: str, slot: str) -> None:
    found = campaign(
        hours={"time_zone": "Europe/Berlin", "weekly": {day: [span] for day in DAYS}},
        lawful={"begin": "00:00", "end": "24:00"},
    )
    assert hours.next_slot(found, somebody(), at(after)) == at(slot)


def test_clocks_that_skip_a_midnight_or_half_an_hour() -> None:
    """Cairo's day begins at one then, Lord Howe's clocks go forward by half an hour."""
    cairo = open_always("Africa/Cairo", lawful={"begin": "00:00", "end": "01:30"})
    found = hours.next_slot(cairo, somebody(), at("2027-04-29T12:00+02:00"))
    assert found == at("2027-04-30T01:00+03:00")
    howe = campaign(
        hours={"time_zone": "Australia/Lord_Howe", "weekly": {"sun": [["02:10", "04:00"]]}},
        lawful={"begin": "00:00", "end": "24:00"},
    )
    found = hours.next_slot(howe, somebody(), at("2027-10-03T00:00+10:30"))
    assert found == at("2027-10-03T02:30+11:00")


def test_clocks_that_go_back_do_not_shift_the_hours() -> None:
    found = open_always("Europe/London")
    briton = somebody("Europe/London")
    before = hours.next_slot(found, briton, at("2026-10-24T23:00+01:00"))
    after = hours.next_slot(found, briton, at("2026-10-25T22:00+00:00"))
    assert before == at("2026-10-25T08:00+00:00")
    assert after == at("2026-10-26T08:00+00:00")


def test_slots_to_choose_from() -> None:
    found = hours.slots(campaign(), ADA, MONDAY + timedelta(minutes=5), days=2, a_day=3)
    clocks = [slot.astimezone(hours.zone_of(campaign(), ADA, MONDAY)) for slot in found]
    assert [f"{clock:%a %H:%M}" for clock in clocks] == [
        "Mon 11:00",
        "Mon 14:00",
        "Mon 17:00",
        "Tue 09:00",
        "Tue 13:00",
        "Tue 17:00",
    ]
    assert all(hours.next_slot(campaign(), ADA, slot) == slot for slot in found)


def test_slots_are_full_hours_in_odd_zones() -> None:
    kathmandu = somebody("Asia/Kathmandu")
    found = hours.slots(open_always(), kathmandu, MONDAY, days=1, a_day=30)
    assert all(slot.minute == 15 for slot in found)  # UTC+5:45


def test_no_slots_where_there_are_no_hours() -> None:
    assert hours.slots(campaign(), somebody("America/New_York"), at("2026-06-01T12:00Z")) == []


def test_the_zone_to_tell_times_in() -> None:
    found = campaign()
    summer = at("2026-07-01T00:00Z")
    same = somebody("Europe/Guernsey", "Europe/London")
    assert hours.zone_of(found, same, summer).key == "Europe/Guernsey"
    assert hours.zone_of(found, somebody(*TOLL_FREE), summer).key == "Asia/Singapore"
    assert hours.zone_of(found, replace(ADA, zones=()), summer).key == "Asia/Singapore"
