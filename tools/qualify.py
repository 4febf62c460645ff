"""`build.py qualify`: submits a CSV file of contacts for qualification."""

import argparse
import csv
import io
import os
import re
import secrets
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from tqdm import tqdm

from tools.steps import StepError
from widget.client.api import Client, RefusedError, UnavailableError
from widget.client.cells import safe
from widget.client.cleaning import COLUMNS, clean
from widget.client.contacts import ColumnError, Contact, read

TITLE = "Qualifying contacts"
GO_ON = "Run the same command again: it goes on where it stopped."
# What is written before a contact is sent, so that a kill between the two is no second lead.
_BEGUN = re.compile(rb"(\d+),([0-9a-f]{40}),")


class ResultFile:
    """One row for each contact, each written once; a kill at any moment loses none of them."""

    def __init__(self, path: Path) -> None:
        """Open the file and see what is in it.

        Args:
            path: The file; made when missing.

        Raises:
            StepError: It holds something else than results.
        """
        self.done: dict[int, str] = {}
        self._begun: dict[int, str] = {}
        self._path = path
        content = path.read_bytes() if path.exists() else b""
        whole, _, rest = content.rpartition(b"\n")
        self._read(io.StringIO(whole.decode("utf-8", "replace"), newline=""))
        begun = _BEGUN.match(rest)
        if begun:
            self._begun[int(begun[1])] = begun[2].decode()
        keep = len(whole) + 1 if whole else 0
        with path.open("ab") as file:
            file.truncate(keep)
        self._file = path.open("a", newline="", encoding="utf-8")
        if not keep:
            self._write(",".join(COLUMNS) + "\n")

    def begin(self, contact: Contact) -> str:
        """Write down under which id a contact is going to be sent; returns the id."""
        interaction_id = self._begun.get(contact.line) or secrets.token_hex(20)
        self._write(f"{contact.line},{interaction_id},")
        return interaction_id

    def finish(self, cells: list[str]) -> None:
        """Complete the row that was begun."""
        csv.writer(self._file, lineterminator="\n").writerow(cells[2:])
        self._file.flush()

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _write(self, text: str) -> None:
        self._file.write(text)
        self._file.flush()

    def _read(self, lines: Iterable[str]) -> None:
        for number, row in enumerate(csv.reader(lines), 1):
            if number == 1 and tuple(row) == COLUMNS:
                continue
            if number == 1 or len(row) != len(COLUMNS) or not row[0].isdigit():
                why = f"line {number} of {self._path} is not one of our results"
                raise StepError(TITLE, why, "Name another file with --results.")
            self.done[int(row[0])] = row[2]


def main(arguments: list[str]) -> int:
    """Submits what has not been submitted.

    Args:
        arguments: the command line after `qualify`.

    Returns:
        0 when every contact was taken, 1 when some were refused; the result file says which.

    Raises:
        StepError: it stopped before the end; says why.
    """
    given = _parser().parse_args(arguments)
    try:
        contacts = read(given.contacts.read_bytes(), {"service_id": given.service})
    except (OSError, ColumnError) as error:
        why = f"{given.contacts}: {getattr(error, 'strerror', '') or error}"
        remedy = "The first line names the columns, such as name,phone_number,email,service_id."
        raise StepError("Reading the contacts", why, remedy) from error
    if contacts.unknown:
        print(f"Not sent, for no parameter has the name: {', '.join(contacts.unknown)}")
    if contacts.own:
        print(f"Not sent, for the client fills it in itself: {', '.join(contacts.own)}")
    path = given.results or given.contacts.with_suffix(".results.csv")
    results = ResultFile(path)
    _refuse_another_list(results, contacts.rows, path)
    client = Client(given.server, given.account, given.key)
    left = [contact for contact in contacts.rows if contact.line not in results.done]
    refused = 0
    bar = tqdm(total=len(contacts.rows), initial=len(results.done), unit="contact")
    try:
        for result in clean(client, left, results.begin):
            results.finish(result.cells())
            bar.update()
            if result.status == "fail":
                refused += 1
                bar.write(f"line {result.contact.line}: {result.reason}", file=sys.stderr)
    except RefusedError as error:
        remedy = "Correct the account, the key or the server's address and run it again."
        raise StepError(TITLE, error.message, remedy) from error
    except UnavailableError as error:
        raise StepError(TITLE, str(error), GO_ON) from error
    finally:
        bar.close()
        results.close()
    print(f"{len(left) - refused} submitted, {refused} refused; see {path}")
    return int(refused > 0)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("build.py qualify", description=__doc__.split(":", 1)[1])
    add = parser.add_argument
    add("contacts", type=Path, help="the CSV file; its first line names the columns")
    add("--account", required=True, help="the account's name")
    add("--key", default=os.environ.get("LUCEP_API_KEY", ""), help="an API key ($LUCEP_API_KEY)")
    add("--service", default="", help="the service, for contacts without service_id")
    add("--server", default="http://127.0.0.1:8000", help="its origin (default: %(default)s)")
    add("--results", type=Path, help="the result file (default: <contacts>.results.csv)")
    return parser


def _refuse_another_list(results: ResultFile, rows: Sequence[Contact], path: Path) -> None:
    """Refuses results of other contacts than these: nothing of them could be told apart."""
    numbers = {row.line: safe(row.fields.get("phone_number")) for row in rows}
    if any(numbers.get(line) != number for line, number in results.done.items()):
        results.close()
        why = f"{path} holds the results of other contacts"
        raise StepError(TITLE, why, "Name another file with --results, or move that one away.")
