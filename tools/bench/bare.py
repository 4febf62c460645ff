"""The framework alone: a form POST that inserts one row, `python -m tools.bench.bare URL`.

What `lead_submit` is measured against: the same framework, server program, driver and durability,
and nothing of ours. On SQLite it writes on the event loop, on PostgreSQL in threads, which is
the fastest way for each (SERVER-FACTS).
"""

import asyncio
import sys
from typing import Any

import sqlalchemy as sa
from granian.constants import Interfaces
from granian.server.embed import Server
from litestar import Litestar, Request, post

from server import db
from server.serve import HOST, announce, free_port

TABLE = sa.Table(
    "bare",
    sa.MetaData(),
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.String(200)),
    sa.Column("phone_number", sa.String(40)),
)


def app(url: str) -> Litestar:
    """Makes the application, with its one table.

    Args:
        url: the database's address.
    """
    address = db.address(url)
    embedded = address.get_backend_name() == "sqlite"
    engine = sa.create_engine(address) if embedded else sa.create_engine(address, pool_size=10)
    if embedded:

        @sa.event.listens_for(engine, "connect")
        def connect(connection: Any, _record: Any) -> None:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=NORMAL")

    TABLE.metadata.create_all(engine)

    def insert(form: dict[str, str]) -> int:
        row = {"name": form["name"], "phone_number": form["phone_number"]}
        with engine.begin() as connection:
            number: int = connection.scalar(TABLE.insert().returning(TABLE.c.id), row) or 0
            return number

    @post("/api/", status_code=200)
    async def handler(request: Request[Any, Any, Any]) -> dict[str, Any]:
        form = dict(await request.form())
        number = insert(form) if embedded else await asyncio.to_thread(insert, form)
        return {"status": "ok", "id": number}

    return Litestar([handler], openapi_config=None, logging_config=None)


def main(url: str) -> None:
    """Serves until SIGTERM ends the process; prints where it listens."""
    port = free_port(0)
    server: Any = Server(
        app(url), HOST, port, interface=Interfaces.ASGI, log_enabled=False, websockets=False
    )

    async def serve() -> None:
        await asyncio.gather(server.serve(), announce(port))

    asyncio.run(serve())


if __name__ == "__main__":
    main(sys.argv[1])
