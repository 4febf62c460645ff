"""The tree of services, also hostile."""

from typing import Any

from hypothesis import given

from widget.core import services

from .strategies import JSON


def test_it_works() -> None:
    raw = [
        {"service_id": 2, "lt": {"eng": "B"}, "children": [{"service_id": 1, "lt": {"eng": "A"}}]}
    ]
    assert services.flat(raw, "eng", "eng") == [[2, "B", 0], [1, "A", 1]]
    assert services.tree(raw)[0]["children"] == [
        {"service_id": 1, "lt": {"eng": "A"}, "children": []}
    ]


@given(JSON)
def test_hostile_services_never_raise(raw: Any) -> None:
    services.flat(raw, "eng", "eng")
    services.tree(raw)


def test_a_tree_deeper_than_the_recursion_limit_is_cut() -> None:
    node: dict[str, Any] = {"service_id": 1, "lt": "x"}
    for _ in range(5000):
        node = {"service_id": 1, "lt": "x", "children": [node]}
    assert len(services.flat([node], "eng", "eng")) == services.DEEPEST + 1
    assert services.tree([node])
