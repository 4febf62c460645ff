"""`GET /api/geo`: the country that a trusted proxy tells, and nothing else."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest
from litestar.testing import TestClient

from server.app import create_app
from server.settings import Settings
from tests.server.conftest import Client


@pytest.fixture(scope="module")
def behind_a_proxy(
    settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Client]:
    data: Path = tmp_path_factory.mktemp("geo")
    told = dataclasses.replace(settings, data=data, country_header="CF-IPCountry")
    with TestClient(create_app(told)) as client:
        yield client


def test_nobody_is_trusted_by_default(client: Client) -> None:
    answer = client.get("/api/geo", headers={"CF-IPCountry": "SG"})
    assert answer.json() == {"status": "ok", "country": ""}


@pytest.mark.parametrize(
    ("sent", "told"), [("SG", "sg"), ("de", "de"), ("", ""), ("X1", ""), ("Germany", "")]
)
def test_the_header_that_was_named_counts(behind_a_proxy: Client, sent: str, told: str) -> None:
    answer = behind_a_proxy.get("/api/geo", headers={"CF-IPCountry": sent})
    assert answer.json()["country"] == told
    assert answer.headers["access-control-allow-origin"] == "*"
