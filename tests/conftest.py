"""The order of the tests: what takes longest begins first, so that no worker ends alone."""

from __future__ import annotations

import pytest

# The rest follows in the order of its names. A package's files follow one another, so that what
# the package starts, such as a browser and a server, is started once for all of them.
FIRST = (
    "tests/qualification/test_kills.py",
    "tests/browser/",
)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: _rank(item.nodeid))


def _rank(nodeid: str) -> int:
    return next((n for n, start in enumerate(FIRST) if nodeid.startswith(start)), len(FIRST))
