"""The outbox's rules: what is kept, what goes first, what goes together."""

from typing import Any

import pytest

from widget.core import outgoing
from widget.core.urlencoded import form_encode

LEAD = "action=raise_lead&name=Ada"


def event(number: int, size: int = 0, customer: str = "c1") -> dict[str, Any]:
    text = '[{{"id": "{}", "payload": "{}"}}]'.format(number, "x" * size)
    pairs: list[tuple[str, object]] = [("action", "send_intelligence"), ("customer_id", customer)]
    return {"id": str(number), "body": form_encode([*pairs, ("events", text)]), "at": number}


def lead(number: int) -> dict[str, Any]:
    return {"id": f"lead {number}", "body": LEAD, "at": number}


def ids(entries: list[dict[str, Any]]) -> list[str]:
    return [entry["id"] for entry in entries]


def test_it_works() -> None:
    count, body = outgoing.batch([event(1), event(2), lead(3)])
    assert count == 2
    both = '[{"id": "1", "payload": ""},{"id": "2", "payload": ""}]'
    assert body == form_encode(
        [("action", "send_intelligence"), ("customer_id", "c1"), ("events", both)]
    )


def test_at_most_fifty_go_together() -> None:
    assert outgoing.batch([event(n) for n in range(60)])[0] == 50


def test_a_batch_is_no_larger_than_a_page_may_leave_behind() -> None:
    count, body = outgoing.batch([event(n, 16_000) for n in range(5)])
    assert (count, len(body) < 60_000) == (3, True)


def test_one_event_goes_whatever_its_size() -> None:
    large = event(1, 70_000)
    assert outgoing.batch([large, event(2)]) == (1, large["body"])


@pytest.mark.parametrize("size", [0, 10_000])
def test_the_oldest_intelligence_goes_first_and_never_a_lead(size: int) -> None:
    entries = [lead(0), *[event(n, size) for n in range(1, 210)], lead(210)]
    kept, dropped = outgoing.limited(entries, 210)
    assert len(kept) <= outgoing.MOST
    assert sum(len(entry["body"]) for entry in kept) <= outgoing.LARGEST
    assert (kept[0], kept[-1]) == (lead(0), lead(210))
    assert ids(dropped) == [str(n) for n in range(1, len(dropped) + 1)]
    assert len(kept) + len(dropped) == len(entries)


def test_leads_stay_even_when_they_are_too_many() -> None:
    entries = [lead(n) for n in range(300)]
    assert outgoing.limited([*entries, event(300)], 300) == (entries, [event(300)])


def test_after_seven_days_even_a_lead_goes() -> None:
    week = 7 * 24 * 3600
    assert outgoing.limited([lead(0), lead(1)], week + 1) == ([lead(1)], [lead(0)])
