"""`build.py qualify`: submits a CSV file of contacts for qualification."""

import argparse
import contextlib
import os
import sys
from pathlib import Path
from urllib.parse import urlsplit

from tqdm import tqdm

from tools.results import ResultFile, alone
from tools.steps import StepError
from widget.client.api import Client, RefusedError, UnavailableError
from widget.client.cleaning import clean
from widget.client.contacts import ColumnError, Contacts, read

TITLE = "Qualifying contacts"
GO_ON = "Run the same command again: it goes on where it stopped."


def main(arguments: list[str]) -> int:
    """Submits the contacts that are not taken yet.

    Args:
        arguments: the command line after `qualify`.

    Returns:
        0 when every contact is taken, in this run or before; 1 when some are refused: the result
        file says which.

    Raises:
        StepError: it stopped before the end; says why.
    """
    given = _parser().parse_args(arguments)
    contacts = _contacts(given.contacts, given.service)
    if contacts.unknown:
        print(f"Not sent, for no parameter has the name: {', '.join(contacts.unknown)}")
    if contacts.own:
        print(f"Not sent, for the client fills it in itself: {', '.join(contacts.own)}")
    path = given.results or given.contacts.with_suffix(".results.csv")
    client = Client(given.server, given.account, given.key)
    try:
        with alone(path), contextlib.closing(ResultFile(path, contacts.rows)) as results:
            left = len(results.left)
            refused = _submit(client, results, len(contacts.rows))
    except OSError as error:
        why, remedy = f"{path}: {error.strerror or error}", f"See that it can be written. {GO_ON}"
        raise StepError("Writing the results", why, remedy) from error
    before = len(contacts.rows) - left
    earlier = f", {before} taken in an earlier run" if before else ""
    print(f"{left - refused} submitted, {refused} refused{earlier}; see {path}")
    if refused:
        print(f"Correct their rows in {given.contacts}, each on its line, and run the same again.")
    return int(refused > 0)


def _contacts(path: Path, service: str) -> Contacts:
    try:
        return read(path.read_bytes(), {"service_id": service})
    except OSError as error:
        why, remedy = f"{path}: {error.strerror or error}", "Name a CSV file that can be read."
    except ColumnError as error:
        why = f"{path}: {error}"
        remedy = "The first line names the columns, such as name,phone_number,email,service_id."
    raise StepError("Reading the contacts", why, remedy)


def _submit(client: Client, results: ResultFile, total: int) -> int:
    """Submits what is left of so many contacts; returns how many were refused."""
    refused = 0
    bar = tqdm(total=total, initial=total - len(results.left), unit="contact")
    try:
        for result in clean(client, results.left, results.begin):
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
    return refused


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("build.py qualify", description=__doc__.split(":", 1)[1])
    add = parser.add_argument
    add("contacts", type=Path, help="the CSV file; its first line names the columns")
    add("--account", required=True, help="the account's name")
    add("--key", default=os.environ.get("LUCEP_API_KEY", ""), help="an API key ($LUCEP_API_KEY)")
    add("--service", default="", help="the service, for contacts without service_id")
    add(
        "--server",
        type=_origin,
        default="http://127.0.0.1:8000",
        help="its origin (default: %(default)s)",
    )
    add("--results", type=Path, help="the result file (default: <contacts>.results.csv)")
    return parser


def _origin(text: str) -> str:
    try:
        found = urlsplit(text)
        host, port = (found.hostname or "").encode("idna"), found.port
        good = found.scheme in ("http", "https") and host and port != 0 and not found.username
    except ValueError:  # no such port, brackets of no address, a host that cannot be written
        good = False
    if not good:
        raise argparse.ArgumentTypeError(f"an origin such as https://callback.example, not {text}")
    return text
