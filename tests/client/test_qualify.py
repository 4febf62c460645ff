"""`build.py qualify`: one result for each contact, also when it is killed in between."""

from __future__ import annotations

import csv
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.client.server import Answer, Form, Server, answering
from tests.client.test_api import usual
from tools.qualify import main
from tools.steps import ROOT, StepError
from widget.client.cleaning import COLUMNS

HEAD = "name,phone_number\n"


@pytest.fixture
def server() -> Iterator[Server]:
    ids: dict[str, int] = {}

    def decide(form: Form) -> Answer:
        if form.get("phone_number") == "bad!":
            return (
                400,
                {"status": "fail", "msg": "phone_number: digits", "field": "phone_number"},
                "",
            )
        if form["action"] == "lead_submit":
            number = ids.setdefault(form["interaction_id"], len(ids) + 1)
            return 200, {"status": "ok", "validation_id": number}, ""
        return usual(form)

    with answering(decide) as running:
        yield running


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "contacts.csv"


def command(server: Server, file: Path, *more: str) -> list[str]:
    account = ["--account", "demo", "--key", "k", "--service", "1"]
    return [str(file), *account, "--server", server.url, *more]


def rows(file: Path) -> list[dict[str, str]]:
    with file.with_suffix(".results.csv").open(newline="") as results:
        return list(csv.DictReader(results))


