"""The console's webhooks: for owners and managers, of their own account."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa
from litestar import Litestar

from server.accounts.models import User
from server.events.models import Event
from server.webhooks import actions
from server.webhooks.actions import Job
from server.webhooks.models import Delivery, Webhook
from server.webhooks.runner import Runner
from server.webhooks.sender import Answer
from tests.server.conftest import Client, Person

URL = "https://hooks.demo.example/leads"
PAGE = "/console/webhooks"
Stored = Callable[[type[Any]], list[Any]]


@pytest.fixture(autouse=True)
def _nobody_delivers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keeps the application's own runner from taking what a test looks at."""

    async def nothing(*_: Any) -> None:
        pass

    monkeypatch.setattr(Runner, "_begin", nothing)


@pytest.fixture
def webhook(alice: Person) -> str:
    """The address of a webhook's page."""
    answer = alice.post(PAGE, url=URL)
    assert answer.status_code == 303
    return str(answer.headers["location"])


def test_it_works(alice: Person, webhook: str, stored: Stored, raise_lead: Any) -> None:
    page = alice.get(webhook).text
    (row,) = stored(Webhook)
    assert URL in page
    assert row.secret in page
    assert row.secret.startswith("whsec_")
    assert "Nothing yet" in page
    raise_lead()
    assert "lead.raised" in alice.get(webhook).text
    listed = alice.get(PAGE).text
    assert URL in listed
    assert row.secret not in listed
    assert stored(Event)[0].kind == "webhook_added"


def test_each_has_its_own_secret(alice: Person, stored: Stored) -> None:
    for number in range(2):
        alice.post(PAGE, url=f"{URL}/{number}")
    assert len({row.secret for row in stored(Webhook)}) == 2


@pytest.mark.parametrize(
    "url",
    [
        "",
        "crm.example",
        "http://crm.example/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "javascript:x",
        "https://localhost:8000/",
        "https://169.254.169.254/latest",
        f"https://x.example/{'a' * 2000}",
    ],
)
def test_an_address_that_is_not_fit(alice: Person, stored: Stored, url: str) -> None:
    answer = alice.post(PAGE, url=url)
    assert answer.status_code == 400
    assert "An address " in answer.text
    assert stored(Webhook) == []


def test_the_same_address_twice(alice: Person, webhook: str, stored: Stored) -> None:
    assert webhook
    for url in (URL, URL.replace("https://", "HTTPS://").replace(".example", ".EXAMPLE:443")):
        assert alice.post(PAGE, url=url).status_code == 400
    assert len(stored(Webhook)) == 1


def test_an_address_stays_as_it_is_written(alice: Person, stored: Stored) -> None:
    alice.post(PAGE, url=f" {URL}/a\u2013b\u200b ")
    assert stored(Webhook)[0].url == f"{URL}/a\u2013b"


def test_there_is_an_end(alice: Person, stored: Stored, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "MOST_WEBHOOKS", 2)
    for number in range(3):
        answer = alice.post(PAGE, url=f"{URL}/{number}")
    assert answer.status_code == 409
    assert len(stored(Webhook)) == 2


def test_one_that_is_off_leaves_room(
    alice: Person, stored: Stored, monkeypatch: pytest.MonkeyPatch
) -> None:
    """None can be removed: who has moved a few times must not come to an end."""
    monkeypatch.setattr(actions, "MOST_WEBHOOKS", 1)
    first = alice.post(PAGE, url=URL).headers["location"]
    alice.post(f"{first}/switch", on="0")
    assert alice.post(PAGE, url=f"{URL}/2").status_code == 303
    answer = alice.post(f"{first}/switch", on="1")
    assert answer.status_code == 409
    assert "At most 1 webhooks can be switched on; switch one off first." in answer.text
    assert [row.enabled for row in stored(Webhook)] == [False, True]


def test_off_and_on(alice: Person, webhook: str, stored: Stored, raise_lead: Any) -> None:
    raise_lead()
    alice.post(f"{webhook}/switch", on="0")
    assert not stored(Webhook)[0].enabled
    assert stored(Delivery)[0].status == "failed"
    raise_lead(interaction_id="b" * 40)
    assert len(stored(Delivery)) == 1
    page = alice.get(webhook).text
    assert "Switched off" in page
    assert "Send again" not in page
    answer = alice.post(f"{webhook}/deliveries/1/again")
    assert answer.status_code == 409
    assert "Switch the webhook on first." in answer.text
    alice.post(f"{webhook}/switch", on="1")
    assert stored(Webhook)[0].enabled
    kinds = [event.kind for event in stored(Event) if event.kind.startswith("webhook")]
    assert kinds == ["webhook_added", "webhook_switched_off", "webhook_switched_on"]


