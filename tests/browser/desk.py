"""A quick hand on the server, where a test is not about the console."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import Any

import httpx

from tests.live import LiveServer
from tests.server.conftest import csrf


class Desk:
    """Takes and finishes leads as Bob, and looks into the database."""

    def __init__(self, server: LiveServer, client: httpx.Client) -> None:
        self.server = server
        self._client = server.as_bob(client)

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Reads rows of the database."""
        with closing(sqlite3.connect(self.server.data / "lucep.sqlite3")) as connection:
            return connection.execute(query, values).fetchall()

    def leads(self, name: str) -> list[int]:
        """Returns the ids of the leads of that name."""
        return [row[0] for row in self.rows("SELECT id FROM lead WHERE name = ?", name)]

    def take(self, name: str) -> None:
        """Takes the lead of that name."""
        self._post(f"/console/leads/{self.leads(name)[0]}/take")

    def finish(self, name: str) -> None:
        """Finishes the lead of that name."""
        self._post(f"/console/leads/{self.leads(name)[0]}/finish", disposition="reached")

    def _post(self, path: str, **form: str) -> None:
        token = csrf(self._client.get(self.server.url + "/console/").text)
        answer = self._client.post(self.server.url + path, data={"csrf": token, **form})
        assert answer.status_code == 303, answer.text
