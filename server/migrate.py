"""Bring a database's tables up to date when the server starts."""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

SCRIPTS = Path(__file__).parent / "migrations"


def upgrade(engine: sa.Engine) -> None:
    """Run the migrations that a database lacks, in one transaction."""
    with engine.begin() as connection:
        command.upgrade(config(connection), "head")


def config(connection: sa.Connection) -> Config:
    """Return Alembic's configuration for a connection; there is no alembic.ini."""
    found = Config()
    found.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    found.set_main_option("path_separator", "os")
    found.attributes["connection"] = connection
    return found
