"""Bring a database's tables up to date when the server starts."""

from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

if TYPE_CHECKING:
    from alembic.config import Config

SCRIPTS = Path(__file__).parent / "migrations"


def upgrade(engine: sa.Engine) -> None:
    """Run the migrations that a database lacks, in one transaction."""
    if _version(engine) == newest():
        return
    from alembic import command  # half a second that most starts need not spend

    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            # Several processes may start at once on a new database.
            connection.execute(sa.text("SELECT pg_advisory_xact_lock(hashtext('migrations'))"))
        command.upgrade(config(connection), "head")


def config(connection: sa.Connection) -> "Config":
    """Return Alembic's configuration for a connection; there is no alembic.ini."""
    from alembic.config import Config

    found = Config()
    found.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    found.set_main_option("path_separator", "os")
    found.attributes["connection"] = connection
    return found


def newest() -> str:
    """Return the newest migration: files are named `<number>_<what>.py`, the number is the id."""
    return max(file.name.split("_")[0] for file in (SCRIPTS / "versions").glob("[0-9]*.py"))


def _version(engine: sa.Engine) -> str | None:
    if not sa.inspect(engine).has_table("alembic_version"):
        return None
    with engine.connect() as connection:
        version: str | None = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
        return version
