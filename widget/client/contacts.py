"""Contacts out of a CSV file: its columns by the names in its first line."""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

FIELDS = (
    "phone_number",
    "name",
    "email",
    "location",
    "comments",
    "langcode",
    "nps",
    "service_id",
    "service_name",
    "kiosk_id",
    "customer_id",
    "sharecontent_id",
    "payload",
    "custom_data",
)
# Parameters too, but the client fills them in itself.
_OWN = ("interaction_id", "account_key", "auth", "action")
_ALSO = {"phone": "phone_number", "e_mail": "email", "email_address": "email"}
_SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab"}
# What spreadsheets save of a long number that they take for one to calculate with.
_ROUNDED = re.compile(r"\d([.,]\d+)?[Ee]\+\d+")
# What data tools make of a column of numbers with gaps: the nought would be dialled too.
_DECIMAL = re.compile(r"\+?\d+\.0")


class ColumnError(ValueError):
    """The file is not one of contacts; says what is wrong."""


@dataclass(frozen=True)
class Contact:
    """One row.

    Attributes:
        line: Where it begins in the file, from 1.
        fields: What it says, by the documented parameters' names; empty cells are left out.
        wrong: Why it cannot be sent, "" when it can.
    """

    line: int
    fields: dict[str, str]
    wrong: str = ""


@dataclass(frozen=True)
class Contacts:
    """A file of contacts.

    Attributes:
        rows: The rows that are not blank.
        unknown: Columns that have no parameter's name and are not sent.
        own: Columns of parameters that the client fills in itself; not sent either.
    """

    rows: Sequence[Contact]
    unknown: Sequence[str]
    own: Sequence[str] = ()


def read(content: bytes, defaults: dict[str, str] | None = None) -> Contacts:
    """Read a CSV file.

    Args:
        content: The file, UTF-8; separated by commas, semicolons or tabs.
        defaults: Values for rows that have none, such as `{"service_id": "1"}`.

    Returns:
        The contacts in their order.

    Raises:
        ColumnError: A column that every contact needs is missing or there twice, a quote is not
            closed, or it is not text.
    """
    given = {name: value for name, value in (defaults or {}).items() if value}
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise ColumnError(f"line {line}: save the file as UTF-8") from None
    first = re.split("[\r\n]", text, maxsplit=1)[0]
    separator = max(_SEPARATORS, key=lambda each: (_known(text, each), first.count(each)))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: list[Contact] = []
    columns: list[str] = []
    unsent: list[str] = []
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            why = f"{error}; probably a quote in the row that begins here is not closed"
            raise ColumnError(f"line {line}: {why}") from None
        if not columns:
            while cells and not cells[-1].strip():
                cells.pop()
            columns = [_field(cell) for cell in cells]
            unsent = [cell for cell, field in zip(cells, columns, strict=True) if not field]
            _refuse(columns, given, first)
        elif any(cell.strip() for cell in cells):
            found = zip(columns, cells, strict=False)
            sent = {field: cell.strip() for field, cell in found if field and cell.strip()}
            number = sent.get("phone_number", "")
            wrong = _beyond(cells, len(columns), separator, number) or _calculated(number)
            rows.append(Contact(line, {**given, **sent}, wrong))
    if not columns:
        raise ColumnError("the file is empty; its first line names the columns")
    own = [cell for cell in unsent if _name(cell) in _OWN]
    return Contacts(rows, [cell for cell in unsent if cell not in own], own)


def _known(text: str, separator: str) -> int:
    """Return how many columns have a parameter's name: others may hold separators and lines."""
    try:
        cells = next(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except (StopIteration, csv.Error):  # nothing there, or beyond what the reader takes
        return 0
    return sum(bool(_field(cell)) for cell in cells)


def _field(heading: str) -> str:
    name = _name(heading)
    name = _ALSO.get(name, name)
    return name if name in FIELDS else ""


def _name(heading: str) -> str:
    return "_".join(heading.strip().lower().replace("-", " ").replace("_", " ").split())


def _beyond(cells: Sequence[str], columns: int, separator: str, number: str) -> str:
    beyond = cells[columns:]
    # Blank ones do no harm, unless a comma in a name has moved the row's cells along.
    moved = beyond and number and not any(ch.isdigit() for ch in number)
    if not moved and not any(cell.strip() for cell in beyond):
        return ""
    name = _SEPARATORS[separator]
    return (
        f"{len(cells)} cells, but line 1 names {columns} columns:"
        f" put quotes around a cell that holds a {name}, or give its column a name"
    )


def _calculated(number: str) -> str:
    if _ROUNDED.fullmatch(number):
        return (
            f"phone_number: a spreadsheet has rounded it to {number}:"
            " make the column one of text there, and fill it in again"
        )
    if _DECIMAL.fullmatch(number):
        return (
            f"phone_number: a program has written it as a decimal, {number}:"
            " make the column one of text there"
        )
    return ""


def _refuse(columns: Sequence[str], given: dict[str, str], first: str) -> None:
    for field in ("phone_number", "service_id"):
        if field not in columns and field not in given:
            raise ColumnError(f"line 1: the column {field} is missing; it says: {first.strip()}")
    for field in FIELDS:
        if columns.count(field) > 1:
            raise ColumnError(f"line 1: the column {field} is there more than once")
