"""The parts of dist/ boot Python in a real browser, on a hostile page, or say why not."""

import pytest

ENGINES = ("micropython", "pyodide")
NAMES = {"micropython": "micropython", "pyodide": "cpython"}


@pytest.mark.parametrize("engine", ENGINES)
def test_it_works(frame, engine):
    booted = frame(engine)
    booted.open()
    assert booted.outcome() == ["ready", NAMES[engine]]
