"""What one process is told: where its data, files and database are, and where it listens."""

import os
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Settings:
    """The settings of one server process.

    Attributes:
        data: The directory for what the server keeps; made when missing.
        dist: The directory that the build wrote.
        examples: The directory of the example pages.
        port: The port on the loopback interface, 0 for any free one.
        database_url: Where the database is; "" for SQLite in `data`.
        origin: The public origin, as in `https://callback.example`; "" to take each request's own.
        country_header: The header in which a trusted proxy writes the visitor's country, or "".
        address_header: The header in which a trusted proxy writes the visitor's address, or "".
        submit_limit: How many calls of `lead_submit` without a token one address may make in a
            minute; 0 for any number.
        private_webhooks: Whether webhooks may lead into private networks, and go without TLS.
        demo: Whether to make the demo accounts at the start.
        channels: The file that says which carrier serves which channel; None for the simulator.
        turns: Whether this process runs turns of qualifications.
        listens: Whether it answers HTTP.
    """

    data: Path
    dist: Path = ROOT / "dist"
    examples: Path = ROOT / "examples"
    port: int = 8000
    database_url: str = ""
    origin: str = ""
    country_header: str = ""
    address_header: str = ""
    submit_limit: int = 10
    private_webhooks: bool = False
    demo: bool = False
    channels: Path | None = None
    turns: bool = False
    listens: bool = True

    @property
    def public_origin(self) -> str:
        """What links in messages begin with, and the addresses that carriers call back."""
        return self.origin or f"http://127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        """The database's address in SQLAlchemy's form."""
        return self.database_url or f"sqlite:///{(self.data / 'lucep.sqlite3').resolve()}"


def read(arguments: Sequence[str], environ: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings from the command line, with defaults from the environment.

    Args:
        arguments: The command line without the program's name.
        environ: `DATABASE_URL`, `LUCEP_DATA`, `LUCEP_DIST`, `LUCEP_PORT`, `LUCEP_ORIGIN`,
            `LUCEP_COUNTRY_HEADER`, `LUCEP_ADDRESS_HEADER`, `LUCEP_SUBMIT_LIMIT`,
            `LUCEP_PRIVATE_WEBHOOKS` (1).

    Returns:
        The settings; a wrong argument ends the process with the reason, as argparse does.
    """
    parser = ArgumentParser("python -m server", description="Serve the widget and the console.")
    parser.add_argument("--port", type=_port, default=environ.get("LUCEP_PORT", "8000"))
    parser.add_argument("--data", type=Path, default=environ.get("LUCEP_DATA", "var"))
    parser.add_argument("--dist", type=Path, default=environ.get("LUCEP_DIST", ROOT / "dist"))
    parser.add_argument("--examples", type=Path, default=ROOT / "examples")
    parser.add_argument("--origin", default=environ.get("LUCEP_ORIGIN", ""))
    parser.add_argument("--country-header", default=environ.get("LUCEP_COUNTRY_HEADER", ""))
    parser.add_argument("--address-header", default=environ.get("LUCEP_ADDRESS_HEADER", ""))
    parser.add_argument(
        "--submit-limit", type=_count, default=environ.get("LUCEP_SUBMIT_LIMIT", 10)
    )
    parser.add_argument(
        "--private-webhooks",
        action="store_true",
        default=environ.get("LUCEP_PRIVATE_WEBHOOKS") == "1",
        help="let webhooks lead into private networks, and go without TLS",
    )
    parser.add_argument("--demo", action="store_true", help="make the demo accounts")
    parser.add_argument(
        "--channels",
        type=Path,
        default=environ.get("LUCEP_CHANNELS") or None,
        metavar="FILE",
        help="the TOML file that names the carriers; without it the simulator takes every order",
    )
    roles = parser.add_mutually_exclusive_group()
    roles.add_argument("--worker", action="store_true", help="run turns, and answer no HTTP")
    roles.add_argument("--web", action="store_true", help="answer HTTP, and run no turns")
    given = parser.parse_args(arguments)
    return Settings(
        data=given.data,
        dist=given.dist,
        examples=given.examples,
        port=given.port,
        database_url=environ.get("DATABASE_URL", ""),
        origin=given.origin.rstrip("/"),
        country_header=given.country_header,
        address_header=given.address_header,
        submit_limit=given.submit_limit,
        private_webhooks=given.private_webhooks,
        demo=given.demo,
        channels=given.channels,
        turns=not given.web,
        listens=not given.worker,
    )


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > 65535:
        raise ArgumentTypeError("a port is a number from 0 to 65535")
    return int(text)


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise ArgumentTypeError("a number of calls, 0 or more")
    return int(text)
