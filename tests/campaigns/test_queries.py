"""Campaigns as turns find them."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any, cast

import pytest
from sqlalchemy.orm import Session

from server.campaigns import config, queries

THREADS = 4


def test_turns_that_need_a_campaign_at_once_make_it_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    make = config.campaign

    def slow(*arguments: Any) -> Any:
        made.append(arguments)
        time.sleep(0.05)
        return make(*arguments)

    monkeypatch.setattr(queries, "execute", lambda *_: [])
    monkeypatch.setattr(config, "campaign", slow)
    queries._made.cache_clear()
    session = cast("Session", None)
    with ThreadPoolExecutor(THREADS) as threads:
        found = list(threads.map(lambda _: queries.effective(session, 1, 0), range(THREADS)))
    assert len(made) == 1
    assert all(each is found[0] for each in found)