def test_it_works(server: Server, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(HEAD + "Ada,+6591234567\n=cmd,bad!\nEve,5678\n")
    assert main(command(server, file)) == 1
    assert [(row["line"], row["status"], row["validation_id"]) for row in rows(file)] == [
        ("2", "ok", "1"),
        ("3", "fail", ""),
        ("4", "ok", "2"),
    ]
    assert rows(file)[1]["reason"] == "phone_number: digits"
    assert (rows(file)[1]["name"], rows(file)[0]["phone_number"]) == ("'=cmd", "+6591234567")
    said = capsys.readouterr()
    assert "line 3: phone_number: digits" in said.err
    assert f"Correct their rows in {file}, each on its line, and run" in said.out
    assert "100%" in said.err
    assert "2 submitted, 1 refused" in said.out


def test_columns_that_are_not_sent_are_named(
    server: Server, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text("phone_number,interaction_id,Shoe size\n1234,ab,38\n")
    assert main(command(server, file)) == 0
    said = capsys.readouterr().out
    assert "Not sent, for no parameter has the name: Shoe size\n" in said
    assert "Not sent, for the client fills it in itself: interaction_id\n" in said
    assert server.forms[-1]["interaction_id"] != "ab"


def test_what_is_done_is_not_sent_again(server: Server, file: Path) -> None:
    file.write_text(HEAD + "Ada,1234\n")
    assert main(command(server, file)) == 0
    file.write_text(HEAD + "Ada,1234\nEve,5678\n")
    assert main(command(server, file)) == 0
    names = [form["name"] for form in server.forms if form["action"] == "lead_submit"]
    assert names == ["Ada", "Eve"]
    assert [row["line"] for row in rows(file)] == ["2", "3"]


def test_what_is_refused_is_sent_again_until_it_is_taken(
    server: Server, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in ("bad!", "bad!", "+6591234567"):
        file.write_text(HEAD + f"Ada,1234\nBob,{number}\nEve,5678\n")
        assert main(command(server, file)) == int(number == "bad!")
        assert [row["line"] for row in rows(file)] == ["2", "3", "4"]
    assert [row["status"] for row in rows(file)] == ["ok", "ok", "ok"]
    assert rows(file)[1]["phone_number"] == "+6591234567"
    submitted = [form for form in server.forms if form["action"] == "lead_submit"]
    assert [form["name"] for form in submitted] == ["Ada", "Bob", "Eve", "Bob", "Bob"]
    assert len({form["interaction_id"] for form in submitted}) == 3
    said = capsys.readouterr().out.splitlines()
    assert [line.split(";")[0] for line in said if "submitted" in line] == [
        "2 submitted, 1 refused",
        "0 submitted, 1 refused, 2 taken in an earlier run",
        "1 submitted, 0 refused, 2 taken in an earlier run",
    ]


def test_a_refused_contact_that_is_dropped(server: Server, file: Path) -> None:
    file.write_text(HEAD + "Bob,bad!\nEve,5678\n")
    assert main(command(server, file)) == 1
    file.write_text(HEAD + "\nEve,5678\n")
    assert main(command(server, file)) == 0
    assert [row["name"] for row in rows(file)] == ["Eve"]


def test_the_last_of_two_rows_is_right(server: Server, file: Path) -> None:
    """A run that sent a refused contact again was killed before it could close the file."""
    file.write_text(HEAD + "Bob,bad!\nEve,5678\n")
    main(command(server, file))
    results = file.with_suffix(".results.csv")
    results.chmod(0o600)
    taken = f"2,{rows(file)[0]['interaction_id']},1234,Bob,ok,9,,,\n"
    results.write_text(results.read_text() + taken)
    file.write_text(HEAD + "Bob,1234\nEve,5678\n")
    sent = len(server.forms)
    assert main(command(server, file)) == 0
    assert len(server.forms) == sent
    assert [(row["line"], row["status"]) for row in rows(file)] == [("2", "ok"), ("3", "ok")]
    assert results.stat().st_mode & 0o777 == 0o600
    assert sorted(file.parent.iterdir()) == [file, results]


def test_a_refusal_is_kept_when_the_next_run_stops(server: Server, file: Path) -> None:
    file.write_text(HEAD + "Ada,bad!\nBob,bad!\n")
    main(command(server, file))
    server.decide = lambda _: (403, {"status": "fail", "msg": "apikey: no", "field": "apikey"}, "")
    with pytest.raises(StepError, match="apikey: no"):
        main(command(server, file))
    whole = file.with_suffix(".results.csv").read_text().splitlines()[1:3]
    assert [row.endswith("phone_number: digits") for row in whole] == [True, True]


def test_a_row_with_too_many_cells_is_refused_here(
    server: Server, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text(HEAD + "Lovelace, Ada,1234\nEve,5678\n")
    assert main(command(server, file)) == 1
    assert [form["name"] for form in server.forms if form["action"] == "lead_submit"] == ["Eve"]
    assert [row["status"] for row in rows(file)] == ["fail", "ok"]
    assert rows(file)[0]["reason"].startswith("3 cells, but line 1 names 2 columns")
    assert "line 2: 3 cells" in capsys.readouterr().err


def test_a_kill_between_the_call_and_the_answer_makes_no_second_lead(
    server: Server, file: Path
) -> None:
    file.write_text(HEAD + "".join(f"N{i},{i}0000\n" for i in range(10)))
    decide, asked = server.decide, threading.Event()

    def kill_at_the_fifth(form: Form) -> Answer:
        if form.get("name") == "N4" and not asked.is_set():
            asked.set()
            decide(form)  # the lead is there, the answer never arrives
            process.send_signal(signal.SIGKILL)
            process.wait()
        return decide(form)

    server.decide = kill_at_the_fifth
    process = subprocess.Popen(
        [sys.executable, "-m", "tools", "qualify", *command(server, file)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.DEVNULL,
    )
    process.wait(30)
    assert asked.is_set()
    server.decide = decide
    assert main(command(server, file)) == 0
    assert [int(row["validation_id"]) for row in rows(file)] == list(range(1, 11))
    submitted = [form for form in server.forms if form["action"] == "lead_submit"]
    assert len({form["interaction_id"] for form in submitted}) == 10
    assert [form["name"] for form in submitted].count("N4") == 2


def test_a_second_run_at_the_same_time_makes_no_second_leads(server: Server, file: Path) -> None:
    file.write_text(HEAD + "Ada,1234\nEve,5678\n")
    decide, second = server.decide, threading.Event()

    def decide_slowly(form: Form) -> Answer:
        second.wait(10)
        return decide(form)

    server.decide = decide_slowly
    with ThreadPoolExecutor() as pool:
        first = pool.submit(main, command(server, file))
        try:
            while not server.forms:
                time.sleep(0.01)
            with pytest.raises(StepError, match=r"another\s+run\s+is\s+writing"):
                main(command(server, file))
        finally:
            second.set()
        assert first.result() == 0
    assert len([form for form in server.forms if form["action"] == "lead_submit"]) == 2
    assert sorted(file.parent.iterdir()) == [file, file.with_suffix(".results.csv")]


@pytest.mark.parametrize(
    "torn", ["", "3", "3,ab", "3," + "a" * 40 + ",", "3," + "a" * 40 + ",5678,E"]
)
def test_a_row_that_was_torn_is_written_again(server: Server, file: Path, torn: str) -> None:
    file.write_text(HEAD + "Ada,1234\n")
    main(command(server, file))
    file.write_text(HEAD + "Ada,1234\nEve,5678\n")
    with file.with_suffix(".results.csv").open("a") as results:
        results.write(torn)
    assert main(command(server, file)) == 0
    assert [row["name"] for row in rows(file)] == ["Ada", "Eve"]
    if len(torn) > 40:
        assert rows(file)[1]["interaction_id"] == "a" * 40


def test_results_with_line_separators_are_read_again(server: Server, file: Path) -> None:
    file.write_text(HEAD + "A\u2028da,1234\n", encoding="utf-8")
    main(command(server, file))
    results = file.with_suffix(".results.csv")
    assert rows(file)[0]["name"] == "A da"
    # As results were written before.
    results.write_text(results.read_text("utf-8").replace("A da", "A\u2028d\x85a"), "utf-8")
    assert main(command(server, file)) == 0
    assert len(server.forms) == 2


def test_a_wrong_key_stops_at_once(server: Server, file: Path) -> None:
    file.write_text(HEAD + "Ada,1234\nEve,5678\n")
    server.decide = lambda _: (403, {"status": "fail", "msg": "apikey: no", "field": "apikey"}, "")
    with pytest.raises(StepError, match="apikey: no"):
        main(command(server, file))
    assert len(server.forms) == 1


def test_another_server_stops_at_once(server: Server, file: Path) -> None:
    """Its answer is no fault of the contacts, and no row says so."""
    file.write_text(HEAD + "Ada,1234\nEve,5678\n")
    server.decide = lambda _: (200, b"<p>Welcome", "")
    with pytest.raises(StepError, match=r"answered\s+with\s+200"):
        main(command(server, file))
    assert [row["status"] for row in rows(file)] == [None]
    assert len(server.forms) == 1


@pytest.mark.parametrize(
    ("content", "said"), [("name\nAda\n", "phone_number is missing"), ("", "is empty")]
)
def test_a_file_without_the_columns(server: Server, file: Path, content: str, said: str) -> None:
    file.write_text(content)
    with pytest.raises(StepError, match=said.replace(" ", r"\s+")):
        main(command(server, file))


@pytest.mark.parametrize(
    "origin",
    [
        "callback.example",
        "ftp://callback.example",
        "https://",
        "https://callback..example",
        "https://callback.example:99999",
        "https://[::1",
        "https://user:word@callback.example",
    ],
)
def test_a_server_without_an_origin(
    server: Server, file: Path, origin: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text(HEAD + "Ada,1234\n")
    with pytest.raises(SystemExit):
        main(command(server, file, "--server", origin))
    assert f"an origin such as https://callback.example, not {origin}" in capsys.readouterr().err


def test_a_file_that_is_not_there(server: Server, file: Path) -> None:
    with pytest.raises(StepError, match="No such file") as error:
        main(command(server, file))
    assert "names the columns" not in str(error.value)


@pytest.mark.parametrize("path", ["missing/results.csv", "", "contacts.csv/results.csv", "x" * 300])
def test_results_that_cannot_be_written(server: Server, file: Path, path: str) -> None:
    file.write_text(HEAD + "Ada,1234\n")
    with pytest.raises(StepError, match=r"Writing the results failed:\s+/"):
        main(command(server, file, "--results", str(file.parent / path)))
    assert server.forms == []


def test_a_full_disk_makes_no_second_lead(server: Server, file: Path) -> None:
    file.write_text(HEAD + "".join(f"N{i},{i}0000\n" for i in range(10)))
    limited = "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (500, 500)); "
    run = "from tools.__main__ import main; sys.exit(main('qualify', *sys.argv[1:]))"
    program = [sys.executable, "-c", limited + run, *command(server, file)]
    stopped = subprocess.run(program, cwd=ROOT, capture_output=True, text=True)
    assert stopped.returncode == 1
    assert "Writing the results failed" in stopped.stderr
    assert "Traceback" not in stopped.stderr
    assert main(command(server, file)) == 0
    assert [int(row["validation_id"]) for row in rows(file)] == list(range(1, 11))


@pytest.mark.parametrize(
    ("taken", "torn"),
    [("Ada,1234\n", ""), ("Ada,1234\n", "3," + "b" * 40 + ","), ("", "2," + "b" * 40 + ",1234,")],
)
def test_results_of_another_list_stay_as_they_are(
    server: Server, file: Path, taken: str, torn: str
) -> None:
    file.write_text(HEAD + taken)
    main(command(server, file))
    results = file.with_suffix(".results.csv")
    results.write_text(results.read_text() + torn)
    before = results.read_bytes()
    file.write_text(HEAD + "Eve,5678\nIda,9999\n")
    with pytest.raises(StepError, match=r"other\s+contacts:\s+line\s+[23]\s+of\s+the\s+list\s+was"):
        main(command(server, file))
    assert results.read_bytes() == before


@pytest.mark.parametrize(
    "content", [HEAD, "no line end", ",".join(COLUMNS) + "\n2,ab,1234,Ada,maybe,,,,\n"]
)
def test_what_holds_no_results_stays_as_it_is(server: Server, file: Path, content: str) -> None:
    file.write_text(HEAD + "Ada,1234\n")
    other = file.with_name("other.csv")
    other.write_text(content)
    with pytest.raises(StepError, match=r"not\s+one\s+of\s+our\s+results"):
        main(command(server, file, "--results", str(other)))
    assert other.read_text() == content


def test_the_row_that_is_begun_outlives_a_run_that_stops(server: Server, file: Path) -> None:
    file.write_text(HEAD + "Ada,1234\nEve,5678\n")
    results = file.with_suffix(".results.csv")
    begun = "3," + "b" * 40 + ","
    results.write_text(",".join(COLUMNS) + "\n" + begun)
    decide = server.decide
    server.decide = lambda _: (403, {"status": "fail", "msg": "apikey: no", "field": "apikey"}, "")
    with pytest.raises(StepError, match="apikey: no"):
        main(command(server, file))
    server.decide = decide
    assert main(command(server, file)) == 0
    ids = {row["name"]: row["interaction_id"] for row in rows(file)}
    assert set(ids) == {"Ada", "Eve"}
    assert ids["Eve"] == "b" * 40
