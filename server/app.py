"""The application: its parts put together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from litestar import Litestar
from litestar.datastructures import State
from litestar.di import Provide
from litestar.exceptions import HTTPException

from server import answers, demo, migrate
from server.console.access import NotLoggedInError
from server.db import Database
from server.errors import Refusal
from server.events.broker import Broker
from server.headers import add_headers
from server.routes import ROUTES
from server.settings import Settings
from widget.core.errors import FieldError


def create_app(settings: Settings) -> Litestar:
    """Make the application, with its database open, up to date and ours alone.

    Args:
        settings: Where everything is.

    Returns:
        The ASGI application; when it shuts down, its streams end and the database is closed.

    Raises:
        server.lock.AlreadyLockedError: Another process serves the same SQLite file.
    """
    broker = Broker()
    db = Database(settings.url, broker.wake)
    migrate.upgrade(db.engine)
    if settings.demo:
        db.run_now(demo.load)

    @asynccontextmanager
    async def closing(_app: Litestar) -> AsyncIterator[None]:
        try:
            yield
        finally:
            broker.close()
            db.close()

    return Litestar(
        ROUTES,
        state=State({"broker": broker, "db": db}),
        dependencies={
            "settings": Provide(lambda: settings, sync_to_thread=False),
            "db": Provide(lambda: db, sync_to_thread=False),
            "broker": Provide(lambda: broker, sync_to_thread=False),
        },
        lifespan=[closing],
        before_send=[add_headers],
        exception_handlers={
            NotLoggedInError: answers.not_logged_in,
            Refusal: answers.refused,
            FieldError: answers.field_refused,
            HTTPException: answers.not_served,
            Exception: answers.broken,
        },
        openapi_config=None,
        logging_config=None,
        request_max_body_size=None,  # server.forms has its own limit, with an answer
    )
