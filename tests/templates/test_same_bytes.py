"""Every template comes out the same, to the byte, wherever it is drawn."""

from typing import Any

from . import examples
from .conftest import Outcome


def different(
    drawings: list[examples.Drawing], expected: list[Outcome], found: list[Any]
) -> list[str]:
    """Name the drawings that came out different, with the first difference."""
    lines = []
    for (_, name, context), want, got in zip(drawings, expected, found, strict=True):
        # Each interpreter has its own words for what Python itself refuses.
        if want[0] != got[0] if want[0] == "TypeError" else want != tuple(got):
            at = next(
                (
                    i
                    for i, pair in enumerate(zip(want[1], got[1], strict=False))
                    if len({*pair}) > 1
                ),
                0,
            )
            shown = [f"{who}: {text[max(0, at - 30) : at + 60]!r}" for who, text in (want, got)]
            lines.append("\n  ".join([f"{name} {str(context)[:60]}", *shown]))
    return lines


def test_it_works(by_jinja2: list[Outcome]) -> None:
    assert len(by_jinja2) > 100
    assert {kind for kind, _ in by_jinja2} == {"drawn", "UndefinedError", "TypeError"}


def test_cpython(
    drawings: list[examples.Drawing], by_jinja2: list[Outcome], on_cpython: list[Outcome]
) -> None:
    found = different(drawings, by_jinja2, on_cpython)
    assert not found, "\n".join(found)


def test_micropython(
    drawings: list[examples.Drawing], by_jinja2: list[Outcome], micropython: dict[str, Any]
) -> None:
    found = different(drawings, by_jinja2, micropython["outcomes"])
    assert not found, "\n".join(found)


def test_product_is_drawn_without_errors(
    drawings: list[examples.Drawing], by_jinja2: list[Outcome]
) -> None:
    """A name that a context of ours lacks is a bug in the template or in `form.context`."""
    for (package, name, _), (kind, text) in zip(drawings, by_jinja2, strict=True):
        assert package != "widget.drawn" or kind == "drawn", f"{name}: {text}"
