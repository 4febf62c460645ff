"""Contacts out of CSV files as people save them, and cells that no spreadsheet calculates."""

from __future__ import annotations

import csv
import io
import re

import pytest

from widget.client.cells import safe
from widget.client.contacts import ColumnError, Contact, read


def test_it_works() -> None:
    heading = b"\xef\xbb\xbfName,Phone Number,service-id,Shoe size,Interaction ID\r\n"
    contacts = read(heading + b"Ada,+65 9123 4567,1,38,ab\r\n")
    fields = {"name": "Ada", "phone_number": "+65 9123 4567", "service_id": "1"}
    assert contacts.rows == [Contact(2, fields)]
    assert (contacts.unknown, contacts.own) == (["Shoe size"], ["Interaction ID"])


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_separators(separator: str) -> None:
    file = separator.join(["phone", "name"]) + "\n" + separator.join(["123", '"a b"'])
    assert read(file.encode(), {"service_id": "2"}).rows[0].fields == {
        "phone_number": "123",
        "name": "a b",
        "service_id": "2",
    }


@pytest.mark.parametrize(
    "file",
    [
        b"phone;name;Notes, remarks, and all else\n1234;Ada;x\n",
        b"phone;name;comments\r1234;Ada;a, b, c, d, e, f\r",
        b'"Size; cm; inch",phone,name\n5,1234,Ada\n',
        b'"Remarks\n(any, and all)";phone;name\nx;1234;Ada\n',
        b'"Full\r\nname";phone;name\r\nx;1234;Ada\r\n',
    ],
)
def test_the_separator_is_what_parts_the_columns(file: bytes) -> None:
    (contact,) = read(file, {"service_id": "1"}).rows
    assert (contact.fields["phone_number"], contact.fields["name"]) == ("1234", "Ada")


def test_lines_are_the_files_own() -> None:
    file = b'phone_number,service_id,comments\n1234,1,"two\nlines"\n\n , ,\n5678,3,\n90\n'
    rows = read(file, {"service_id": "9"}).rows
    assert [(row.line, row.fields["service_id"]) for row in rows] == [(2, "1"), (6, "3"), (7, "9")]


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (b"phone,name\n1234,Lovelace, Ada\n", "3 cells, but line 1 names 2 columns: .* a comma"),
        (b"phone;name;;\n1234;Ada; ;x\n", "4 cells, but line 1 names 2 columns: .* a semicolon"),
        (b"phone,name\n1234,Ada,, \n", "$"),
        (b",phone,name,\n7,1234,Ada,\n", "$"),
        (b"phone,name\n1234,Ada,,,,\n", "$"),
    ],
)
def test_cells_beyond_the_last_column(file: bytes, said: str) -> None:
    (contact,) = read(file, {"service_id": "1"}).rows
    assert re.match(said, contact.wrong)
    assert contact.fields["phone_number"] == "1234"


def test_a_row_whose_blank_cells_hide_that_it_has_moved() -> None:
    file = b"name,phone,comments\nLovelace, Ada,+6591234567,\nGrace,+6598765432,,\n"
    moved, whole = read(file, {"service_id": "1"}).rows
    assert moved.wrong.startswith("4 cells, but line 1 names 3 columns: put quotes around")
    assert (whole.wrong, whole.fields["phone_number"]) == ("", "+6598765432")


@pytest.mark.parametrize(
    ("number", "wrong"),
    [("43664123456.0", True), ("+436641234560.0", True), ("555.0000", False)],
)
def test_a_number_that_a_program_has_made_a_decimal(number: str, wrong: bool) -> None:
    """Data tools do so where the column has a gap; read with its nought it is somebody else's."""
    (contact,) = read(f"phone;service_id\n{number};1\n".encode()).rows
    assert ("written it as a decimal" in contact.wrong) is wrong


@pytest.mark.parametrize(
    ("number", "rounded"),
    [("6.59123E+09", True), ("4,9E+12", True), ("6e+09", True), ("+6591234567", False)],
)
def test_a_number_that_a_spreadsheet_has_rounded(number: str, rounded: bool) -> None:
    (contact,) = read(f"phone;service_id\n{number};1\n".encode()).rows
    assert contact.wrong.startswith(f"phone_number: a spreadsheet has rounded it to {number}:") is (
        rounded
    )


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (b"", "is empty"),
        (b"name,service_id\nAda,1\n", "the column phone_number is missing; it says: name,"),
        (b"phone_number\n123\n", "the column service_id is missing"),
        (b"phone,phone_number,service_id\n1,2,3\n", "phone_number is there more than once"),
        (b"phone,service_id\n12,1\n\xff,1\n", "line 3: save the file as UTF-8"),
        (b'phone,service_id\n12,1\n34,"1\n56,1\n', "line 3: .* quote .* not closed"),
        (b'phone,service_id\n12,1\n"34,1\n"56",1\n', "line 3: .* quote .* not closed"),
        (b'phone,service_id\n"12,1\n' + b"34,1\n" * 30_000, "line 2: .* quote .* not closed"),
    ],
)
def test_what_is_no_list_of_contacts(file: bytes, said: str) -> None:
    with pytest.raises(ColumnError, match=said.replace("(", r"\(")):
        read(file)


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+1-555", "'+1-555"),
        ("-2", "'-2"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        (" =1", "' =1"),
        ("\uff1d1+1", "'\uff1d1+1"),
        ("\uff0b6591234567", "'\uff0b6591234567"),
        ("\uff0d2", "'\uff0d2"),
        ("\uff20SUM(A1)", "'\uff20SUM(A1)"),
        ("\n=1", "' =1"),
        ("+6591234567", "+6591234567"),
        ("+", "'+"),
        ("a\nb\r\nc\rd", "a b c d"),
        ("a\u2028b\x85c\x0bd\x1ee", "a b c d e"),
        (None, ""),
        (0, "0"),
        ("Ada", "Ada"),
    ],
)
def test_no_cell_is_a_formula(value: object, cell: str) -> None:
    assert safe(value) == cell


@pytest.mark.parametrize(
    "name", ["Ada;=1+1", "Ada; @SUM(1)", "Ada;\t-1", 'Ada;"=1+1"', "Ada;\uff1d1", ";=1", "a;b;+1"]
)
def test_no_part_of_a_cell_is_a_formula(name: str) -> None:
    """Excel in German parts our cells at semicolons."""
    file = io.StringIO()
    csv.writer(file).writerow(["2", safe(name), "x"])
    file.seek(0)
    (parts,) = csv.reader(file, delimiter=";")
    assert [part for part in parts if re.match(r"\s*[=+@\uff1d\uff0b\uff0d\uff20-]", part)] == []
