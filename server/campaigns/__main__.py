"""`python -m server.campaigns export|import`: an account's campaigns as files.

A short transaction of its own, which may run beside the server.
"""

import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping, Sequence
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlalchemy.orm import Session

from server import db
from server.accounts import queries as accounts
from server.campaigns import actions, config, files, queries
from server.campaigns.readers import Problems
from server.errors import NotFoundError
from server.settings import Settings


def main(arguments: Sequence[str], environ: Mapping[str, str] = os.environ) -> str:
    """Do what the command line says.

    Args:
        arguments: The command line without the program's name.
        environ: `DATABASE_URL`, `LUCEP_DATA`, `LUCEP_ORIGIN`.

    Returns:
        What to tell the person; ends the process with the reason where nothing was done.
    """
    given = _parser(environ).parse_args(arguments)
    settings = Settings(data=given.data, database_url=environ.get("DATABASE_URL", ""))
    try:
        url = db.address(settings.url)
    except db.NoDatabaseError as error:
        sys.exit(str(error))
    embedded = url.get_backend_name() == "sqlite"
    if embedded and not Path(url.database or "").is_file():
        sys.exit(f"{url.database}: there is no database yet; start the server once, or see --data")
    engine = sa.create_engine(url, connect_args={"timeout": 30} if embedded else {})
    try:
        with Session(engine) as session, session.begin():
            return _import(session, given) if given.command == "import" else _export(session, given)
    except NotFoundError as error:
        option = {"account_key": "--account", "service_id": "--service"}.get(error.field, "")
        sys.exit(f"{option}: {error.message}")
    except (OperationalError, ProgrammingError) as error:
        sys.exit(f"the database cannot be used: {error.orig}; start the server once")
    finally:
        engine.dispose()


def _import(session: Session, given: Namespace) -> str:
    account = accounts.account(session, given.account)
    try:
        text = given.file.read_text("utf-8-sig")
    except OSError as error:
        sys.exit(f"{given.file}: {error}")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        sys.exit(f"{given.file}: line {line}: a file in UTF-8, which this line is not")
    try:
        found = files.load(text)
        try:
            actions.save(
                session, account, given.service, found.name, found.config, origin=given.origin
            )
        except Problems as wrong:
            raise found.lines.error(wrong.found) from None
    except files.FileError as error:
        sys.exit("\n".join(f"{given.file}: {message}" for message in error.messages))
    return f"{given.file}: now holds for {_whose(given)}"


def _export(session: Session, given: Namespace) -> str:
    account = accounts.account(session, given.account)
    queries.check_service(session, account, given.service)
    row = queries.stored(session, account.id, given.service)
    own = row.config if row else {}
    below = {} if given.own else queries.inherited(session, account.id, given.service)
    text = files.dump(row.name if row else "", config.merged(below, own))
    if str(given.file) == "-":
        return text.rstrip("\n")
    try:
        given.file.write_text(text, "utf-8")
    except OSError as error:
        sys.exit(f"{given.file}: {error}")
    return f"{given.file}: written, of {_whose(given)}"


def _whose(given: Namespace) -> str:
    if given.service == queries.ACCOUNT:
        return f"every service of {given.account} that says nothing else"
    return f"service {given.service} of {given.account}"


def _parser(environ: Mapping[str, str]) -> ArgumentParser:
    parser = ArgumentParser(
        "python -m server.campaigns", description="Export and import campaigns as YAML."
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="export|import")
    for name, what in (("export", "write a campaign to a file"), ("import", "store a file")):
        command = commands.add_parser(name, help=what, description=what)
        command.add_argument("--account", required=True, help="the account's public name")
        command.add_argument("--service", type=int, default=0, help="its number; else the account")
        command.add_argument("--data", type=Path, default=environ.get("LUCEP_DATA", "var"))
        command.add_argument("file", type=Path, help="the YAML file; - prints an export")
        if name == "export":
            command.add_argument("--own", action="store_true", help="without what is inherited")
        else:
            origin = environ.get("LUCEP_ORIGIN", "") or "http://127.0.0.1:8000"
            command.add_argument("--origin", default=origin, help="what links begin with")
    return parser


if __name__ == "__main__":
    print(main(sys.argv[1:]))
