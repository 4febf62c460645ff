"""The result file of `build.py qualify`."""

import csv
import io
import re
import secrets
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from server.lock import AlreadyLockedError, FileLock
from tools.steps import StepError
from widget.client.cells import safe
from widget.client.cleaning import COLUMNS
from widget.client.contacts import Contact

_TITLE = "Reading the results"
_SAME_LIST = (
    "Put each row back on its line, with its number: only those of refused contacts may change or"
    " be left blank. For another list, name another file with --results."
)
_HEADER = ",".join(COLUMNS) + "\n"
# What is written before a contact is sent, so that a kill between the two is no second lead.
_BEGUN = re.compile(rb"(\d+),([0-9a-f]{40}),")


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Keeps every other run from a result file until the block ends.

    Args:
        path: the file, which need not be there.

    Raises:
        StepError: another run has it.
    """
    try:
        lock = FileLock(path)
    except AlreadyLockedError:
        why = f"another run is writing {path}"
        raise StepError(_TITLE, why, "Let it come to its end, or stop it, first.") from None
    try:
        yield
    finally:
        with suppress(OSError):  # not on Windows, as long as it is open
            Path(f"{path}.lock").unlink()
        lock.release()


class ResultFile:
    """One row for each contact; a kill at any moment loses none of them.

    What comes of a contact that was refused before is appended: of two rows the last is right, and
    closing the file takes the others out.

    Attributes:
        left: The contacts that are not taken yet.
    """

    def __init__(self, path: Path, contacts: Sequence[Contact]) -> None:
        """Open the file.

        Args:
            path: The file; made when missing.
            contacts: Whose results it holds.

        Raises:
            StepError: It holds something else, and stays as it is.
            OSError: It cannot be read or written; so say the other methods.
        """
        self._path = path
        content = path.read_bytes() if path.exists() else b""
        whole, newline, torn = content.rpartition(b"\n")
        if not newline and not _HEADER.encode().startswith(torn):
            raise self._foreign(1)
        self._rows = dict(self._read(whole.decode("utf-8", "replace")))
        begun = _BEGUN.match(torn)
        self._begun = {int(begun[1]): begun[2].decode()} if begun else {}
        self._refuse_another_list(contacts, torn.decode("utf-8", "replace"))
        lines = {contact.line for contact in contacts}
        self._rows = {line: row for line, row in self._rows.items() if line in lines}
        # A kill in this run must find the row that is begun: it stays, and goes first.
        self.left = [contact for contact in contacts if not self._taken(contact.line)]
        self.left.sort(key=lambda contact: contact.line not in self._begun)
        with path.open("ab") as file:
            file.truncate(len(content) - len(torn) + (begun.end() if begun else 0))
        self._file = path.open("a", newline="", encoding="utf-8")
        if not newline:
            self._file.write(_HEADER)
            self._file.flush()

    def begin(self, contact: Contact) -> str:
        """Write down under which id a contact is going to be sent; returns the id."""
        number = safe(contact.fields.get("phone_number"))
        interaction_id = self._begun.pop(contact.line, "")
        if interaction_id:
            self._write([number], end=",")
        else:
            refused = self._rows.get(contact.line)
            interaction_id = refused["interaction_id"] if refused else secrets.token_hex(20)
            self._write([str(contact.line), interaction_id, number], end=",")
        return interaction_id

    def finish(self, cells: Sequence[str]) -> None:
        """Complete the row that was begun."""
        self._write(cells[3:], end="\n")
        self._rows[int(cells[0])] = dict(zip(COLUMNS, cells, strict=True))

    def close(self) -> None:
        """Close the file, with one row for each contact in the order of the list."""
        self._file.close()
        content = self._path.read_bytes()
        rows = io.StringIO()
        newest = [self._rows[line].values() for line in sorted(self._rows)]
        csv.writer(rows, lineterminator="\n").writerows([COLUMNS, *newest])
        tidy = rows.getvalue().encode() + content.rpartition(b"\n")[2]
        if tidy != content:
            path = self._path.resolve()
            new = path.with_name(path.name + ".new")
            new.touch()
            shutil.copymode(path, new)
            new.write_bytes(tidy)
            new.replace(path)

    def _taken(self, line: int) -> bool:
        return line in self._rows and self._rows[line]["status"] == "ok"

    def _write(self, cells: Sequence[str], end: str) -> None:
        csv.writer(self._file, lineterminator=end).writerow(cells)
        self._file.flush()

    def _read(self, text: str) -> Iterator[tuple[int, dict[str, str]]]:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline="")), 1):
            if number == 1 and tuple(row) == COLUMNS:
                continue
            cells = dict(zip(COLUMNS, row, strict=False))
            ours = len(row) == len(COLUMNS) and cells["status"] in ("ok", "fail")
            if number == 1 or not ours or not row[0].isdecimal():
                raise self._foreign(number)
            yield int(row[0]), cells

    def _refuse_another_list(self, contacts: Sequence[Contact], torn: str) -> None:
        """Refuses results of other contacts than these; a refused one may have been corrected."""
        here = {row.line: safe(row.fields.get("phone_number")) for row in contacts}
        there: dict[int, str | None] = {
            line: row["phone_number"] for line, row in self._rows.items() if self._taken(line)
        }
        for line in self._begun:
            cells = next(csv.reader([torn]))
            there[line] = cells[2] if len(cells) > 3 else None  # torn before it or in it
        for line, number in there.items():
            if line not in here or number not in (None, here[line]):
                was, found = number or "another", here.get(line) or "blank"
                why = f"{self._path} holds results of other contacts: line {line} of the list was"
                raise StepError(_TITLE, f"{why} {was} and is {found}", _SAME_LIST)

    def _foreign(self, line: int) -> StepError:
        why = f"line {line} of {self._path} is not one of our results"
        return StepError(_TITLE, why, "Name another file with --results.")
