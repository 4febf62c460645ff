"""A PostgreSQL server of its own for tests and measurements, gone when the block ends."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from tools import debian
from tools.ports import free_port
from tools.steps import StepError

# Debian keeps the server's programs off the PATH, in a folder for each version.
_FOLDERS = Path("/usr/lib/postgresql")
# PostgreSQL refuses to run as root; Debian's package makes this user.
_USER = "postgres"
_PATIENCE = 60.0
_MOST_CONNECTIONS = 200
REMEDY = "Install it (on Debian: apt-get install postgresql) and try again."


@dataclass(frozen=True)
class Cluster:
    """A server that runs.

    Attributes:
        port: where it listens, on the loopback.
    """

    port: int

    def url(self, name: str) -> str:
        """Returns the address of a database, as `DATABASE_URL` takes it."""
        return f"postgresql://{_USER}@127.0.0.1:{self.port}/{name}"

    def create(self, name: str, template: str = "template1") -> str:
        """Makes a database, as a copy of another that nobody is connected to.

        Args:
            name: of the new one; one of that name is dropped first, whoever uses it.
            template: of the other.

        Returns:
            The new one's address.
        """
        make = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(drop)
            connection.execute(make.format(sql.Identifier(name), sql.Identifier(template)))
        return self.url(name)


@contextmanager
def running(*, durable: bool = False) -> Iterator[Cluster]:
    """Runs a server on a free port in a temporary folder until the block ends.

    Args:
        durable: whether a commit waits for the disk, as it does in earnest.

    Raises:
        StepError: there is no PostgreSQL here, or it did not start; says its own words.
    """
    programs = _programs()
    with tempfile.TemporaryDirectory(prefix="lucep-postgresql-") as folder:
        data, said = Path(folder) / "data", Path(folder) / "said"
        user = _USER if os.geteuid() == 0 else None
        if user:
            shutil.chown(folder, user)
        made = subprocess.run(  # noqa: S603 - the commands are ours
            [
                *(programs / "initdb", "--pgdata", data, "--username", _USER),
                *("--auth", "trust", "--encoding", "UTF8", "--no-locale", "--no-sync"),
            ],
            capture_output=True,
            text=True,
            check=False,
            cwd=folder,
            user=user,
        )
        if made.returncode:
            raise StepError("Making a PostgreSQL database", made.stderr, REMEDY)
        port = free_port()
        options = {
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "max_connections": str(_MOST_CONNECTIONS),
            "fsync": "on" if durable else "off",
            "synchronous_commit": "on" if durable else "off",
        }
        command = [str(programs / "postgres"), "-D", str(data), "-p", str(port)]
        for name, value in options.items():
            command += ["-c", f"{name}={value}"]
        with said.open("w") as log:
            server = subprocess.Popen(  # noqa: S603
                command, stdout=log, stderr=log, cwd=folder, user=user
            )
        try:
            cluster = Cluster(port)
            _wait(server, cluster, said)
            yield cluster
        finally:
            server.send_signal(signal.SIGINT)  # its "fast" shutdown: it waits for no client
            server.wait(_PATIENCE)


def install() -> None:
    """Installs the server where there is none, if we may.

    Raises:
        StepError: apt-get refused.
    """
    if not _found() and debian.can_install():
        debian.install("PostgreSQL", ["postgresql"], REMEDY)


def _found() -> Path | None:
    beside = shutil.which("postgres")
    if beside:
        return Path(beside).resolve().parent
    folders = (path for path in _FOLDERS.glob("*/bin") if (path / "postgres").exists())
    return max(folders, key=lambda path: int(path.parent.name), default=None)


def _programs() -> Path:
    install()
    found = _found()
    if not found:
        raise StepError("Finding PostgreSQL", "there is none on this machine", REMEDY)
    return found


def _wait(server: "subprocess.Popen[bytes]", cluster: Cluster, said: Path) -> None:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end and server.poll() is None:
        try:
            psycopg.connect(cluster.url("postgres"), connect_timeout=2).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise StepError("Starting PostgreSQL", said.read_text()[-500:], REMEDY)
