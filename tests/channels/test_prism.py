"""The mock carrier: installed from a lock file of its own, and as strict as its description."""

import json
import re

import httpx

from tests.channels.conftest import NUMBER, SID
from tools import prism


def test_the_lock_file_carries_no_address() -> None:
    lock = (prism.FOLDER / "package-lock.json").read_text()
    assert not re.search(r"https?://|\bresolved\b", lock)
    packages = json.loads(lock)["packages"]
    assert all("integrity" in package for path, package in packages.items() if path)


def test_it_refuses_what_the_description_forbids(carrier: str) -> None:
    url = f"{carrier}/2010-04-01/Accounts/{SID}/Calls.json"
    good = {"To": NUMBER, "From": NUMBER, "StatusCallbackEvent": ["answered", "completed"]}
    assert httpx.post(url, data=good, auth=(SID, "x")).status_code == 201
    assert httpx.post(url, data={"From": NUMBER}, auth=(SID, "x")).status_code == 422
    assert httpx.post(url, data=good).status_code == 401
