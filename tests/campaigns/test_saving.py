"""Campaigns in the database, and the command line that exports and imports them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from server.accounts import queries as accounts
from server.accounts.models import Account
from server.campaigns import actions, queries, render, schema
from server.campaigns.__main__ import main
from server.campaigns.models import Campaign as Row
from server.campaigns.readers import Problems
from server.channels import sms_length
from server.db import Database
from server.errors import NotFoundError
from server.events.models import Event
from server.settings import ROOT
from tests.stores import demo_database
from widget.core import phone

ORIGIN = "https://callback.example"


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    with demo_database(tmp_path) as db:
        yield db


@pytest.fixture
def session(db: Database) -> Iterator[Session]:
    with Session(db.engine) as session:
        yield session


@pytest.fixture
def account(session: Session) -> Account:
    return accounts.account(session, "demo")


def save(session: Session, account: Account, service: int, **changed: Any) -> Row:
    return actions.save(session, account, service, "Test", schema.read(changed), origin=ORIGIN)


def test_a_campaign_goes_before_the_accounts_and_that_before_the_products(
    session: Session, account: Account
) -> None:
    plain = queries.effective(session, account.id, 1)
    assert (plain.id, plain.max_calls, plain.flow.repeats) == (None, 6, 2)
    save(session, account, 0, max_calls=4, flow={"repeats": 3})
    mine = save(session, account, 1, max_calls=2)
    first, second = (queries.effective(session, account.id, service) for service in (1, 2))
    assert (first.id, first.max_calls, first.flow.repeats) == (mine.id, 2, 3)
    assert (second.id, second.max_calls, second.flow.repeats) == (None, 4, 3)
    assert first.flow.prompts == plain.flow.prompts
    mine.enabled = False
    session.flush()
    assert queries.effective(session, account.id, 1).max_calls == 4


def test_another_accounts_campaigns_are_not_mine(session: Session, account: Account) -> None:
    save(session, accounts.account(session, "charlies"), 1, max_calls=1)
    save(session, accounts.account(session, "charlies"), 0, max_calls=2)
    assert queries.effective(session, account.id, 1).max_calls == 6


def test_texts_of_one_language_replace_those_of_the_account(
    session: Session, account: Account
) -> None:
    save(session, account, 1, flow={"prompts": {"swe": "Hej"}})
    assert queries.effective(session, account.id, 1).flow.prompts == {"swe": "Hej"}


def test_only_what_differs_is_kept(session: Session, account: Account) -> None:
    save(session, account, 0, max_calls=4)
    row = save(session, account, 1, max_calls=4, flow={"repeats": 2, "ring": "20s"})
    assert row.config == {"flow": {"ring": 20}}
    again = save(session, account, 1, max_calls=5)
    assert again.id == row.id
    assert again.config == {"max_calls": 5}


def test_saving_writes_an_event(session: Session, account: Account) -> None:
    save(session, account, 1, max_calls=4)
    event = session.query(Event).one()
    assert (event.kind, event.data) == ("campaign_saved", {"service_id": 1})


@pytest.mark.parametrize("service", [77, -1, 2**31, 2**64])
def test_no_such_service(session: Session, account: Account, service: int) -> None:
    with pytest.raises(NotFoundError) as caught:
        save(session, account, service)
    assert caught.value.field == "service_id"


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("{{ name }} " + "x" * 90 + " {{ link }}", "one message holds 160"),
        ("Дорогой клиент, {{ link }}", "one message holds 70 because of Д"),
        ("{{ link }} 👋 from all of us", "one message holds 70 because of 👋"),
    ],
)
def test_a_text_message_must_fit_with_its_longest_link_and_name(
    session: Session, account: Account, text: str, right: str
) -> None:
    with pytest.raises(Problems) as caught:
        save(session, account, 1, messages={"sms": {"text": {"eng": "{{ link }}", "deu": text}}})
    (problem,) = caught.value.found
    assert problem.field == "messages.sms.text.deu"
    assert right in problem.message
    assert queries.stored(session, account.id, 1) is None


@pytest.mark.parametrize(
    ("variables", "longest"),
    [
        ("{{ phone }}", 30),
        ("{{ name }}{{ service }}", 40),
        ("{% if name %}{{ name }}{% else %}Dear customer, good morning{% endif %}", 27),
        ("{{ service or 'Whatever you have asked us for' }}", 30),
        ("{{ company }}{{ account }}", 24),
        ("{{ never_key }}", 4),
    ],
)
def test_a_text_message_is_measured_with_the_most_that_it_can_be(
    session: Session, account: Account, variables: str, longest: int
) -> None:
    account.name = "Harbour Cars"
    flow = {"keys": {"1": "yes", "*": "never"}}

    def with_room_for(most: int) -> None:
        text = variables + "x" * (160 - most)
        save(session, account, 1, flow=flow, messages={"sms": {"text": {"eng": text}}})

    with_room_for(longest)
    with pytest.raises(Problems):
        with_room_for(longest - 1)


def test_an_inherited_text_that_cannot_be_drawn_any_more_is_named(
    session: Session, account: Account
) -> None:
    stored = save(session, account, 0, max_calls=4)
    stored.config = {"messages": {"sms": {"text": {"eng": "{{ link }}{{ 1 / 0 }}"}}}}
    session.flush()
    with pytest.raises(Problems) as caught:
        save(session, account, 1, max_calls=2)
    assert [problem.field for problem in caught.value.found] == ["messages.sms.text.eng"]


def test_a_text_message_with_the_longest_number_is_sent(session: Session, account: Account) -> None:
    text = "{{ phone }}" + "x" * 130
    save(session, account, 1, messages={"sms": {"text": {"eng": text}}})
    found = queries.effective(session, account.id, 1)
    person = queries.Recipient(account.name, phone="(" * phone.LONGEST)
    assert sms_length.why_not(render.sms(found, person, ORIGIN)) == ""


def test_the_products_text_message_fits_a_long_origin(session: Session, account: Account) -> None:
    account.name = "A company of thirty letters Ltd"
    save(session, account, 1)
    with pytest.raises(Problems):
        actions.save(session, account, 1, "", {}, origin="https://" + "x" * 90)


@pytest.mark.parametrize("place", ["flow.prompts", "messages.email.text", "messages.sms.text"])
def test_texts_may_not_be_missing(session: Session, account: Account, place: str) -> None:
    changed: Any = {}
    for key in reversed(place.split(".")):
        changed = {key: changed}
    with pytest.raises(Problems) as caught:
        save(session, account, 1, **changed)
    assert [each.field for each in caught.value.found] == [place]


def test_export_and_import_beside_a_running_server(db: Database, tmp_path: Path) -> None:
    file, data = tmp_path / "sales.yaml", ["--data", str(tmp_path)]
    told = main(["export", "--account", "demo", "--service", "1", *data, str(file)], {})
    assert told == f"{file}: written, of service 1 of demo"
    text = file.read_text("utf-8").replace("max_calls: 6", "max_calls: 3")
    file.write_text(text, "utf-8")
    told = main(["import", "--account", "demo", "--service", "1", *data, str(file)], {})
    assert told == f"{file}: now holds for service 1 of demo"
    own = main(["export", "--own", "--account", "demo", "--service", "1", *data, "-"], {})
    assert own.splitlines()[2:] == ["name: ''", "max_calls: 3"]
    with Session(db.engine) as session:
        account = accounts.account(session, "demo")
        assert queries.effective(session, account.id, 1).max_calls == 3


@pytest.mark.parametrize(
    ("arguments", "text", "right"),
    [
        (["--account", "demo"], "max_calls: x\n", "{file}: line 1: max_calls: a whole number"),
        (["--account", "demo"], "messages: {sms: {text: {eng: ''}}}\n", "{file}: line 1: mess"),
        (
            ["--account", "demo", "--service", "9"],
            "max_calls: 1\n",
            "--service: the account has no service 9",
        ),
        (["--account", "nobody"], "max_calls: 1\n", "--account: there is no account"),
    ],
)
def test_a_file_that_is_refused(
    db: Database,  # noqa: ARG001
    tmp_path: Path,
    arguments: list[str],
    text: str,
    right: str,
) -> None:
    file = tmp_path / "wrong.yaml"
    file.write_text(text, "utf-8")
    with pytest.raises(SystemExit) as caught:
        main(["import", *arguments, "--data", str(tmp_path), str(file)], {})
    assert str(caught.value).startswith(right.format(file=file))


def test_a_file_that_is_not_utf_8(db: Database, tmp_path: Path) -> None:  # noqa: ARG001
    file = tmp_path / "wrong.yaml"
    file.write_bytes(
        "\ufeffname: Test\r\nflow:\r\n".encode() + "  prompts: Grüße\n".encode("cp1252")
    )
    with pytest.raises(SystemExit) as caught:
        main(["import", "--account", "demo", "--data", str(tmp_path), str(file)], {})
    assert str(caught.value) == f"{file}: line 3: a file in UTF-8, which this line is not"


def test_a_service_that_is_not_there_is_not_exported(db: Database, tmp_path: Path) -> None:  # noqa: ARG001
    file = tmp_path / "sales.yaml"
    arguments = ["export", "--account", "demo", "--service", "9", "--data", str(tmp_path)]
    with pytest.raises(SystemExit, match=r"^--service: the account has no service 9$"):
        main([*arguments, str(file)], {})
    assert not file.exists()


def test_an_address_of_no_database(tmp_path: Path) -> None:
    arguments = ["export", "--account", "demo", "--data", str(tmp_path), "-"]
    with pytest.raises(SystemExit, match=r"^DATABASE_URL: an address such as postgresql://"):
        main(arguments, {"DATABASE_URL": "mysql://ada@db.example/leads"})


def test_without_a_database(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="start the server once"):
        main(["export", "--account", "demo", "--data", str(tmp_path), "-"], {})


def test_the_command_runs(db: Database, tmp_path: Path) -> None:  # noqa: ARG001
    command = [sys.executable, "-m", "server.campaigns", "export", "--account", "demo"]
    done = subprocess.run(
        [*command, "--data", str(tmp_path), "-"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "sequence:\n  - call\n  - messages\n" in done.stdout
