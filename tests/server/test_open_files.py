"""As many connections as the process may have open, and no more."""

from __future__ import annotations

import resource
import subprocess
import sys
from functools import partial

import pytest

ASK = """
import resource
from server import connections
print(connections.room(), *resource.getrlimit(resource.RLIMIT_NOFILE))
"""


@pytest.mark.parametrize(
    ("soft", "hard", "room", "then"),
    [(256, 3000, 2600, 3000), (3000, 3000, 2600, 3000), (256, 512, 400, 512)],
)
def test_the_limit_is_raised_as_far_as_it_goes(soft: int, hard: int, room: int, then: int) -> None:
    limit = partial(resource.setrlimit, resource.RLIMIT_NOFILE, (soft, hard))
    command = [sys.executable, "-c", ASK]
    said = subprocess.run(command, preexec_fn=limit, capture_output=True, check=True, text=True)
    assert [int(each) for each in said.stdout.split()] == [room, then, hard]