def test_the_log_and_sending_again(
    app: Litestar, alice: Person, webhook: str, stored: Stored, raise_lead: Any
) -> None:
    raise_lead()
    (job,) = app.state.db.call(actions.claim, {}, 20)
    app.state.db.call(actions.finish, job, Answer(410 + 40, "<b>no</b>"))
    page = alice.get(webhook).text
    assert "answered 450" in page
    assert "&lt;b&gt;no&lt;/b&gt;" in page
    assert "Next try" in page
    assert alice.post(f"{webhook}/deliveries/1/again").status_code == 303
    (row,) = stored(Delivery)
    assert (row.status, row.tries) == ("waiting", 0)


def test_a_long_log_has_pages(alice: Person, webhook: str, raise_lead: Any) -> None:
    for number in range(60):
        raise_lead(interaction_id=f"{number:040x}")
    first = alice.get(webhook).text
    assert first.count("<b>lead.raised</b>") == 50
    older = re.search(r'href="([^"]+before=\d+)"', first)
    assert older
    assert alice.get(older[1]).text.count("<b>lead.raised</b>") == 10
    assert alice.get(f"{webhook}?before=x").status_code == 200


def test_charlie_sees_none_of_it(charlie: Person, webhook: str, raise_lead: Any) -> None:
    raise_lead()
    assert URL not in charlie.get(PAGE).text
    assert charlie.get(webhook).status_code == 404
    assert charlie.post(f"{webhook}/switch", on="0").status_code == 404
    assert charlie.post(f"{webhook}/deliveries/1/again").status_code == 404


def test_a_delivery_of_another_webhook(alice: Person, webhook: str, raise_lead: Any) -> None:
    raise_lead()
    other = alice.post(PAGE, url=f"{URL}/other").headers["location"]
    assert alice.post(f"{other}/deliveries/1/again").status_code == 404
    assert alice.post(f"{webhook}/deliveries/999/again").status_code == 404


@pytest.mark.parametrize("role", ["agent", "viewer"])
def test_others_are_refused(app: Litestar, bob: Person, webhook: str, role: str) -> None:
    app.state.db.call(
        lambda session: session.execute(
            sa.update(User).where(User.email == "bob@demo.example").values(role=role)
        )
    )
    for path in (PAGE, webhook):
        answer = bob.get(path)
        assert answer.status_code == 403
        assert "whsec_" not in answer.text
    assert bob.post(PAGE, url=f"{URL}/2").status_code == 403
    assert bob.post(f"{webhook}/switch", on="0").status_code == 403
    assert "/console/webhooks" not in bob.get("/console/").text


def test_a_manager_may(app: Litestar, bob: Person) -> None:
    app.state.db.call(
        lambda session: session.execute(
            sa.update(User).where(User.email == "bob@demo.example").values(role="manager")
        )
    )
    assert bob.post(PAGE, url=URL).status_code == 303
    assert "/console/webhooks" in bob.get("/console/").text


def test_a_forged_form_is_refused(alice: Person, webhook: str, stored: Stored) -> None:
    answer = alice.client.post(f"{webhook}/switch", data={"csrf": "guess", "on": "0"})
    assert answer.status_code == 403
    assert stored(Webhook)[0].enabled


def test_who_is_not_logged_in(client: Client) -> None:
    answer = client.get(PAGE, headers={"Accept": "text/html"})
    assert answer.status_code == 303
    assert answer.headers["location"] == "/console/login"


def test_a_refused_forms_address_leads_back(alice: Person, webhook: str) -> None:
    for path in (f"{webhook}/switch", f"{webhook}/deliveries/1/again"):
        assert alice.get(path).headers["location"] == webhook


def test_many_answers_that_it_is_gone_at_the_same_moment(
    app: Litestar, alice: Person, webhook: str, stored: Stored, raise_lead: Any
) -> None:
    """On PostgreSQL each has its own delivery, and ends those of the others."""
    for number in range(16):
        raise_lead(interaction_id=f"{number:040x}")
    jobs = [job for _ in range(4) for job in app.state.db.call(actions.claim, {}, 4)]
    together = threading.Barrier(len(jobs))

    def end(job: Job) -> None:
        together.wait(10)
        app.state.db.call(actions.finish, job, Answer(410))

    with ThreadPoolExecutor(len(jobs)) as threads:
        assert list(threads.map(end, jobs)) == [None] * 16
    assert {row.status for row in stored(Delivery)} == {"failed"}
    assert "Switched off" in alice.get(webhook).text
