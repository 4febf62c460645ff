"""Insert many rows by one statement.

SQLAlchemy writes a parameter for each value of each row, and psycopg remembers how to send a
statement of at most fifty: a few dozen leads have a thousand, to be parsed each time. PostgreSQL
gets the rows as one parameter, JSON that it reads by the types of the table's own columns.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from server import db

Names = tuple[str, ...]


def insert(
    session: Session,
    table: sa.Table,
    rows: Sequence[dict[str, Any]],
    *returning: str,
    once: Names = (),
) -> Sequence[sa.Row[Any]]:
    """Insert rows.

    Args:
        session: The transaction; what waits in it is written first, as before any query.
        table: The table.
        rows: Values by column, JSON columns as Python values that are not None; at least one
            row, all with the same columns.
        *returning: The columns that are wanted of each row.
        once: The columns of a unique constraint: a row that is there already by these, or comes
            in a transaction that commits meanwhile, is left out and not returned.

    Returns:
        These, in any order; nothing where none are wanted.
    """
    columns = tuple(rows[0])
    if db.on_postgresql(session):
        held = [name for name in columns if _is_json(table, name)]
        sent = [{**row, **{name: json.dumps(row[name]) for name in held}} for row in rows]
        values = {"rows": json.dumps(sent, default=_moment)}
        done = db.execute(session, _of_records(table, columns, returning, once), values)
    else:
        done = db.execute(session, _of_rows(table, columns, returning, once), list(rows))
    return done.all() if returning else ()


@lru_cache
def _of_rows(table: sa.Table, columns: Names, returning: Names, once: Names) -> sa.Executable:
    statement = sqlite.insert(table).values({name: sa.bindparam(name) for name in columns})
    if once:
        statement = statement.on_conflict_do_nothing(once)
    return _returning(statement, table, returning)


@lru_cache
def _of_records(table: sa.Table, columns: Names, returning: Names, once: Names) -> sa.Executable:
    # What a column of JSON holds travels as text: read as JSON, it could hold less (no NUL).
    typed = [
        sa.column(name, sa.Text() if _is_json(table, name) else table.c[name].type)
        for name in columns
    ]
    records = (
        sa.func.json_to_recordset(sa.bindparam("rows", type_=sa.Text).cast(sa.JSON))
        .table_valued(*typed)
        .render_derived(with_types=True)
    )
    values = [
        records.c[name].cast(sa.JSON) if _is_json(table, name) else records.c[name]
        for name in columns
    ]
    statement = postgresql.insert(table).from_select(list(columns), sa.select(*values))
    if once:
        statement = statement.on_conflict_do_nothing(index_elements=once)
    return _returning(statement, table, returning)


def _is_json(table: sa.Table, name: str) -> bool:
    return isinstance(table.c[name].type, sa.JSON)


def _returning(statement: sa.Insert, table: sa.Table, names: Names) -> sa.Executable:
    return statement.returning(*[table.c[name] for name in names]) if names else statement


def _moment(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"no value of a column: {type(value).__name__}")
